import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import { buildRuns } from "../langgraph/build-run.ts";
import { Conversation } from "../langgraph/conversation.ts";
import type { EndFacts } from "../langgraph/end.ts";
import { withoutStack } from "../langgraph/exceptions.ts";
import type { TraceSource } from "../source.ts";
import { FORMATS } from "./formats.ts";
import { MessagePool } from "./message-pool.ts";
import { type Trace, tracesOf } from "./trace.ts";
import { readTrace, type TraceFacts } from "./trace-reader.ts";
import { idOf, readRun, runsIn, type TracedRun } from "./traced-run.ts";

const HINT = "`lc_agent_name`, else the namespace of the graph, else the node or the enclosing run";

export const langsmithAdapter: TraceAdapter = {
  meta: { id: "langsmith", version: 1, family: "langsmith", formats: FORMATS },

  recognise(source: TraceSource): Recognition | null {
    const { probe } = source;
    if (probe.kind === "json") {
      for (const { raw } of runsIn(probe.value, "")) {
        if (typeof raw["run_type"] === "string")
          return {
            score: 0.95,
            format: "langsmith/runs",
            why: "runs with run_type and their place in a trace",
          };
      }
      return null;
    }
    if (probe.kind !== "records") return null;
    const runs = probe.records.filter((record) => [...runsIn(record.value, "")].length > 0).length;
    if (runs === 0 || runs < probe.records.length / 2) return null;
    return {
      score: 0.95,
      format: "langsmith/runs",
      why: "one run a record, with run_type and its place in a trace",
    };
  },

  async *read(source: TraceSource): AsyncGenerator<AdapterEvent> {
    const found = new Map<string, Record<string, unknown>>();
    const runs = new Map<string, TracedRun>();
    const pool = new MessagePool();
    for await (const { value, locator } of recordsOf(source)) {
      let any = false;
      for (const { raw, locator: place, inside } of runsIn(value, locator)) {
        any = true;
        const id = idOf(raw);
        if (id === null) continue;
        // A patch holds only what changed: both halves are needed before the run can be read.
        const known = found.get(id);
        const whole = known === undefined ? raw : { ...known, ...withoutNulls(raw) };
        if (raw["end_time"] === null || raw["end_time"] === undefined || known !== undefined)
          found.set(id, whole);
        const run = readRun({ raw: whole, locator: runs.get(id)?.locator ?? place, inside });
        if (run === null) continue;
        pool.share(run.outputs);
        runs.set(id, run);
      }
      if (!any)
        yield { type: "problem", problem: { locator, code: "unknown-record", message: "no LangSmith run" } };
    }
    const damaged = source.probe.kind === "json" && source.probe.damage !== null;
    yield* runEvents(tracesOf(runs.values()), damaged);
  },
};

function* runEvents(traces: readonly Trace[], damaged: boolean): Generator<AdapterEvent> {
  const waiting = new Map<string, Trace[]>();
  const groups: Trace[][] = [];
  for (const trace of traces) {
    const thread = trace.root?.threadId ?? null;
    const earlier = thread === null ? undefined : waiting.get(thread);
    if (earlier !== undefined && resumes(trace)) {
      earlier.push(trace);
      continue;
    }
    const group = [trace];
    groups.push(group);
    if (thread !== null) waiting.set(thread, group);
  }
  const last = groups[groups.length - 1];
  for (const group of groups) yield* readGroup(group, damaged && group === last);
}

/** An interrupt's resume goes on with its run: the graph is called with a Command and no words of its own. */
function resumes(trace: Trace): boolean {
  const inputs = trace.root?.inputs as { input?: { resume?: unknown; goto?: unknown } } | null;
  const command = inputs?.input;
  return typeof command === "object" && command !== null && "resume" in command && "goto" in command;
}

function* readGroup(group: readonly Trace[], damaged: boolean): Generator<AdapterEvent> {
  const conversation = new Conversation();
  const facts: TraceFacts = { waiting: null, agents: new Map(), executed: new Set() };
  for (const trace of group) {
    facts.waiting = null;
    readTrace(trace, conversation, facts);
  }
  const [first] = group;
  const last = group[group.length - 1];
  if (first === undefined || last === undefined) return;
  const root = last.root;
  const end: EndFacts = {
    returned: root !== null && !root.pending && !damaged,
    tasksEnded: false,
    error: root?.error ? withoutStack(root.error) : null,
    waiting: facts.waiting,
    brokenOff:
      root === null
        ? "the root of the trace is not in the source"
        : root.pending
          ? "the root never ended"
          : damaged
            ? "the document breaks off"
            : null,
    remainingSteps: null,
  };
  const library = group.flatMap((trace) => trace.runs).find((run) => run.library === "langgraph")?.library;
  for (const draft of buildRuns(conversation, {
    format: "langsmith/runs",
    framework: library ?? root?.library ?? "langsmith",
    facts: end,
    seesInnerCalls: true,
    authorHint: HINT,
    nativeKey: first.id,
    executed: facts.executed,
  })) {
    for (const agent of draft.agents) {
      const known = facts.agents.get(agent.name);
      agent.role ??= known?.role ?? null;
      agent.tools ??= known?.tools ?? null;
    }
    draft.capabilities.roles = draft.agents.some((agent) => agent.role !== null);
    draft.capabilities.declaredTools = draft.agents.some((agent) => agent.tools !== null);
    if (draft.locator === "") draft.locator = `trace:${first.id}`;
    if (group.length > 1)
      draft.inferred.push("runs: the resume of an interrupt goes on with the run of its thread");
    yield { type: "run", draft };
  }
}

function withoutNulls(raw: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null && value !== undefined));
}

async function* recordsOf(source: TraceSource): AsyncGenerator<{ value: unknown; locator: string }> {
  if (source.probe.kind === "json") {
    yield { value: source.probe.value, locator: "" };
    return;
  }
  for await (const batch of source.records()) {
    for (const { line, value } of batch) yield { value, locator: `line:${line}` };
  }
}
