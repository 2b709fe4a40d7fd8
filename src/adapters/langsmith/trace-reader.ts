import { isObject } from "../../core/json.ts";
import { authorOf, isInnerNode, scopeOf } from "../langgraph/agents.ts";
import { type ChatMessage, fieldOf, readMessage, toJson } from "../langgraph/chat-message.ts";
import type { Conversation, Sighting } from "../langgraph/conversation.ts";
import { reasonOfError } from "../langgraph/end.ts";
import { interruptText, withoutStack } from "../langgraph/exceptions.ts";
import { channelText } from "../langgraph/plain-channels.ts";
import { isMessageList } from "../langgraph/stream-chunk.ts";
import { argumentsOf, resultIn, updatesIn } from "./run-values.ts";
import { ancestorsOf, isBelow, type Trace } from "./trace.ts";
import type { TracedRun } from "./traced-run.ts";

/** Exceptions by which LangGraph steers: a handoff leaves its subgraph, an interrupt stops for a person. */
const CONTROL_FLOW = /^(?:ParentCommand|GraphBubbleUp|GraphDelegate)\b/;
const INTERRUPT = /^(?:GraphInterrupt|NodeInterrupt)\b/;

/** Runs that wrap others and author nothing. */
const PLUMBING =
  /^(?:Runnable\w*|ChannelWrite\b.*|ChannelRead\b.*|LangGraph|\w*PromptTemplate|\w*OutputParser|__start__|_write)$/;

/** What a trace says beside its messages. */
export interface TraceFacts {
  /** What an interrupt asks that nothing followed. */
  waiting: string | null;
  /** Agents' prompts and declared tools. */
  agents: Map<string, { role: string | null; tools: string[] | null; model: string | null }>;
  /** Calls for which a tool run exists. */
  executed: Set<string>;
}

/** Reads one trace into a conversation. */
export function readTrace(trace: Trace, conversation: Conversation, facts: TraceFacts): void {
  new TraceWalk(trace, conversation, facts).walk();
}

class TraceWalk {
  private readonly trace: Trace;
  private readonly conversation: Conversation;
  private readonly facts: TraceFacts;
  private readonly saidInNode = new Map<string, Set<string>>();
  /** Runs that failed because one below them did. */
  private readonly passedOn: ReadonlySet<string>;

  constructor(trace: Trace, conversation: Conversation, facts: TraceFacts) {
    this.trace = trace;
    this.conversation = conversation;
    this.facts = facts;
    const failed = trace.runs.filter((run) => run.error !== null);
    this.passedOn = new Set(failed.flatMap((run) => run.parentId ?? []));
  }

  walk(): void {
    const open: TracedRun[] = [];
    for (const run of this.trace.runs) {
      for (let last = open[open.length - 1]; last !== undefined && !isBelow(run, last, this.trace.byId); ) {
        open.pop();
        this.leave(last);
        last = open[open.length - 1];
      }
      this.enter(run);
      open.push(run);
    }
    for (let last = open.pop(); last !== undefined; last = open.pop()) this.leave(last);
  }

  private enter(run: TracedRun): void {
    if (run === this.trace.root) this.input(run);
    if (run.type === "llm") this.answer(run);
    else if (run.type === "tool") this.tool(run);
  }

  /** The node's own writes come after what its children did. */
  private leave(run: TracedRun): void {
    if (run.error !== null) this.failure(run);
    if (run.hidden || run.type !== "chain") return;
    const isNode = run.node !== null && run.name === run.node;
    if (isNode || run === this.trace.root) this.writes(run, isNode);
  }

  private input(run: TracedRun): void {
    const seen: Sighting = { ...this.sighting(run, run.startedAt), author: null, byNode: false };
    const inputs = fieldOf(run.inputs, "input") ?? run.inputs;
    if (run.type === "tool") return;
    if (isObject(inputs) && "resume" in inputs && "goto" in inputs) {
      const text = channelText(inputs["resume"]) || JSON.stringify(toJson(inputs["resume"]));
      this.conversation.seeMessage(human(text), null, seen);
      return;
    }
    if (typeof inputs === "string") this.conversation.seeMessage(human(inputs), null, seen);
    if (!isObject(inputs)) return;
    const list = Array.isArray(inputs["messages"]) ? inputs["messages"] : null;
    const messages = list !== null && Array.isArray(list[0]) && !isMessageList(list) ? list[0] : list;
    if (messages !== null) {
      const said =
        run.type === "llm" ? messages.filter((item) => readMessage(item)?.role !== "system") : messages;
      this.conversation.seeMessages(said, "state", seen);
      return;
    }
    const channels = Object.entries(inputs).flatMap(([name, value]): [string, string][] => {
      const text = channelText(value);
      return text === "" ? [] : [[name, text]];
    });
    if (channels.length > 0) this.conversation.push({ kind: "output", channels, seen });
  }

