import { MATRIX, OPERATOR_IDS } from "./matrix.ts";
import type { Measurement } from "./measure.ts";
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
export function mutationMarkdown(
  measurement: Measurement,
  second: Measurement,
  operators: readonly Operator[],
): string {
  const shortfalls = Object.entries(SHORTFALLS).map(([operator, { least, wrong, reason }]) => [
    operator,
    String(least.first),
    String(least.second),
    String(wrong ?? 0),
    reason,
  ]);
  const allowed = OPERATOR_IDS.flatMap((operator) =>
    Object.entries(MATRIX[operator].allowed).map(([mode, reason]) => [operator, mode, reason]),
  );
  const parts = [
    "<!-- generated: npm run mutation -- --write -->",
    "# Mutation suite",
    `Clean runs of every framework – the healthy and the look-bad runs of \`sample-traces/\`, read through the whole pipeline – are damaged by operators, and all detectors run on the result. An operator works on the run model with the run's own agents, tools and values; where a run has no place for it, a clean piece is put in first, and that clean base must be silent, too. Words are drawn from several phrasings by a seed that is hashed from operator and run, so that the suite is the same each time. Recall counts a finding of tier medium or above of the expected mode, over the mutants whose run carries what at least one detector of the mode needs; the bar is ${BAR}. Nothing else may be found but the modes listed as allowed. A second set of phrasings was written apart and was not shown to those who wrote the detectors: what is lost with it was learned from sentences.`,
    "What it proves: that the rules find these failures in the shape in which the operators make them, in runs of every framework, and are silent on their near misses. What it does not: that failures in the field look like this. For that see [accuracy.md](accuracy.md).",
    "```sh\nnpm run mutation                            # these tables; ends with 1 where a bar is missed\nnpm run mutation -- --mode FM-1.3 --show    # a mutant that was missed, line by line\nnpm run mutation -- --alarms                # what was found where nothing may be\n```",
    "## By operator",
    markdownTable(operatorTable(measurement, second)),
    "## Silence",
    markdownTable(silenceTable(measurement)),
    "## Shortfalls",
    shortfalls.length === 0
      ? "None listed."
      : markdownTable([
          ["operator", "recall at least", "in other words", "wrong at most", "why"],
          ...shortfalls,
        ]),
    "## By way",
    markdownTable(variantTable(measurement, second)),
    "## By framework",
    "Found of counted; the last column is the range of the recall when one framework is left out.",
    markdownTable(frameworkTable(measurement)),
    "## Left out",
    "Mutants of runs that do not carry what any detector of the mode needs.",
    markdownTable(leftOutTable(measurement)),
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
