/**
 * Measures the precision of detectors by reading (docs/accuracy.md, "Reading findings"):
 *
 *     npm run readings -- draw --out FOLDER [--seed N] [--per-detector N] TRACES…
 *     npm run readings -- calibrate --key KEY.jsonl --reader NAME=FILE --reader NAME=FILE [--out taxonomy/calibration.yaml] [--table FILE.md]
 *
 * `draw` writes `sheet.jsonl`, which holds text of the traces and does not belong into the repository, and `key.jsonl`, which
 * says who found what and does not belong into the hands of readers.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { VERSION } from "../src/core/version.ts";
import { openMemoryStore } from "../src/store/memory.ts";
import { loadTaxonomy } from "../src/taxonomy/load.ts";
import { calibrationMarkdown, calibrationOf } from "./accuracy/calibrate-readings.ts";
import { drawFindings } from "./accuracy/draw-findings.ts";
import { findAll } from "./accuracy/find-all.ts";
import { sheetLine } from "./accuracy/reading-sheet.ts";
import { keyText, parseKey, parseReadings, type Reader, type ReadingKey } from "./accuracy/readings.ts";
import { describeSet } from "./accuracy/trace-sets.ts";

const today = (): string => new Date().toISOString().slice(0, 10);

async function draw(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: "string" },
      seed: { type: "string", default: "1" },
      "per-detector": { type: "string", default: "15" },
    },
  });
  if (values.out === undefined || positionals.length === 0) throw new Error("draw --out FOLDER TRACES…");
  const [seed, perDetector] = [Number(values.seed), Number(values["per-detector"])];
  const taxonomy = await loadTaxonomy();
  await using store = openMemoryStore();
  const found = await findAll(positionals, store, taxonomy);
  const drawn = drawFindings(
    found.map(({ ref }) => ref),
    perDetector,
    seed,
  );
  const byFinding = new Map(found.map(({ finding }) => [finding.id, finding]));
  const lines: string[] = [];
  for (const { run: id, finding: findingId, mode } of drawn) {
    const [run, finding] = [await store.run(id), byFinding.get(findingId)];
    if (run === null || finding === undefined) throw new Error(`finding ${findingId} of run ${id} is gone`);
    lines.push(JSON.stringify(sheetLine(run, mode, taxonomy.byId(mode)?.title ?? "", finding)));
  }
  const key: ReadingKey = {
    ...{ drawn: today(), mast: VERSION, taxonomy: taxonomy.label, seed, perDetector },
    sets: await Promise.all(positionals.map(describeSet)),
    findings: drawn,
  };
  await mkdir(values.out, { recursive: true });
  await writeFile(join(values.out, "sheet.jsonl"), lines.map((line) => `${line}\n`).join(""));
  await writeFile(join(values.out, "key.jsonl"), keyText(key));
  const detectors = new Set(drawn.map(({ detector }) => detector)).size;
  console.error(`${drawn.length} of ${found.length} findings, ${detectors} detectors → ${values.out}`);
}

async function calibrate(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      key: { type: "string" },
      reader: { type: "string", multiple: true, default: [] },
      date: { type: "string", default: today() },
      out: { type: "string", default: "taxonomy/calibration.yaml" },
      table: { type: "string" },
    },
  });
  if (values.key === undefined || values.reader.length === 0)
    throw new Error("calibrate --key FILE --reader NAME=FILE …");
  const key = parseKey(values.key, await readFile(values.key, "utf8"));
  const readers: Reader[] = [];
  for (const given of values.reader) {
    const [, name = "", file = ""] = /^([^=]+)=(.+)$/.exec(given) ?? [];
    if (file === "") throw new Error(`--reader ${given}: write it as NAME=FILE`);
    readers.push({ name, readings: parseReadings(file, await readFile(file, "utf8"), key) });
  }
  const calibration = calibrationOf(key, readers, values.date);
  const head =
    "# yaml-language-server: $schema=../schema/calibration.schema.json\n# Written by `npm run readings -- calibrate`.\n";
  await writeFile(values.out, head + stringify(calibration, { lineWidth: 0 }));
  const table = calibrationMarkdown(calibration, key, readers);
  if (values.table === undefined) console.log(table);
  else await writeFile(values.table, table);
  console.error(`${key.findings.length} findings, ${calibration.detectors.length} detectors → ${values.out}`);
}

const [command, ...rest] = process.argv.slice(2);
try {
  if (command === "draw") await draw(rest);
  else if (command === "calibrate") await calibrate(rest);
  else throw new Error("draw or calibrate; the head of scripts/readings.ts says how");
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
