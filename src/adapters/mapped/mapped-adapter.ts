import { hashOf } from "../../core/hash.ts";
import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import type { TraceSource } from "../source.ts";
import { formatOf, MappedRun } from "./mapped-run.ts";
import { compiled, type MappedPaths, type Mapping, type Place } from "./mapping.ts";

/** Who wrote a mapping for a file means it; only a format that cannot be mistaken goes before it. */
const SCORE = 0.99;
/** A mapping that was made for another file finds a text or a call in few of the messages, if it finds messages at all. */
const LEAST_SHARE = 0.5;

/** Raised when the same mapping makes other runs than before. */
const READING = "2";

/** Reads JSON that mast does not know, by a mapping from the configuration. */
export function mappedAdapter(mapping: Mapping): TraceAdapter {
  const paths = compiled(mapping);
  const format = formatOf(mapping);
  return {
    meta: {
      id: format,
      // Another mapping under the same name makes other runs.
      version: Number.parseInt(hashOf(8, READING, JSON.stringify(mapping)), 16),
      family: mapping.name,
      formats: [
        {
          format,
          title: `JSON by the mapping "${mapping.name}"`,
          writtenBy: "a program of your own",
          tested: "untested",
          carries: "what the mapping names",
          loses: "everything else",
          endReasons: { ...mapping.end?.reasons },
        },
      ],
    },
    recognise: ({ probe }) => {
      if (probe.kind === "json") return recognition([probe.value], paths, format);
      if (probe.kind !== "records") return null;
      return recognition(
        probe.records.map(({ value }) => value),
        paths,
        format,
      );
    },
    read: (source) => read(source, mapping, paths),
  };
}

function recognition(values: readonly unknown[], paths: MappedPaths, format: string): Recognition {
  const messages = values.flatMap((value) =>
    paths.messages === null
      ? [value]
      : runsOf(value, paths).flatMap(({ value: run }) => paths.messages?.values(run) ?? []),
  );
  const calls = paths.calls?.list;
  const found = messages.filter(
    (message) => paths.text.first(message) !== undefined || calls?.first(message) !== undefined,
  ).length;
  const agents = messages.filter((message) => paths.agent.first(message) !== undefined).length;
  const where = `${paths.text.text}${calls === undefined ? "" : ` or a call at ${calls.text}`}`;
  const why = `of ${messages.length} messages ${found} have a text at ${where}, ${agents} an agent at ${paths.agent.text}`;
  const isMeant = found > 0 && found >= messages.length * LEAST_SHARE && agents > 0;
  return { score: isMeant ? SCORE : 0, format, why };
}

function runsOf(value: unknown, paths: MappedPaths): Place[] {
  return paths.runs === null ? [{ value, pointer: "" }] : paths.runs.all(value);
}

async function* read(
  source: TraceSource,
  mapping: Mapping,
  paths: MappedPaths,
): AsyncGenerator<AdapterEvent> {
  const isDamaged = source.probe.kind === "json" && source.probe.damage !== null;
  const places = source.probe.kind === "json" ? () => "" : (line: number) => `line:${line}`;
  const loose = new LooseMessages(mapping, paths);
  for await (const batch of source.records()) {
    for (const { value, line } of batch) {
      const base = places(line);
      if (paths.messages === null) yield* loose.add(value, base);
      else for (const run of runsOf(value, paths)) yield* oneRun(run, base, mapping, paths, isDamaged);
    }
  }
  yield* loose.runs();
}

function* oneRun(
  { value, pointer }: Place,
  base: string,
  mapping: Mapping,
  paths: MappedPaths,
  isDamaged: boolean,
): Generator<AdapterEvent> {
  const locator = `${base}${pointer}`;
  const run = new MappedRun(mapping, paths, keyOf(value, paths), locator);
  run.about(value, locator);
  for (const message of paths.messages?.all(value) ?? []) {
    const place = `${locator}${message.pointer}`;
    yield* problem(run.add(message.value, place), place);
  }
  const draft = run.draft(isDamaged);
  if (draft !== null) yield { type: "run", draft };
}

/** Messages that come one a line, put together by the key of their run. */
class LooseMessages {
  private readonly mapping: Mapping;
  private readonly paths: MappedPaths;
  private readonly byKey = new Map<string | null, MappedRun>();

  constructor(mapping: Mapping, paths: MappedPaths) {
    this.mapping = mapping;
    this.paths = paths;
  }

  *add(message: unknown, locator: string): Generator<AdapterEvent> {
    const key = keyOf(message, this.paths);
    let run = this.byKey.get(key);
    if (run === undefined) {
      run = new MappedRun(this.mapping, this.paths, key, key === null ? "" : locator);
      this.byKey.set(key, run);
    }
    yield* problem(run.add(message, locator), locator);
  }

  *runs(): Generator<AdapterEvent> {
    for (const run of this.byKey.values()) {
      const draft = run.draft(false);
      if (draft !== null) yield { type: "run", draft };
    }
  }
}

function* problem(message: string | null, locator: string): Generator<AdapterEvent> {
  if (message !== null) yield { type: "problem", problem: { locator, code: "not-a-message", message } };
}

function keyOf(value: unknown, paths: MappedPaths): string | null {
  const key = paths.id?.first(value);
  return typeof key === "string" || typeof key === "number" ? String(key) : null;
}
