// What a session of ingest and detect does to a store, as a process of its own that can be killed at any moment:
// node ingest-workload.mjs FILE GENERATION. The second generation changes some sources, keeps others, and grows traces.
import { openSqliteStore } from "../../dist/store/sqlite/open.js";
import { unpackFragments } from "../../dist/store/store.js";

const [file = "", generation = "1"] = process.argv.slice(2);
const SOURCES = 24;
const id = (...parts) =>
  parts
    .map((part) => part.toString(16).padStart(8, "0"))
    .join("")
    .padStart(32, "0");

function runOf(number, content, steps) {
  return {
    ...{
      id: id(number),
      contentHash: id(number, content),
      taskKey: null,
      framework: "autogen",
      format: "autogen/x",
    },
    ...{ adapter: { id: "autogen", version: 1 }, sources: [{ uri: "-", locator: `/${number}` }], task: null },
    ...{
      startedAt: null,
      endedAt: null,
      models: [],
      tags: {},
      agents: [],
      outcome: "unknown",
      outcomeSource: null,
    },
    ...{ endReason: "unknown", endDetail: null, inferred: [], losses: [] },
    capabilities: { content: "full" },
    steps: Array.from({ length: steps }, (_, index) => ({
      ...{ index, agent: null, kind: "message", to: [], text: `step ${index} `.repeat(200), at: null },
      ...{ tokens: null, locator: `/${index}` },
    })),
  };
}

function unitOf(index) {
  const changed = generation === "2" && index % 3 === 0 ? 2 : 1;
  const key = `/srv/demo/${String(index).padStart(3, "0")}`;
  const uri = key;
  const source = {
    key,
    stamp: null,
    contentHash: `${index}.${changed}`,
    reader: "r",
    adapter: "otlp",
    outcome: "read",
  };
  return {
    source: { ...source, problems: [{ uri, locator: "", code: "odd", message: `version ${changed}` }] },
    // Runs shared with the neighbour, and one that the change takes away.
    runs: [runOf(index, 1, 2), runOf(index + 1, 1, 2), ...(changed === 1 ? [runOf(1000 + index, 1, 3)] : [])],
    fragments: [0, 1, 2].map((piece) => ({
      ...{ group: `trace-${index % 7}`, key: `${index}.${piece}.${changed}` },
      ...{ joins: index % 2 === 0 ? [`team-${index % 4}`] : [], body: "{}" },
    })),
  };
}

async function storeSources(store) {
  let batch = [];
  for (let index = 0; index < SOURCES; index++) {
    const unit = unitOf(index);
    const known = await store.knownSource(unit.source.key);
    if (known?.contentHash === unit.source.contentHash) continue;
    if (index % 5 === 0) {
      const writer = await store.openSource(unit.source.key);
      await writer.add({ runs: unit.runs, fragments: [] });
      await writer.add({ runs: [], fragments: unit.fragments });
      await writer.commit(unit.source);
      continue;
    }
    batch.push(unit);
    if (batch.length < 3) continue;
    await store.putSources(batch);
    batch = [];
  }
  await store.putSources(batch);
}

async function assemble(store) {
  for await (const { groups, fragments: packed } of store.staleAssemblies()) {
    const fragments = unpackFragments(packed);
    const [first] = groups.map(({ name }) => name).sort();
    const number = 5000 + Number(first.slice("trace-".length));
    const content = fragments.reduce((sum, { key }) => sum + Number(key.replaceAll(".", "")), 0);
    await store.putAssemblies([{ groups, runs: [runOf(number, content, fragments.length)], problems: [] }]);
  }
}

async function detect(store) {
  const labeller = { kind: "detector", id: "step-repetition", version: "1" };
  for await (const batch of store.unlabelled(["detector:step-repetition@1"], {})) {
    for (const { id: runId, contentHash } of batch) {
      const verdict = { verdict: "present", tier: "high" };
      const label = {
        runId,
        mode: "FM-1.3",
        labeller,
        ...verdict,
        why: "it is",
        examined: true,
        decidesAbsent: false,
      };
      const merged = { ...verdict, examined: true, decidable: false, gating: "present", disagreement: false };
      const entry = {
        runId,
        contentHash,
        labels: [{ ...label, findings: [] }],
        merged: { "FM-1.3": merged },
      };
      await store.putLabels([entry]);
    }
  }
}

process.stdout.write("begun\n");
const store = await openSqliteStore(file);
await storeSources(store);
await assemble(store);
await detect(store);
await store[Symbol.asyncDispose]();
process.stdout.write("done\n");
