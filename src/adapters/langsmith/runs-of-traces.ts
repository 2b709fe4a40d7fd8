import type { AdapterEvent } from "../adapter.ts";
import { buildRuns } from "../langgraph/build-run.ts";
import { Conversation } from "../langgraph/conversation.ts";
import type { EndFacts } from "../langgraph/end.ts";
import { withoutStack } from "../langgraph/exceptions.ts";
import type { Trace } from "./trace.ts";
import { readTrace, type TraceFacts } from "./trace-reader.ts";

const HINT = "`lc_agent_name`, else the namespace of the graph, else the node or the enclosing run";

/** What is said of traces beside their runs. */
export interface TracesRead {
  format: string;
  /** The source breaks off, and with it the last trace. */
  damaged: boolean;
}

/** The runs of all traces, in the order of their beginnings. */
export function* runsOfTraces(traces: readonly Trace[], read: TracesRead): Generator<AdapterEvent> {
  const known = new Map<string, Set<string>>();
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
  for (const group of groups) {
    const thread = group[0]?.root?.threadId ?? null;
    const earlier = (thread === null ? undefined : known.get(thread)) ?? new Set<string>();
    if (thread !== null) known.set(thread, earlier);
    yield* readGroup(group, { ...read, damaged: read.damaged && group === last }, earlier);
  }
}

/** An interrupt's resume goes on with its run: the graph is called with a Command and no words of its own. */
function resumes(trace: Trace): boolean {
  const inputs = trace.root?.inputs as { input?: { resume?: unknown; goto?: unknown } } | null;
  const command = inputs?.input;
  return typeof command === "object" && command !== null && "resume" in command && "goto" in command;
}

/** `earlier`: ids of the messages of the thread's earlier runs, which later ones repeat as their history. */
function* readGroup(
  group: readonly Trace[],
  { format, damaged }: TracesRead,
  earlier: Set<string>,
): Generator<AdapterEvent> {
  const conversation = new Conversation(new Set(earlier));
  const facts: TraceFacts = { waiting: null, agents: new Map(), executed: new Set() };
  for (const trace of group) {
    facts.waiting = null;
    readTrace(trace, conversation, facts);
  }
  for (const id of conversation.messageIds()) earlier.add(id);
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
    format,
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
