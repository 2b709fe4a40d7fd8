import { saysSomething } from "./run-facts.ts";
import type { SpanNode } from "./span-tree.ts";

/**
 * The model calls after which their agent used a tool. Where no content is recorded they asked for it, whatever their
 * reason to finish says (Google's ADK says `stop`).
 */
export function callsBeforeTools(nodes: readonly SpanNode[]): ReadonlySet<SpanNode> {
  const before = new Set<SpanNode>();
  const next = new Map<string, "model" | "tool">();
  for (const node of nodes.toReversed()) {
    const { kind } = node.span;
    const agent = node.agent?.agent;
    if (agent === undefined || (kind !== "model" && kind !== "tool")) continue;
    if (kind === "model" && next.get(agent) === "tool") before.add(node);
    next.set(agent, kind);
  }
  return before;
}

/** Whether a call that left no step has words that its span does not hold: attributes were lost, or only it was asked. */
export function isUnrecorded({ span }: SpanNode): boolean {
  if (span.error !== undefined) return false;
  return span.dropped !== undefined || (span.output === undefined && saysSomething(span.input));
}

/** A model call whose words are not on its own span. */
export interface SilentCall {
  agent: string;
  node: SpanNode;
  at: string | null;
}

/**
 * Model calls whose words were lost (the SDK keeps 128 attributes) or never recorded (OpenLLMetry, for models of the
 * OpenAI Agents SDK that speak chat completions). The next prompt of the same agent repeats them, and so does that of
 * the agent that acts next where agents share their history.
 */
export class SilentCalls {
  private readonly open = new Map<string, SilentCall>();
  private last: SilentCall | null = null;

  /** A model call ended; `silent` where its words are missing. */
  ended(call: SilentCall, silent: boolean): void {
    this.last = silent ? call : null;
    if (silent) this.open.set(call.agent, call);
  }

  /** Whose words the assistant's last turn in a prompt of `agent` is; null where none are missing. */
  repeatedFor(agent: string): SilentCall | null {
    const call = this.open.get(agent) ?? this.last;
    if (call === null) return null;
    this.open.delete(call.agent);
    if (this.last === call) this.last = null;
    return call;
  }

  /** Calls whose words appeared nowhere. */
  get unheard(): Iterable<SilentCall> {
    return this.open.values();
  }
}
