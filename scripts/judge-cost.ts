/**
 * What judging costs, by dry run over traces (docs/judge.md, "What it costs"):
 *
 *     npm run judge:cost -- [--positives N] [--context TOKENS] [--layout NAME] [--out FILE.md] [--worst N] TRACES…
 *
 * Nothing is sent. Prints figures, no text of the traces.
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { DETECTORS } from "../src/detectors/registry.ts";
import { JUDGE_LAYOUTS, type JudgeOptions } from "../src/judge/case.ts";
import { loadTokenCounter } from "../src/judge/dossier/tokens.ts";
import { estimateRun } from "../src/judge/money/estimate.ts";
import { openMemoryStore } from "../src/store/memory.ts";
import { loadTaxonomy } from "../src/taxonomy/load.ts";
import { findAll } from "./accuracy/find-all.ts";
import { costMarkdown, type RunCost } from "./judge-cost/cost-markdown.ts";
import { traceText } from "./judge-cost/trace-text.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    positives: { type: "string", default: "4" },
    context: { type: "string", default: "128000" },
    layout: { type: "string", default: "categories" },
    worst: { type: "string", default: "0" },
    out: { type: "string" },
  },
});
if (positionals.length === 0) {
  console.error("error: npm run judge:cost -- [--positives N] [--context TOKENS] [--out FILE.md] TRACES…");
  process.exit(2);
}
const layout = JUDGE_LAYOUTS.find((one) => one === values.layout);
if (layout === undefined) throw new Error(`--layout is one of ${JUDGE_LAYOUTS.join(", ")}`);
const positives = Number(values.positives);
const taxonomy = await loadTaxonomy("taxonomy", DETECTORS);
const tokens = await loadTokenCounter();
const options: JudgeOptions = {
  ...{ model: "any", layout, claims: true, contextTokens: Number(values.context) },
  ...{ redact: { emails: true, cards: true, patterns: [] }, modes: taxonomy.active.map(({ id }) => id) },
};
await using store = openMemoryStore();
await findAll(positionals, store, taxonomy);
const costs: RunCost[] = [];
for await (const batch of store.runs({})) {
  for (const run of batch) {
    if (run.capabilities.content === "none" || run.steps.length === 0) continue;
    const text = traceText(run);
    const about = { run, labels: await store.labels(run.id), taxonomy, options, tokens };
    const { requests } = estimateRun(about, { positives });
    const size = { characters: text.length, trace: tokens(text) };
    costs.push({ run: run.id, set: run.framework, ...size, requests });
  }
}
const page = costMarkdown(costs, taxonomy.judge?.prices ?? { providers: [] }, positives);
if (values.out !== undefined) await writeFile(values.out, page);
else process.stdout.write(page);
const over = (cost: RunCost): number =>
  cost.requests.reduce((sum, { input }) => sum + input, 0) - 3 * cost.trace - 60_000;
for (const cost of costs.toSorted((a, b) => over(b) - over(a)).slice(0, Number(values.worst))) {
  console.error(`${cost.run} ${cost.set}: ${cost.trace} tokens of trace, ${over(cost)} above the target`);
}
