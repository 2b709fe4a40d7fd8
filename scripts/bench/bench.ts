/**
 * Measures mast against the bars of its design and prints them. npm run bench -- [--quick] [--runs N] [--only TEXT]
 * [--keep FOLDER] [--stream]. It is compiled, not run by a loader, since a loader in the measured processes would be measured too.
 * `--quick` is a smoke test: 2 MB a format, one run, no growth, and fails only
 * where something cannot be measured: at that size start-up outweighs the work. `--stream` measures nothing but the
 * memory that one stream of 2 GB takes, for each format of JSON lines that is chosen.
 */
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { type Bar, printBars, printTable } from "./bars.ts";
import { type Corpus, writeCorpus } from "./corpus.ts";
import { timeDetectors } from "./detector-times.ts";
import type { BenchFormat } from "./formats/format.ts";
import { FORMATS } from "./formats/registry.ts";
import { measure, median, medianUsage, type Usage, wallOf } from "./measure.ts";
import { storeRuns } from "./stored-runs.ts";

const MB = 1 << 20;
/** Decompressed size of the corpus of a format at 1×. */
const UNIT = 64 * MB;
const GROWTH = [4, 16];
const STORED_RUNS = 100_000;
/** Size of the one file of `--stream`. */
const STREAM = 2048 * MB;

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    runs: { type: "string" },
    only: { type: "string" },
    keep: { type: "string" },
    stream: { type: "boolean", default: false },
  },
});
const quick = options.quick;
const runs = Number(options.runs ?? (quick ? 1 : 5));
const unit = quick ? 2 * MB : UNIT;
const MAST = resolve("bin/mast.js");
const FLOOR = join(import.meta.dirname, "floor.js");
const print = (text: string): void => console.log(text);

interface Measured {
  corpus: Corpus;
  scale: number;
  floor: Usage;
  mast: Usage;
  again: Usage;
  storeBytes: number;
}

const root = options.keep === undefined ? mkdtempSync(join(tmpdir(), "mast-bench-")) : resolve(options.keep);
mkdirSync(root, { recursive: true });
const bars: Bar[] = [];
const measured: Measured[] = [];
try {
  const chosen = FORMATS.filter(({ id }) => options.only === undefined || id.includes(options.only));
  for (const format of options.stream ? [] : chosen) {
    if (typeof format.missing === "string") {
      print(`${format.id}: left out, ${format.missing}`);
      continue;
    }
    for (const scale of [1, ...(format.grows === true && !quick ? GROWTH : [])]) {
      const name = `${format.id.replaceAll(" ", "-")}-${scale}`;
      const corpus = writeCorpus(format, unit * scale, join(root, name));
      try {
        const one = await measureCorpus(corpus, scale);
        measured.push(one);
        if (scale === 1) await checkDetectors(one);
      } catch (error) {
        // The other formats are still worth measuring.
        print(String(error));
        bars.push({ what: `${format.id} ${scale}×: measured at all`, value: Number.NaN, limit: 0, unit: "" });
      }
      rmSync(join(root, `${name}.db`), { force: true });
      if (options.keep === undefined) rmSync(corpus.folder, { recursive: true });
    }
  }
  if (options.stream) for (const format of chosen.filter(isStream)) await measureStream(format);
  else if (options.only === undefined) await measureRest();
} finally {
  if (options.keep === undefined) rmSync(root, { recursive: true, force: true });
}
if (!options.stream) printMeasured();
const hold = printBars(bars, print);
const isMeasured = bars.every(({ value }) => !Number.isNaN(value));
process.exitCode = hold || (quick && isMeasured) ? 0 : 1;

/** Floor and mast take turns, so that what else the machine does falls on both. */
async function measureCorpus(corpus: Corpus, scale: number): Promise<Measured> {
  const { folder, format } = corpus;
  const db = `${folder}.db`;
  const floorDb = `${folder}.floor.db`;
  const all: Record<"floor" | "mast" | "again", Usage[]> = { floor: [], mast: [], again: [] };
  const analyze = [MAST, "analyze", folder, "--db", db, "--quiet"];
  for (let run = 0; run < runs; run++) {
    removeDatabase(floorDb);
    removeDatabase(db);
    all.floor.push(measure([FLOOR, format.bareParse, folder, floorDb], root));
    all.mast.push(measure(analyze, root));
    all.again.push(measure(analyze, root));
  }
  removeDatabase(floorDb);
  await checkKept(corpus, db);
  const [floor, mast, again] = [medianUsage(all.floor), medianUsage(all.mast), medianUsage(all.again)];
  const one = { corpus, scale, floor, mast, again, storeBytes: statSync(db).size };
  print(`${format.id} ${scale}×: floor ${floor.wallMs.toFixed(0)} ms, mast ${mast.wallMs.toFixed(0)} ms`);
  if (scale === 1) {
    const bar = (what: string, value: number, limit: number, unitName = "×"): unknown =>
      bars.push({ what: `${format.id}: ${what}`, value, limit, unit: unitName });
    bar("ingest, detect and store / floor", mast.wallMs / floor.wallMs, 6);
    bar("second run / floor", again.wallMs / floor.wallMs, 0.6);
    bar("store / input", one.storeBytes / corpus.bytes, 1.5);
  } else {
    const base = measured.find((other) => other.corpus.format === format && other.scale === 1);
    if (base !== undefined) {
      const growth = mast.wallMs / base.mast.wallMs / scale;
      bars.push({
        what: `${format.id}: time per byte at ${scale}× / at 1×`,
        value: growth,
        limit: 1.25,
        unit: "×",
      });
    }
  }
  bars.push({ what: `${format.id} ${scale}×: peak memory`, value: mast.peakMb, limit: 300, unit: "MB" });
  return one;
}