  private answer(run: TracedRun): void {
    const seen = this.sighting(run, run.endedAt ?? run.startedAt);
    if (seen.author !== null) {
      const known = this.facts.agents.get(seen.author) ?? { role: null, tools: null, model: null };
      known.role ??= run.system;
      known.tools ??= run.tools;
      this.facts.agents.set(seen.author, known);
    }
    const { answer } = run;
    if (answer === null) return;
    this.conversation.seeMessage(answer, null, seen);
    for (const above of ancestorsOf(run, this.trace.byId)) {
      if (above.node === above.name) this.said(above).add(answer.text);
    }
  }

  private tool(run: TracedRun): void {
    if (run.error !== null && (INTERRUPT.test(run.error) || CONTROL_FLOW.test(run.error))) return;
    const seen = this.sighting(run, run.endedAt ?? run.startedAt);
    const output = fieldOf(run.outputs, "output") ?? run.outputs;
    const callId = run.callId ?? `run ${run.id}`;
    this.facts.executed.add(callId);
    if (run.callId === null || !this.conversation.knowsCall(run.callId)) {
      const call = { id: callId, tool: run.name, args: argumentsOf(run.inputs), invalid: false };
      this.conversation.seeMessage({ ...human(""), role: "ai", calls: [call] }, null, {
        ...seen,
        at: run.startedAt,
      });
    }
    // Begun and never ended: the call was made, and nothing is known of its result.
    if (run.error === null && run.endedAt === null && (output === null || output === undefined)) return;
    const failure = run.error === null ? null : withoutStack(run.error);
    const message = resultIn(output, callId);
    const text =
      failure ?? message?.text ?? (typeof output === "string" ? output : JSON.stringify(toJson(output)));
    const base = message ?? { ...human(""), role: "tool" as const };
    this.conversation.seeMessage(
      { ...base, text, callId, name: run.name, ok: failure === null ? base.ok : false },
      null,
      seen,
    );
  }

  private writes(run: TracedRun, isNode: boolean): void {
    const seen = { ...this.sighting(run, run.endedAt), byNode: isNode };
    const said = this.said(run);
    for (const update of updatesIn(run.outputs)) {
      const channels: [string, string][] = [];
      for (const [channel, value] of Object.entries(update)) {
        if (isMessageList(value)) this.conversation.seeMessages(value, isNode ? "update" : "state", seen);
        else if (isNode) {
          const text = channelText(value);
          if (text !== "" && !said.has(text)) channels.push([channel, text]);
        }
      }
      if (channels.length > 0 && !isInnerNode(run.name))
        this.conversation.push({ kind: "output", channels, seen });
    }
  }

  private failure(run: TracedRun): void {
    const text = run.error ?? "";
    if (CONTROL_FLOW.test(text)) return;
    if (INTERRUPT.test(text)) {
      // Every run up to the graph fails with the same interrupt; the innermost comes first.
      if (this.facts.waiting !== null) return;
      this.facts.waiting = interruptText(text);
      const seen = this.sighting(run, run.endedAt);
      this.conversation.push({ kind: "interrupt", text: this.facts.waiting, seen });
      return;
    }
    if (this.passedOn.has(run.id) || run.type === "tool" || reasonOfError(text) === "limit") return;
    this.conversation.push({
      kind: "error",
      text: withoutStack(text),
      seen: this.sighting(run, run.endedAt),
    });
  }

  private sighting(run: TracedRun, at: string | null): Sighting {
    const inner = run.node !== null && run.name === run.node ? run.namespace.slice(0, -1) : run.namespace;
    const author = run.agentName ?? authorOf(run.namespace, run.node) ?? this.namedAncestor(run);
    return { locator: run.locator, at, author, byNode: true, scope: scopeOf(inner) };
  }

  /** Nobody named: the nearest enclosing run with a name of its own; in a graph that is the graph, not its nodes. */
  private namedAncestor(run: TracedRun): string | null {
    const { root } = this.trace;
    if (run.library === "langgraph") {
      const name = root === null || root === run || PLUMBING.test(root.name) ? null : root.name;
      return name !== null && isInnerNode(name) ? null : name;
    }
    for (const above of ancestorsOf(run, this.trace.byId)) {
      if (above.type === "chain" && !PLUMBING.test(above.name)) return above.name;
    }
    return null;
  }

  private said(run: TracedRun): Set<string> {
    const said = this.saidInNode.get(run.id) ?? new Set<string>();
    this.saidInNode.set(run.id, said);
    return said;
  }
}

function human(text: string): ChatMessage {
  return {
    id: null,
    role: "human",
    name: null,
    text,
    reasoning: "",
    calls: [],
    callId: null,
    ok: null,
    tokens: null,
    model: null,
    handoffTo: null,
    handoffBack: false,
    dropped: [],
  };
}
