import { type ChatMessage, peekId, readMessage } from "./chat-message.ts";

/** Where and how a message or an output was met. */
export interface Sighting {
  locator: string;
  at: string | null;
  /** Who wrote it where the message itself names nobody: agent of the namespace, or node. */
  author: string | null;
  /** Written by a node of the graph, not handed in by the caller. */
  byNode: boolean;
  /** Namespace in which it was met, segments without their ids joined by `|`; "" = the graph itself. */
  scope: string;
}

export type Entry =
  | { kind: "message"; message: ChatMessage; seen: Sighting }
  /** What a node wrote into plain channels. */
  | { kind: "output"; channels: [name: string, text: string][]; seen: Sighting }
  | { kind: "interrupt"; text: string; seen: Sighting }
  | { kind: "error"; text: string; seen: Sighting };

type MessageEntry = Extract<Entry, { kind: "message" }>;

/**
 * Collects what happened in the order in which it was first seen. States and updates repeat whole histories: a
 * message is taken once, by its id, or where it has none yet by its words and its place among equal ones.
 */
export class Conversation {
  readonly entries: Entry[] = [];
  readonly losses = new Map<string, { detail: string; count: number }>();
  private readonly byId = new Map<string, MessageEntry>();
  private readonly byPrint = new Map<string, MessageEntry[]>();
  /** Decoded `str()` texts: parsing them again for every repeat would cost the square of the run's length. */
  private readonly printed = new Map<string, MessageEntry>();
  private readonly textsByScope = new Map<string, Set<string>>();

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  /**
   * A channel's message list. `state`: the list is the whole channel; `update`: what a node added, which in some
   * graphs is the whole history too. Returns how many messages were new.
   */
  seeMessages(list: readonly unknown[], kind: "state" | "update", seen: Sighting): number {
    const before = this.entries.length;
    const counts = new Map<string, number>();
    let repeats = kind === "state" || (seen.byNode && startsWithCaller(list));
    for (const value of list) {
      if (typeof value === "string" && this.printed.has(value)) {
        this.count(counts, printOf(this.printed.get(value)?.message));
        repeats = true;
        continue;
      }
      const id = peekId(value);
      if (typeof id === "string" && this.byId.has(id) && !isProviderId(id)) {
        this.noteEdit(value, id);
        repeats = true;
        continue;
      }
      const message = readMessage(value);
      if (message === null) {
        this.lose("unreadable-message", "an entry of a message list is no message that mast knows");
        continue;
      }
      const byNode = seen.byNode && !(repeats && message.role === "human" && message.name === null);
      const entry = this.seeMessage(
        message,
        repeats ? counts : null,
        byNode === seen.byNode ? seen : { ...seen, byNode },
      );
      if (typeof value === "string" && entry !== null && message.id !== null) this.printed.set(value, entry);
      if (entry === null) repeats = true;
    }
    return this.entries.length - before;
  }

  /** Adds one message unless it is known; null where it is a repeat. `counts`: equal ones so far in this list. */
  seeMessage(message: ChatMessage, counts: Map<string, number> | null, seen: Sighting): MessageEntry | null {
    if (message.role === "remove") {
      this.lose("removed-message", "the graph removed a message from its state; mast keeps what was said");
      return null;
    }
    const print = printOf(message);
    const alike = this.byPrint.get(print) ?? [];
    if (message.id !== null) {
      const known = this.byId.get(message.id);
      if (known !== undefined && (!isProviderId(message.id) || printOf(known.message) === print)) return null;
      const unnamed = alike.find((entry) => entry.message.id === null);
      if (unnamed !== undefined) {
        unnamed.message.id = message.id;
        this.byId.set(message.id, unnamed);
        return null;
      }
    } else if (counts !== null && this.count(counts, print) <= alike.length) {
      return null;
    } else if (message.callId !== null && alike.length > 0) {
      return null;
    }
    if (seen.byNode && this.repeatsSubgraph(message, seen)) return null;
    const entry: MessageEntry = { kind: "message", message, seen };
    this.entries.push(entry);
    if (message.id !== null && !this.byId.has(message.id)) this.byId.set(message.id, entry);
    this.byPrint.set(print, [...alike, entry]);
    if (message.role === "ai" && message.text !== "") {
      const texts = this.textsByScope.get(seen.scope) ?? new Set();
      this.textsByScope.set(seen.scope, texts.add(message.text));
    }
    return entry;
  }

  push(entry: Exclude<Entry, MessageEntry>): void {
    this.entries.push(entry);
  }

  lose(code: string, detail: string): void {
    const known = this.losses.get(code);
    if (known === undefined) this.losses.set(code, { detail, count: 1 });
    else known.count += 1;
  }

  /** A node that runs a subgraph often hands its last words on as a message of its own. */
  private repeatsSubgraph(message: ChatMessage, seen: Sighting): boolean {
    if (message.text === "" || message.calls.length > 0 || message.role === "tool" || seen.author === null)
      return false;
    const inner = seen.scope === "" ? seen.author : `${seen.scope}|${seen.author}`;
    return this.textsByScope.get(inner)?.has(message.text) ?? false;
  }

  private count(counts: Map<string, number>, print: string): number {
    const next = (counts.get(print) ?? 0) + 1;
    counts.set(print, next);
    return next;
  }

  private noteEdit(value: unknown, id: string): void {
    const known = this.byId.get(id)?.message;
    const content = (value as { content?: unknown; kwargs?: { content?: unknown } }).content;
    if (typeof content === "string" && known !== undefined && known.text !== content) {
      this.lose(
        "edited-message",
        "the graph replaced a message under the same id; mast keeps the first wording",
      );
    }
  }
}

/** A node that runs an agent hands back the whole history, the caller's words first. */
function startsWithCaller(list: readonly unknown[]): boolean {
  if (list.length < 2) return false;
  const first = readMessage(list[0]);
  return first?.role === "human" && first.name === null;
}

/** Providers' ids (`chatcmpl-…`, used by LangGraph.js) are unique for one provider only. */
function isProviderId(id: string): boolean {
  return /^(?:chatcmpl|msg|resp)[-_]/.test(id);
}

function printOf(message: ChatMessage | undefined): string {
  if (message === undefined) return "";
  const calls = message.calls.map((call) => call.id ?? `${call.tool} ${JSON.stringify(call.args)}`);
  return [message.role, message.callId ?? "", message.text, ...calls].join("\0");
}