function isStream({ bareParse, grows }: BenchFormat): boolean {
  return bareParse === "json-lines" && grows === true;
}

async function measureStream(format: BenchFormat): Promise<void> {
  const corpus = writeCorpus({ ...format, fileBytes: STREAM }, STREAM, join(root, "stream"));
  const db = `${corpus.folder}.db`;
  const { wallMs, peakMb } = measure([MAST, "analyze", corpus.folder, "--db", db, "--quiet"], root);
  await checkKept(corpus, db);
  print(
    `${format.id}: ${corpus.files} file of ${(corpus.bytes / MB).toFixed(0)} MB, ${wallMs.toFixed(0)} ms`,
  );
  bars.push({ what: `${format.id}: peak memory of one stream`, value: peakMb, limit: 300, unit: "MB" });
  removeDatabase(db);
  rmSync(corpus.folder, { recursive: true });
}

/** A fast reader that leaves things out would not be measured but flattered. */
async function checkKept(corpus: Corpus, file: string): Promise<void> {
  await using store = await openSqliteStore(file);
  let count = 0;
  let chars = 0;
  for await (const batch of store.runs({})) {
    for (const { steps } of batch) {
      count++;
      for (const { text, kind, args } of steps)
        chars += kind === "tool-call" ? JSON.stringify(args).length : text.length;
    }
  }
  const what = `${corpus.format.id}: mast kept ${count} of ${corpus.runs} runs, ${chars} of ${corpus.chars} characters`;
  if (count !== corpus.runs || Math.abs(chars / corpus.chars - 1) > 0.05) throw new Error(what);
}

async function checkDetectors({ corpus, floor }: Measured): Promise<void> {
  if (corpus.format.id !== FORMATS[0]?.id) return;
  const times = await timeDetectors(`${corpus.folder}.db`);
  for (const { id, ms } of times.byDetector) {
    bars.push({ what: `detector ${id} / floor`, value: ms / floor.wallMs, limit: 0.5, unit: "×" });
  }
  const rows: [string, number][] = times.byDetector.map(({ id, ms }) => [id, ms]);
  rows.push(["shared preparation", times.preparationMs], ["all, as the pipeline runs them", times.allMs]);
  print(printTable([`detectors on ${corpus.format.id}`, "ms"], rows));
}

async function measureRest(): Promise<void> {
  const repeat = Math.max(5, runs);
  const bare = median(Array.from({ length: repeat }, () => wallOf(["-e", "0"])));
  const help = median(Array.from({ length: repeat }, () => wallOf([MAST, "--help"])));
  bars.push({ what: "mast --help / node -e 0", value: help / bare, limit: 2.5, unit: "×" });
  const count = quick ? 2000 : STORED_RUNS;
  const db = join(root, "stored.db");
  await storeRuns(db, count);
  const table = medianUsage(Array.from({ length: runs }, () => measure([MAST, "report", "--db", db], root)));
  bars.push({ what: `table over ${count} stored runs`, value: table.wallMs / 1000, limit: 2, unit: "s" });
  const rules = ["--max-rate", "any=0.9", "--max-rate", "any@framework=0.9", "--max-rate", "FM-1.3=0.9"];
  const gate = medianUsage(
    Array.from({ length: runs }, () => measure([MAST, "gate", "--db", db, ...rules], root)),
  );
  bars.push({ what: `gate over ${count} stored runs`, value: gate.wallMs / 1000, limit: 2, unit: "s" });
  removeDatabase(db);
}

function printMeasured(): void {
  const head = [
    "format",
    "MB",
    "files",
    "runs",
    "floor ms",
    "mast ms",
    "ratio",
    "cpu ratio",
    "2nd",
    "peak MB",
    "store",
  ];
  const rows = measured.map(({ corpus, scale, floor, mast, again, storeBytes }) => [
    `${corpus.format.id} ${scale}×`,
    (corpus.bytes / MB).toFixed(0),
    String(corpus.files),
    String(corpus.runs),
    floor.wallMs.toFixed(0),
    mast.wallMs.toFixed(0),
    mast.wallMs / floor.wallMs,
    mast.cpuMs / floor.cpuMs,
    again.wallMs / floor.wallMs,
    mast.peakMb.toFixed(0),
    storeBytes / corpus.bytes,
  ]);
  print(printTable(head, rows));
}

function removeDatabase(file: string): void {
  for (const part of ["", "-wal", "-shm"]) rmSync(file + part, { force: true });
}
