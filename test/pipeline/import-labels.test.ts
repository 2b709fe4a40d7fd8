import { beforeEach, describe, expect, it } from "vitest";
import type { Label } from "../../src/core/finding.ts";
import type { Run } from "../../src/core/run.ts";
import { readLabelLines } from "../../src/labels/label-line.ts";
import { mergeLabels } from "../../src/labels/merge.ts";
import { importLabels, labelSourceKey } from "../../src/pipeline/import-labels.ts";
import { openMemoryStore } from "../../src/store/memory.ts";
import type { Store } from "../../src/store/store.ts";
import { loadTaxonomy } from "../../src/taxonomy/load.ts";
import { fakeFinding, fakeLabel, fakeRun } from "../helpers/fake-report.ts";

const taxonomy = await loadTaxonomy();
const FILE = "/srv/demo/labels.jsonl";

let store: Store;
const [first, second] = [fakeRun(1), fakeRun(2)] as const;

beforeEach(async () => {
  store = openMemoryStore();
  const unit = (run: Run, at: number) => ({
    source: {
      ...{ key: `/srv/demo/traces/run-${at}.json`, stamp: null, contentHash: `c${at}`, reader: "r" },
      ...{ adapter: "autogen", outcome: "read" as const, problems: [] },
    },
    runs: [run],
    fragments: [],
  });
  await store.putSources([unit(first, 1), unit(second, 2)]);
  const rule: Label = { ...fakeLabel(first, "FM-1.3", "present", [fakeFinding("FM-1.3")]), tier: "high" };
  await store.putLabels([{ runId: first.id, labels: [rule], merged: mergeLabels(first, [rule]) }]);
});

function put(...lines: readonly (object | string)[]) {
  const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  const content = readLabelLines(text, "labels", taxonomy);
  return importLabels(store, { path: FILE, name: "labels.jsonl", contentHash: "h", content }, ["autogen"]);
}

async function verdictOf(run: Run) {
  for await (const [summary] of store.summaries({ ids: [run.id] })) return summary?.verdicts["FM-1.3"];
  return undefined;
}

describe("importLabels", () => {
  it("lets a person overrule a rule, and a rule overrule a foreign label", async () => {
    await put({ id: first.id, kind: "human", labeller: "ada", modes: { "FM-1.3": false } });
    expect(await verdictOf(first)).toMatchObject({ verdict: "absent", tier: "certain", gating: "absent" });
    await put({ id: first.id, kind: "foreign", labeller: "tool", modes: { "FM-1.3": false } });
    expect(await verdictOf(first)).toMatchObject({ verdict: "present", tier: "high", gating: "present" });
  });

  it("lets a foreign label speak where nobody else does, without a gate", async () => {
    await put({ file: "traces/run-2.json", modes: { "FM-1.3": true } });
    expect(await verdictOf(second)).toMatchObject({ verdict: "present", tier: "medium", gating: "unknown" });
  });

  it("replaces what the same file gave before, on runs that it no longer names too", async () => {
    await put(
      { id: first.id, kind: "human", modes: { "FM-1.3": false, "FM-3.2": true } },
      { id: second.id, kind: "human", modes: { "FM-1.3": true } },
    );
    const result = await put({ id: first.id, kind: "human", modes: { "FM-3.2": false, "FM-1.3": null } });
    expect(result).toMatchObject({ runs: 1, labels: 1, labellers: ["human:labels"] });
    expect(await verdictOf(first)).toMatchObject({ verdict: "present" });
    expect(await verdictOf(second)).toMatchObject({ verdict: "unknown", examined: false });
    expect(await store.labels(second.id)).toEqual([]);
  });

  it("reports lines that cannot be read, or name no run, with their place; the others count", async () => {
    const { problems, labels } = await put(
      "{",
      { file: "traces/run-7.json", modes: { "FM-1.3": true } },
      { id: second.id, modes: { "FM-1.3": true } },
    );
    expect(labels).toBe(1);
    expect(problems.map(({ uri, locator, code }) => [uri, locator, code])).toEqual([
      [FILE, "line:1", "label-line"],
      [FILE, "line:2", "label-unmatched"],
    ]);
    expect(await store.problems()).toEqual(problems);
    expect(await store.knownSource(labelSourceKey(FILE))).toMatchObject({ outcome: "skipped" });
  });

  it("shows evidence in place where the run holds it, and says where it does not", async () => {
    const quote = "Counting the crates";
    await put({
      ...{ id: first.id, kind: "human", labeller: "ada", modes: { "FM-3.2": true } },
      evidence: {
        "FM-3.2": [
          { quote, agent: "Clerk", step: 2, why: "counts, never checks" },
          { quote: "words that nobody said", why: "from memory" },
        ],
      },
    });
    const label = (await store.labels(first.id)).find(({ mode }) => mode === "FM-3.2");
    expect(label?.findings).toEqual([
      {
        ...{ mode: "FM-3.2", tier: "certain", agent: "clerk", steps: [2], message: "counts, never checks" },
        quotes: [{ step: 2, text: quote }],
      },
    ]);
    expect(label?.why).toBe("counts, never checks; from memory; 1 of its quotes not found in the run");
  });
});
