// @ts-check
// node main.js traces/ : what mast finds by its own rules and one of this house, as text, as Markdown, and as a verdict.
import { writeFile } from "node:fs/promises";
import {
  ADAPTERS,
  DETECTORS,
  detect,
  gate,
  ingest,
  isStopped,
  loadTaxonomy,
  openMemoryStore,
  PrivateData,
  parseRule,
  REDACT_DEFAULTS,
  REPORTERS,
  reportModes,
  reportOn,
  VERSION,
  withoutPrivateData,
} from "mast-analyzer";
import { agentsReporter } from "./agents-reporter.js";
import { promisedDay } from "./promised-day.js";

const paths = process.argv.slice(2);
const taxonomy = await loadTaxonomy();
const detectors = {
  detectors: [...DETECTORS.filter((detector) => taxonomy.isEnabled(detector)), promisedDay],
  options: taxonomy.detectorOptions,
};
const store = openMemoryStore();

const read = await ingest(paths, store, {
  cwd: process.cwd(),
  adapters: ADAPTERS,
  forced: null,
  tags: {},
  detectors,
});
await detect(store, detectors, {});
const counted = await reportOn(store, {
  mast: VERSION,
  taxonomy: taxonomy.label,
  modes: reportModes(taxonomy, detectors),
  filter: {},
  problems: read.problems,
  walk: read.walk,
  displayUri: (uri) => uri,
});

// Few runs, so few are asked for; a real gate wants the default of 20.
const verdict = await gate(counted.head, [parseRule("max-rate", "FM-1.1=0.1")], { minRuns: 3 });
const report = { ...counted, head: { ...counted.head, gate: verdict } };

const options = {
  width: 100,
  color: false,
  showCommand: null,
  definitionOf: taxonomy.byId.bind(taxonomy),
};
for await (const text of agentsReporter.render(report, options)) process.stdout.write(text);

// Made for others to read: without e-mail addresses and the like.
const markdown = REPORTERS.find(({ meta }) => meta.id === "markdown");
const parts = [];
const safe = withoutPrivateData(report, new PrivateData(REDACT_DEFAULTS));
for await (const text of markdown?.render(safe, options) ?? []) parts.push(text);
await writeFile("report.md", parts.join(""));

process.stdout.write(`gate ${verdict.verdict}\n`);
for (const { why } of verdict.rules) process.stdout.write(`${why}\n`);
process.exitCode = isStopped(verdict) ? 1 : 0;
await store[Symbol.asyncDispose]();
