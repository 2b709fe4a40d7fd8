import { NO_CAPABILITIES } from "../../src/adapters/run-builder.ts";
import type { Agent, Capabilities, Json, Run, Step } from "../../src/core/run.ts";

/** One act of a case: `{ "coder → tester": "words" }`, `{ "coder calls search": {…}, returns: "…" }` and so on. */
export type Act = Readonly<Record<string, unknown>>;

export interface Script {
  task?: string;
  end?: Run["endReason"];
  agents?: Record<string, Partial<Agent>>;
  capabilities?: Partial<Capabilities>;
  steps: readonly Act[];
}

const ALL: Capabilities = {
  ...NO_CAPABILITIES,
  recipients: true,
  toolCalls: true,
  toolResults: true,
  task: true,
  endReason: true,
};

/** A run from a few readable lines. */
export function runOf(script: Script): Run {
  const agents = new Map<string, Agent>();
  const meet = (name: string): string => {
    if (!agents.has(name)) {
      const known = script.agents?.[name] ?? {};
      agents.set(name, { id: name, name, kind: "llm", role: null, model: null, tools: null, ...known });
    }
    return name;
  };
  const steps: Step[] = [];
  const add = (step: Partial<Step> & Pick<Step, "kind" | "agent">): void => {
    for (const id of [step.agent, ...(step.to ?? [])]) if (id !== null) meet(id);
    const index = steps.length;
    steps.push({ to: [], text: "", at: null, tokens: null, locator: `/steps/${index}`, ...step, index });
  };
  if (script.task !== undefined) add({ agent: null, kind: "message", text: script.task });
  for (const act of script.steps) for (const step of stepsOf(act, steps.length)) add(step);
  return {
    ...{
      id: "0".repeat(32),
      contentHash: "0".repeat(32),
      taskKey: null,
      framework: "example",
      format: "example",
    },
    ...{ adapter: { id: "example", version: 1 }, sources: [{ uri: "example", locator: "" }] },
    ...{ task: script.task ?? null, startedAt: null, endedAt: null, models: [], tags: {} },
    ...{ agents: [...agents.values()], steps, outcome: "unknown", outcomeSource: null },
    ...{ endReason: script.end ?? "unknown", endDetail: null, inferred: [], losses: [] },
    capabilities: { ...ALL, ...script.capabilities },
  };
}

const OUTCOMES = ["returns", "fails", "by"];
const MARKS = ["canned", "marker", "phase", "retryOf", "executed"];

function* stepsOf(act: Act, position: number): Generator<Partial<Step> & Pick<Step, "kind" | "agent">> {
  const key = Object.keys(act).find((name) => ![...OUTCOMES, ...MARKS].includes(name)) ?? "";
  const content = act[key];
  const marks = Object.fromEntries(MARKS.flatMap((name) => (name in act ? [[name, act[name]]] : [])));
  const call = /^(.+) calls (\S+)$/.exec(key);
  if (call === null) {
    const [, from = "", verb = "", to = ""] =
      /^(\S+)(?: (thinks|writes|raises|hands to|→))?(?: (.+))?$/.exec(key) ?? [];
    const kinds: Record<string, Step["kind"]> = {
      thinks: "thought",
      writes: "artifact",
      raises: "error",
      "hands to": "handoff",
    };
    const agent = from === "user" ? null : from;
    const receivers = to.split(", ").filter((name) => name !== "" && name !== "user");
    yield { agent, kind: kinds[verb] ?? "message", to: receivers, text: String(content), ...marks };
    return;
  }
  const [, agent = "", tool = ""] = call;
  const callId = `call-${position}`;
  yield { agent, kind: "tool-call", callId, tool, args: content as Json, ...marks };
  const output = act["returns"] ?? act["fails"];
  if (output === undefined) return;
  const by = act["by"] === undefined ? agent : String(act["by"]);
  yield { agent: by, kind: "tool-result", callId, tool, text: String(output), ok: !("fails" in act) };
}
