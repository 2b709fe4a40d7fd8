/**
 * The mutation suite: clean runs of every framework, damaged by operators, and what the detectors say of them. Prints the
 * tables and ends with 1 where a bar is missed. Run from the project's folder:
 *
 *     npm run mutation                                   all operators
 *     npm run mutation -- --mode FM-1.3 --show           the first mutant that was missed, line by line
 *     npm run mutation -- --operator reset --show 5      of one operator, five of them
 *     npm run mutation -- --alarms                       what was found where nothing may be found
 *     npm run mutation -- --framework crewai             the runs of one framework
 *     npm run mutation -- --words second                 with the phrasings that no detector was written with
 *     npm run mutation -- --write                        also write docs/mutation.md
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { DETECTORS } from "../src/detectors/registry.ts";
import { loadTaxonomy } from "../src/taxonomy/load.ts";
import { readCleanRuns } from "./mutation/clean-runs.ts";
import { mutationMarkdown } from "./mutation/markdown.ts";
import { MATRIX, type OperatorId } from "./mutation/matrix.ts";
import { type Measurement, measure } from "./mutation/measure.ts";
import { OPERATORS } from "./mutation/operators/registry.ts";
import { verdictOf, type Wording } from "./mutation/shortfalls.ts";
import { findingLine, runLines } from "./mutation/show.ts";
import {
  frameworkTable,
  leftOutTable,
  operatorTable,
  silenceTable,
  type Table,
  variantTable,
} from "./mutation/tables.ts";
import { FIRST_WORDS } from "./mutation/words/first.ts";
import { SECOND_WORDS } from "./mutation/words/second.ts";
import type { Words } from "./mutation/words.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mode: { type: "string" },
    operator: { type: "string" },
    framework: { type: "string" },
    variant: { type: "string" },
    show: { type: "boolean" },
    alarms: { type: "boolean" },
    words: { type: "string", default: "first" },
    write: { type: "boolean" },
  },
});

async function main(): Promise<number> {
  const samples = await readCleanRuns();
  const taxonomy = await loadTaxonomy();
  const operators = OPERATORS.filter(
    ({ id }) =>
      (values.operator === undefined || id === values.operator) &&
      (values.mode === undefined ||
        values.alarms === true ||
        MATRIX[id].mode === values.mode ||
        MATRIX[id].mode === null),
  );
  const chosen = samples.filter(
    ({ run }) => values.framework === undefined || run.framework === values.framework,
  );
  const measureIn = (words: Words) => measure(chosen, operators, DETECTORS, taxonomy.detectorOptions, words);
  if (values.show === true || values.alarms === true) {
    const measurement = measureIn(values.words === "second" ? SECOND_WORDS : FIRST_WORDS);
    return values.show === true ? show(measurement) : showAlarms(measurement);
  }
  const first = measureIn(FIRST_WORDS);
  const second = measureIn(SECOND_WORDS);
  print(operatorTable(first, second));
  print(variantTable(first, second));
  for (const table of [frameworkTable, leftOutTable, silenceTable]) print(table(first));
  if (values.write === true) await writeFile("docs/mutation.md", mutationMarkdown(first, second, OPERATORS));
  const chosenIds = operators.map(({ id }) => id);
  return barsHold(first, "first", chosenIds) && barsHold(second, "second", chosenIds) ? 0 : 1;
}

function barsHold(
  { trials, alarms }: Measurement,
  wording: Wording,
  operators: readonly OperatorId[],
): boolean {
  const hold = operators.every((operator) => {
    const own = trials.filter((trial) => trial.operator === operator);
    return verdictOf(own, operator, wording) !== "below";
  });
  return hold && alarms.every(({ where }) => where === "mutant");
}

function show({ trials }: Measurement): number {
  const most = Number(positionals[0] ?? 1);
  const missed = trials.filter(
    ({ outcome, operator, mutation }) =>
      (outcome === "missed" || outcome === "no detector") &&
      (values.mode === undefined || MATRIX[operator].mode === values.mode) &&
      (values.variant === undefined || mutation.variant === values.variant),
  );
  const stride = Math.max(1, Math.floor(missed.length / most));
  console.log(`${missed.length} missed`);
  for (const { operator, mutation, sample, why } of missed
    .filter((_, at) => at % stride === 0)
    .slice(0, most)) {
    console.log(`\n${operator}, ${mutation.variant}; ${sample.file}; ${MATRIX[operator].mode} is missed`);
    for (const line of runLines(mutation.mutant, mutation.base)) console.log(line);
    console.log(why === "" ? "no detector looks for this mode yet" : why);
  }
  return 0;
}

function showAlarms({ alarms }: Measurement): number {
  const wanted = alarms.filter(({ finding }) => values.mode === undefined || finding.mode === values.mode);
  const most = Number(positionals[0] ?? wanted.length);
  const stride = Math.max(1, Math.floor(wanted.length / most));
  console.log(`${wanted.length} findings where none may be`);
  for (const { where, operator, variant, sample, run, base, finding } of wanted
    .filter((_, at) => at % stride === 0)
    .slice(0, most)) {
    console.log(
      `\n${where}; ${operator ?? "no operator"}, ${variant}; ${sample.file}\n${findingLine(finding)}`,
    );
    for (const line of runLines(run, base)) console.log(line);
  }
  return 0;
}

function print(table: Table): void {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => (row[column] ?? "").length)),
  );
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
  console.log("");
}

process.exitCode = await main();
