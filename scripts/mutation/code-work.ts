import type { Json, Run, Step } from "../../src/core/run.ts";

import { inserted, reworded, withSteps, withTools } from "./edit.ts";
import { carriesCalls, colleagueOf, type Ground, quietPlaces } from "./places.ts";
import { Scribe } from "./scribe.ts";
import { type Draw, phrase, withSentence } from "./words.ts";

/** A small program that a team could write on the way, and a later version of it. */
interface Program {
  readonly path: string;
  readonly code: string;
  readonly edited: string;
}

const PROGRAMS: readonly [Program, ...Program[]] = [
  {
    path: "totals.py",
    code: "def total(rows):\n    amount = 0\n    for row in rows:\n        amount += row['count'] * row['price']\n    return round(amount, 2)\n",
    edited:
      "def total(rows):\n    return round(sum(r['count'] * r['price'] for r in rows if r['count']), 2)\n",
  },
  {
    path: "src/intervals.py",
    code: "from datetime import timedelta\n\n\ndef overlap(a, b):\n    start = max(a[0], b[0])\n    end = min(a[1], b[1])\n    return max(end - start, timedelta(0))\n",
    edited:
      "from datetime import timedelta\n\n\ndef overlap(a, b):\n    start, end = max(a[0], b[0]), min(a[1], b[1])\n    if end <= start:\n        return timedelta(0)\n    return end - start\n",
  },
  {
    path: "lib/labels.js",
    code: "export function labelOf(item) {\n  const parts = [item.place, item.year, item.name];\n  return parts.filter(Boolean).join(', ');\n}\n",
    edited:
      "export function labelOf({ place, year, name }) {\n  const text = [place, year, name].filter(Boolean).join(', ');\n  return text.length > 60 ? text.slice(0, 57) + '…' : text;\n}\n",
  },
  {
    path: "tools/parse_log.py",
    code: "import re\n\nLINE = re.compile(r'(\\d\\d:\\d\\d) (\\w+) (.*)')\n\n\ndef parse(text):\n    return [LINE.match(line).groups() for line in text.splitlines()]\n",
    edited:
      "import re\n\nLINE = re.compile(r'(\\d\\d:\\d\\d) (\\w+) (.*)')\n\n\ndef parse(text):\n    found = (LINE.match(line) for line in text.splitlines())\n    return [match.groups() for match in found if match]\n",
  },
  {
    path: "src/roster.ts",
    code: "export function free(shifts: Shift[], day: string): string[] {\n  const busy = new Set(shifts.filter((s) => s.day === day).map((s) => s.name));\n  return STAFF.filter((name) => !busy.has(name));\n}\n",
    edited:
      "export function free(shifts: Shift[], day: string): string[] {\n  const busy = new Set(shifts.filter((s) => s.day === day && !s.cancelled).map((s) => s.name));\n  return STAFF.filter((name) => !busy.has(name)).sort();\n}\n",
  },
];

/** Names under which teams have the two tools, and the arguments these take. */
interface Bench {
  readonly write: string;
  readonly run: string;
  readonly written: (path: string, code: string) => Json;
  readonly started: (path: string) => Json;
}

const BENCHES: readonly [Bench, ...Bench[]] = [
  {
    ...{ write: "write_file", run: "run_tests" },
    written: (path, content) => ({ path, content }),
    started: (path) => ({ path }),
  },
  {
    ...{ write: "save_file", run: "execute_command" },
    written: (file_path, text) => ({ file_path, text }),
    started: (path) => ({ command: `pytest -q ${path}` }),
  },
  {
    ...{ write: "create_file", run: "bash" },
    written: (filename, content) => ({ filename, content }),
    started: () => ({ cmd: "make test" }),
  },
  {
    ...{ write: "edit_file", run: "run_python" },
    written: (path, new_str) => ({ path, new_str }),
    started: (path) => ({ code: `import unittest; unittest.main(module='${path}')` }),
  },
];

/** A clean piece of work on code in a run: written, tried, reported and shipped with the answer. */
export interface CodeWork {
  readonly base: Run;
  /** Where the pieces stand in `base`. */
  readonly write: number;
  readonly check: number;
  readonly report: number;
  readonly path: string;
  readonly writer: string;
  readonly tester: string;
  /** A later version of the file, written as the first one was. */
  readonly edit: (after: number) => Step[];
  readonly scribe: Scribe;
}

/**
 * Puts a clean piece of work on code in before the answer; null where the format carries no calls, and where the team
 * executes code afterwards anyway, since nothing tells which.
 */
export function withCodeWork(ground: Ground, draw: Draw): CodeWork | null {
  const { run, team, answer, prepared } = ground;
  const [first] = team;
  const place = quietPlaces(ground).at(-1);
  if (!carriesCalls(run) || first === undefined || place === undefined) return null;
  if (prepared.actions.some(({ effect, step }) => effect === "run" && step.index >= place)) return null;
  const scribe = new Scribe(run);
  const program = draw.pick(PROGRAMS);
  const bench = draw.pick(BENCHES);
  const { path } = program;
  const writer = first.id;
  const tester = colleagueOf(ground, writer, draw)?.id ?? writer;
  const saved = { text: phrase(draw, draw.words.codeWork.written, { path }) };
  const writes = (code: string, after: number) =>
    scribe.uses(writer, bench.write, bench.written(path, code), saved, after);
  const work = [
    scribe.thinks(writer, phrase(draw, draw.words.codeWork.starts, { path }), place - 1),
    ...writes(program.code, place - 1),
    ...scribe.uses(
      tester,
      bench.run,
      bench.started(path),
      { text: phrase(draw, draw.words.codeWork.passes) },
      place - 1,
    ),
    scribe.says(
      tester,
      phrase(draw, draw.words.codeWork.reports, { path }),
      place - 1,
      tester === writer ? [] : [writer],
    ),
  ];
  const shipped = phrase(draw, draw.words.codeWork.shipped, { path });
  const steps = inserted(
    reworded(run.steps, answer.index, (text) => withSentence(text, shipped)),
    place,
    ...work,
  );
  const agents = withTools(withTools(run.agents, writer, [bench.write]), tester, [bench.run]);
  return {
    base: withSteps(run, steps, { agents }),
    ...{ write: place + 1, check: place + 3, report: place + 5 },
    ...{ path, writer, tester, scribe },
    edit: (after) => writes(program.edited, after),
  };
}
