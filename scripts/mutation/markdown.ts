import { KNOWN_WRONG } from "./fresh.ts";
import { MATRIX, OPERATOR_IDS } from "./matrix.ts";
import type { Measurements } from "./measure.ts";
import type { Operator } from "./operator.ts";
import { BAR, SHORTFALLS } from "./shortfalls.ts";
import {
  frameworkTable,
  leftOutTable,
  operatorTable,
  silenceTable,
  type Table,
  variantTable,
} from "./tables.ts";

/** `docs/mutation.md`. */
export function mutationMarkdown(measured: Measurements, operators: readonly Operator[]): string {
  const { first } = measured;
  const shortfalls = Object.entries(SHORTFALLS).map(([operator, { least, wrong, reason }]) => [
    operator,
    String(least.first),
    String(least.second),
    String(wrong ?? 0),
    reason,
  ]);
  const known = Object.entries(KNOWN_WRONG).map(([operator, { mutants, cleanBases, reason }]) => [
    operator,
    String(mutants),
    String(cleanBases),
    reason,
  ]);
  const allowed = OPERATOR_IDS.flatMap((operator) =>
    Object.entries(MATRIX[operator].allowed).map(([mode, reason]) => [operator, mode, reason]),
  );
  const parts = [
    "<!-- generated: npm run mutation -- --write -->",
    "# Mutation suite",
    `Clean runs of every framework – the healthy and the look-bad runs of \`sample-traces/\`, read through the whole pipeline – are damaged by operators, and all detectors run on the result. An operator works on the run model with the run's own agents, tools and values; where a run has no place for it, a clean piece is put in first, and that clean base must be silent, too. Words are drawn from several phrasings by a seed that is hashed from operator and run, so that the suite is the same each time. Recall counts a finding of tier medium or above of the expected mode, over the mutants whose run carries what at least one detector of the mode needs; the bar is ${BAR}. Nothing else may be found but the modes listed as allowed.`,
    "There are three sets of phrasings. The first is the one that the detectors were written with. The second (*in other words*) was written apart and not shown to those who wrote the detectors; the rules have since been widened with it in view, so that its figures flatter them, too. The third (*in fresh words*) was written after the rules by somebody who had read none of them, only this suite with its list of shortfalls; nothing was tuned on it, and so its figures say most about recall in words that no rule was written for. It keeps off the turns of phrase of the other two, the commonest among them, so that real words may be caught more often than these. No bar hangs on its recall, for a bar would have rules tuned to it; wrong findings count in it as everywhere, and those that are known are listed.",
    "What it proves: that the rules find these failures in the shape in which the operators make them, in runs of every framework, and are silent on their near misses. What it does not: that failures in the field look like this. For that see [accuracy.md](accuracy.md).",
    "```sh\nnpm run mutation                            # these tables; ends with 1 where a bar is missed\nnpm run mutation -- --mode FM-1.3 --show    # a mutant that was missed, line by line\nnpm run mutation -- --alarms                # what was found where nothing may be\nnpm run mutation -- --words third --show    # in fresh words; those who write detectors leave this alone\n```",
    "## By operator",
    markdownTable(operatorTable(measured)),
    "## Silence",
    markdownTable(silenceTable(measured)),
    "## Shortfalls",
    shortfalls.length === 0
      ? "None listed."
      : markdownTable([
          ["operator", "recall at least", "in other words", "wrong at most", "why"],
          ...shortfalls,
        ]),
    "Wrong findings in fresh words beyond these:",
    known.length === 0
      ? "None listed."
      : markdownTable([["operator", "mutants at most", "clean bases at most", "why"], ...known]),
    "## By way",
    markdownTable(variantTable(measured)),
    "## By framework",
    "Found of counted, in the first set of phrasings; the last column is the range of the recall when one framework is left out.",
    markdownTable(frameworkTable(first)),
    "## Left out",
    "Mutants of runs that do not carry what any detector of the mode needs.",
    markdownTable(leftOutTable(first)),
    "## What the operators do",
    markdownTable([["operator", "what it does"], ...operators.map(({ id, what }) => [id, what])]),
    "## Allowed beside the expected mode",
    markdownTable([["operator", "mode", "why it is truly there"], ...allowed]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function markdownTable([heading, ...rows]: Table): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  if (heading === undefined) return "";
  return [line(heading), line(heading.map(() => "---")), ...rows.map(line)].join("\n");
}
