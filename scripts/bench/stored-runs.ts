import { finishRunText } from "../../src/adapters/finish-run.ts";
import { RunBuilder } from "../../src/adapters/run-builder.ts";
import { DETECTORS } from "../../src/detectors/registry.ts";
import { labelRun } from "../../src/pipeline/detect.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import { encodeRun } from "../../src/store/store.ts";
import { Random } from "./random.ts";

const BATCH = 1000;
const FRAMEWORKS = ["autogen", "crewai", "langgraph"] as const;
const MODELS = ["gpt-4o-mini", "gpt-4o", "claude-sonnet"] as const;

/** Fills a store with small runs, each of its own source and labelled by all detectors. */
export async function storeRuns(file: string, count: number): Promise<void> {
  await using store = await openSqliteStore(file);
  const random = new Random(3);
  for (let start = 0; start < count; start += BATCH) {
    const made = Array.from({ length: Math.min(BATCH, count - start) }, (_, offset) =>
      smallRun(start + offset, random),
    );
    const units = made.map(({ run, json, key }) => ({
      source: {
        ...{ key, stamp: null, contentHash: run.id, reader: "bench", adapter: "bench" },
        ...{ outcome: "read" as const, problems: [] },
      },
      runs: [encodeRun(run, json)],
      fragments: [],
    }));
    await store.putSources(units);
    await store.putLabels(made.map(({ run }) => labelRun(run, { detectors: DETECTORS, options: {} }, [])));
  }
}

function smallRun(number: number, random: Random) {
  const key = `/bench/${String(number).padStart(8, "0")}.json`;
  const builder = new RunBuilder({
    framework: random.pick(FRAMEWORKS),
    format: "bench",
    capabilities: { toolCalls: true, toolResults: true, task: true, endReason: true },
  });
  const task = `Settle order ${number % 5000} and list what is open.`;
  builder.draftRun.task = task;
  builder.draftRun.endReason = "completed";
  builder.draftRun.outcome = random.pick(["succeeded", "failed", "unknown"]);
  builder.model(random.pick(MODELS));
  builder.step({ kind: "message", text: task, locator: "/0" });
  const agent = builder.agent(random.pick(["planner", "clerk", "reviewer"]));
  // One run in five repeats a call without need, so that there is something to report.
  const calls = random.below(5) === 0 ? 6 : 1;
  for (let index = 0; index < calls; index++) {
    const callId = `call-${index}`;
    const args = { order: number };
    builder.step({
      kind: "tool-call",
      agent,
      tool: "find_order",
      callId,
      args,
      text: "",
      locator: `/c${index}`,
    });
    builder.step({
      kind: "tool-result",
      agent,
      tool: "find_order",
      callId,
      text: "nothing found",
      ok: true,
      locator: "/r",
    });
  }
  builder.step({
    kind: "message",
    agent,
    text: `Order ${number} has no open items. TERMINATE`,
    locator: "/end",
  });
  const origin = {
    adapter: { id: "bench", version: 1, family: "bench" },
    sources: [{ uri: key, locator: "" }],
  };
  return { key, ...finishRunText(builder.draft(), { ...origin, contentIdentity: String(number) }) };
}
