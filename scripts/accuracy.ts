/**
 * Measures mast against labelled traces and writes what comes out into `docs/accuracy/`, with a summary in `docs/accuracy.md`:
 *
 *     npm run build && npm run accuracy -- --gold FOLDER
 *
 * The traces stay outside the repository: pages hold figures, names of sets and their SHA-256, no text and no path.
 */
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Evaluation } from "../src/core/evaluation.ts";
import { EVALUATION_REPORTERS } from "../src/reporters/evaluation/reporters.ts";
import { loadTaxonomy } from "../src/taxonomy/load.ts";
import { wantedLines } from "./accuracy/label-files.ts";
import { MEASUREMENTS, type Measurement } from "./accuracy/measurements.ts";
import { measurementPage, replaceSummary, summaryTable } from "./accuracy/pages.ts";
import { describeSet } from "./accuracy/trace-sets.ts";

const { values } = parseArgs({ options: { gold: { type: "string" } } });
if (values.gold === undefined) {
  console.error("error: npm run accuracy -- --gold FOLDER");
  process.exit(2);
}
const gold = resolve(values.gold);
const folder = await mkdtemp(join(tmpdir(), "mast-accuracy-"));
try {
  const titles = new Map<string, string>((await loadTaxonomy()).active.map(({ id, title }) => [id, title]));
  const markdown = EVALUATION_REPORTERS.find(({ meta }) => meta.id === "markdown");
  if (markdown === undefined) throw new Error("no Markdown");
  await mkdir("docs/accuracy", { recursive: true });
  const done: { measurement: Measurement; evaluation: Evaluation }[] = [];
  for (const measurement of MEASUREMENTS) {
    const evaluation = await evaluateAgainst(measurement);
    const sets = await Promise.all(measurement.traces.map((path) => describeSet(join(gold, path))));
    const tables = markdown.render(evaluation, { titles, list: false, width: 100, color: false });
    await writeFile(`docs/accuracy/${measurement.id}.md`, measurementPage(measurement, sets, tables));
    done.push({ measurement, evaluation });
    console.error(`docs/accuracy/${measurement.id}.md: ${evaluation.runs} runs`);
  }
  const overview = "docs/accuracy.md";
  await writeFile(overview, replaceSummary(await readFile(overview, "utf8"), summaryTable(done)));
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function evaluateAgainst(measurement: Measurement): Promise<Evaluation> {
  const labels = await labelFile(measurement);
  const paths = measurement.traces.map((path) => join(gold, path));
  const args = ["eval", "--labels", labels, "--format", "json", "-q", "--no-progress", ...paths];
  const text = execFileSync(process.execPath, [resolve("bin/mast.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const evaluation = JSON.parse(text) as Evaluation;
  const name =
    measurement.labels.join(" and ") +
    (measurement.except === undefined ? "" : ` without ${measurement.except}`) +
    (measurement.half === undefined ? "" : `, the ${measurement.half} half`);
  return { ...evaluation, labels: { ...evaluation.labels, file: name } };
}

/** The label file as it is, or the lines of several that are wanted, their paths made to fit the folder they come from. */
async function labelFile({ labels, except, half, id }: Measurement): Promise<string> {
  const [only] = labels;
  if (only !== undefined && labels.length === 1 && except === undefined && half === undefined)
    return join(gold, only);
  const known = except === undefined ? "" : await readFile(join(gold, except), "utf8");
  const parts = await Promise.all(
    labels.map(async (path) =>
      wantedLines(await readFile(join(gold, path), "utf8"), known, half, dirname(path)),
    ),
  );
  const file = join(folder, `${basename(id)}.jsonl`);
  await writeFile(
    file,
    parts
      .flat()
      .map((line) => `${line}\n`)
      .join(""),
  );
  return file;
}
