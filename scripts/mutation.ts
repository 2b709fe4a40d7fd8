/**
 * The mutation suite: clean runs of every framework, damaged by operators, and what the detectors say of them. Prints the
 * tables and ends with 1 where a bar is missed. Run from the project's folder:
 *
 *     npm run mutation                                   all operators
 *     npm run mutation -- --mode FM-1.3 --show           the first mutant that was missed, line by line
 *     npm run mutation -- --operator reset --show 5      of one operator, five of them
 *     npm run mutation -- --alarms                       what was found where nothing may be found
 *     npm run mutation -- --framework crewai             the runs of one framework
 *     npm run mutation -- --words second --show          in the second set of phrasings, or the third, which whoever
 *                                                        writes detectors leaves alone
 *     npm run mutation -- --write                        also write docs/mutation.md
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { DETECTORS } from "../src/detectors/registry.ts";
import { loadTaxonomy } from "../src/taxonomy/load.ts";
import { readCleanRuns } from "./mutation/clean-runs.ts";
import { hasNoMoreWrong, unlistedAlarms } from "./mutation/fresh.ts";
import { mutationMarkdown } from "./mutation/markdown.ts";
import { MATRIX, type OperatorId } from "./mutation/matrix.ts";
import { type Measurement, type Measurements, measure } from "./mutation/measure.ts";
import { OPERATORS } from "./mutation/operators/registry.ts";
import { verdictOf } from "./mutation/shortfalls.ts";
import { findingLine, runLines } from "./mutation/show.ts";
import {
  frameworkTable,
  leftOutTable,
  operatorTable,
  silenceTable,
  type Table,
  variantTable,
} from "./mutation/tables.ts";
import { WORD_SETS, type WordSet } from "./mutation/words/sets.ts";

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
  const measureIn = (words: WordSet) =>
    measure(chosen, operators, DETECTORS, taxonomy.detectorOptions, WORD_SETS[words]);
  if (values.show === true || values.alarms === true) {
    const measurement = measureIn(wordSet(values.words));
    return values.show === true ? show(measurement) : showAlarms(measurement);
  }
  const measured: Measurements = {
    first: measureIn("first"),
    second: measureIn("second"),
    third: measureIn("third"),
  };
  print(operatorTable(measured));
  print(variantTable(measured));
  print(frameworkTable(measured.first));
  print(leftOutTable(measured.first));
  print(silenceTable(measured));
  if (values.write === true) await writeFile("docs/mutation.md", mutationMarkdown(measured, OPERATORS));
  const chosenIds = operators.map(({ id }) => id);
  const sets = ["first", "second", "third"] as const;
  return sets.every((words) => barsHold(measured[words], words, chosenIds)) ? 0 : 1;
}

function wordSet(name: string): WordSet {
  if (name in WORD_SETS) return name as WordSet;
  throw new Error(`--words is one of ${Object.keys(WORD_SETS).join(", ")}, not ${name}`);
}

function barsHold(measurement: Measurement, words: WordSet, operators: readonly OperatorId[]): boolean {
  const hold = operators.every((operator) => {
    const own = measurement.trials.filter((trial) => trial.operator === operator);
    return words === "third" ? hasNoMoreWrong(own, operator) : verdictOf(own, operator, words) !== "below";
  });
  const isSilent =
    words === "third"
      ? unlistedAlarms(measurement).length === 0
      : measurement.alarms.every(({ where }) => where === "mutant");
  return hold && isSilent;
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
