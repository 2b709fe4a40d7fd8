import { isObject, stableStringify } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { toIsoTime } from "../../../core/time.ts";
import type { AdapterEvent, FormatDoc, Recognition, TraceAdapter } from "../../adapter.ts";
import { embeddedJson } from "../../json-text.ts";
import { RunBuilder } from "../../run-builder.ts";
import type { SqliteRow, TraceSource } from "../../source.ts";

const FORMAT = "crewai/flow-states";

const DOC: FormatDoc = {
  format: FORMAT,
  title: "CrewAI flow states",
  signs: ["flow_states", "pending_feedback"],
  writtenBy: "a Flow with @persist(), into flow_states.db of the user's data folder (CREWAI_STORAGE_DIR)",
  tested: "crewai 1.15.30",
  carries:
    "each method of each flow that finished, what it changed in the state, times; whether it waits for a person",
  loses:
    "agents, messages, model and tool calls, tokens, failed methods: none of them is there; whether the flow came to its end",
  endReasons: { "a row in pending_feedback": "waiting", "every other flow": "unknown" },
};

export const crewaiFlowStates: TraceAdapter = {
  meta: { id: "crewai-flow-states", version: 1, family: "crewai", formats: [DOC] },

  recognise({ probe }: TraceSource): Recognition | null {
    const columns = probe.kind === "sqlite" ? (probe.tables["flow_states"] ?? []) : [];
    if (!["flow_uuid", "method_name", "state_json"].every((name) => columns.includes(name))) return null;
    return { score: 1, format: FORMAT, why: "a table flow_states with flow_uuid, method_name, state_json" };
  },

  async *read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
    const waiting = await waitingFlows(source);
    let flow: FlowRun | null = null;
    const sql =
      "SELECT id, flow_uuid, method_name, timestamp, state_json FROM flow_states ORDER BY flow_uuid, id";
    for await (const rows of source.query(sql)) {
      for (const row of rows) {
        const uuid = textOf(row["flow_uuid"]);
        if (flow === null || flow.uuid !== uuid) {
          if (flow !== null) yield { type: "run", draft: flow.finish(waiting) };
          flow = new FlowRun(uuid, format);
        }
        const locator = `flow_states:${String(row["id"])}`;
        if (flow.add(row, locator)) continue;
        const message = "state_json is no JSON object";
        yield { type: "problem", problem: { locator, code: "not-a-flow-state", message } };
      }
    }
    if (flow !== null) yield { type: "run", draft: flow.finish(waiting) };
  },
};

async function waitingFlows(source: TraceSource): Promise<ReadonlySet<string>> {
  const { probe } = source;
  const waiting = new Set<string>();
  if (probe.kind !== "sqlite" || !probe.tables["pending_feedback"]?.includes("flow_uuid")) return waiting;
  for await (const rows of source.query("SELECT flow_uuid FROM pending_feedback")) {
    for (const row of rows) waiting.add(textOf(row["flow_uuid"]));
  }
  return waiting;
}

/** The states of one flow, in the order in which its methods finished. */
class FlowRun {
  readonly uuid: string;
  private readonly builder: RunBuilder;
  private before: Record<string, unknown> = {};

  constructor(uuid: string, format: string) {
    this.uuid = uuid;
    this.builder = new RunBuilder({
      ...{ framework: "crewai", format, nativeKey: `flow:${uuid}`, locator: uuid },
      capabilities: { times: true, content: "none" },
    });
    this.builder.infer("a step holds the fields of the state that differ from the state before");
  }

  /** Adds what a method changed; false where the row holds no state. */
  add(row: SqliteRow, locator: string): boolean {
    const state = typeof row["state_json"] === "string" ? embeddedJson(row["state_json"]) : null;
    if (!isObject(state)) return false;
    const at = toIsoTime(row["timestamp"]);
    const changed = Object.entries(state).filter(
      ([key, value]) =>
        key !== "id" &&
        (!Object.hasOwn(this.before, key) ||
          stableStringify(this.before[key] as Json) !== stableStringify(value as Json)),
    );
    const text = changed.length === 0 ? "" : JSON.stringify(Object.fromEntries(changed));
    this.builder.step({ kind: "artifact", text, at, phase: textOf(row["method_name"]), locator });
    this.before = state;
    const run = this.builder.draftRun;
    run.startedAt ??= at;
    run.endedAt = at ?? run.endedAt;
    return true;
  }

  finish(waiting: ReadonlySet<string>): ReturnType<RunBuilder["draft"]> {
    const run = this.builder.draftRun;
    if (waiting.has(this.uuid)) {
      run.capabilities.endReason = true;
      run.endReason = "waiting";
      run.endDetail = "a person's feedback is pending";
    }
    return this.builder.draft();
  }
}

function textOf(value: SqliteRow[string] | undefined): string {
  return typeof value === "string" ? value : value === null || value === undefined ? "" : String(value);
}
