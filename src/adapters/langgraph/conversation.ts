import { type AlikeMessages, isProviderId, MessageGroups } from "./alike-messages.ts";
import { type ChatMessage, fieldOf, peekId, readMessage } from "./chat-message.ts";
import { isForcedAnswer } from "./end.ts";

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

export type MessageEntry = Extract<Entry, { kind: "message" }>;

/** A message's entry, and whether it was met for the first time. */
interface Sight {
  entry: MessageEntry;
  isNew: boolean;
}

/**
 * Collects what happened in the order in which it was first seen. States and updates repeat whole histories: a
 * message is taken once, by its id, or where it has none yet by its words and its place among equal ones.
 */
export class Conversation {
  readonly entries: Entry[] = [];
  readonly losses = new Map<string, { detail: string; count: number }>();
  private readonly byId = new Map<string, MessageEntry>();
  private readonly groups = new MessageGroups();
  /** Decoded `str()` texts: parsing them again for every repeat would cost the square of the run's length. */
  private readonly printed = new Map<string, MessageEntry>();
  /** What AI messages said, by the namespace in which they did. */
  private readonly saidIn = new Map<string, Map<string, MessageEntry>>();
  private readonly edited = new Set<MessageEntry>();

  private readonly callIds = new Set<string>();
  private readonly earlier: ReadonlySet<string>;

  /** `earlier`: ids of messages that belong to the thread's earlier runs and are not told again. */
  constructor(earlier: ReadonlySet<string> = new Set()) {
    this.earlier = earlier;
  }

  messageIds(): Iterable<string> {
    return this.byId.keys();
  }

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  /**
   * A channel's message list. `state`: the list is the whole channel; `update`: what a node added, which in some
   * graphs is the whole history too.
   */
  seeMessages(list: readonly unknown[], kind: "state" | "update", seen: Sighting): void {
    const counts = new Map<AlikeMessages, number>();
    let repeats = kind === "state" || (seen.byNode && this.startsWithCaller(list));
    let callers: MessageEntry[] = [];
    for (const value of list) {
      if (this.isEarlier(value)) {
        repeats = true;
        continue;
      }
      const known = this.knownEntry(value);
      const sight = known ?? this.seeNew(value, repeats ? counts : null, seen);
      if (sight === null) continue;
      if (sight.isNew) {
        if (sight.entry.message.role === "human" && !sight.entry.seen.byNode) callers.push(sight.entry);
        continue;
      }
      repeats = true;
      // The caller's words can come to light only after the answer: their place is where the history has them.
      this.moveBefore(callers, sight.entry);
      callers = [];
    }
  }

  private isEarlier(value: unknown): boolean {
    if (this.earlier.size === 0) return false;
    const id = peekId(value) ?? null;
    return id !== null && this.earlier.has(id);
  }

  /** A node that runs an agent hands back the whole history, the caller's words first. */
  private startsWithCaller(list: readonly unknown[]): boolean {
    if (list.length < 2) return false;
    const first = this.knownEntry(list[0])?.entry.message ?? readMessage(list[0]);
    return first?.role === "human" && first.name === null;
  }

  private knownEntry(value: unknown): Sight | null {
    if (typeof value === "string") {
      const entry = this.printed.get(value);
      return entry === undefined ? null : { entry, isNew: false };
    }
    const id = peekId(value);
    const entry = typeof id !== "string" || isProviderId(id) ? undefined : this.byId.get(id);
    if (entry === undefined || isRemoval(value)) return null;
    this.noteEdit(value, entry);
    return { entry, isNew: false };
  }

  private seeNew(value: unknown, counts: Map<AlikeMessages, number> | null, seen: Sighting): Sight | null {
    const message = readMessage(value);
    if (message === null) {
      this.lose("unreadable-message", "an entry of a message list is no message that mast knows");
      return null;
    }
    const isEcho = counts !== null && message.role === "human" && message.name === null;
    const sight = this.seeMessage(message, counts, isEcho && seen.byNode ? { ...seen, byNode: false } : seen);
    if (typeof value === "string" && sight !== null && message.id !== null)
      this.printed.set(value, sight.entry);
    return sight;
  }

  /** Adds one message unless it is known. `counts`: how many equal ones its list had so far; null: not a repeat. */
  seeMessage(message: ChatMessage, counts: Map<AlikeMessages, number> | null, seen: Sighting): Sight | null {
    if (message.role === "remove") {
      this.lose("removed-message", "the graph removed a message from its state; mast keeps what was said");
      return null;
    }
    const alike = this.groups.of(message);
    const known = this.repeated(message, alike, counts, seen);
    if (known !== null) return { entry: known, isNew: false };
    return { entry: this.add(message, alike, seen), isNew: true };
  }

  private repeated(
    message: ChatMessage,
    alike: AlikeMessages,
    counts: Map<AlikeMessages, number> | null,
    seen: Sighting,
  ): MessageEntry | null {
    if (message.id !== null) {
      const known = this.byId.get(message.id);
      if (known !== undefined && (!isProviderId(message.id) || this.groups.of(known.message) === alike))
        return known;
      const unnamed = alike.firstUnnamed();
      if (unnamed !== null) {
        unnamed.message.id = message.id;
        this.byId.set(message.id, unnamed);
        return unnamed;
      }
    } else if (counts !== null) {
      const nth = counts.get(alike) ?? 0;
      counts.set(alike, nth + 1);
      const known = alike.entries[nth];
      if (known !== undefined) return known;
    } else if (message.callId !== null && alike.entries[0] !== undefined) {
      return alike.entries[0];
    }
    return seen.byNode ? this.handedOn(message, seen) : null;
  }

  private add(message: ChatMessage, alike: AlikeMessages, seen: Sighting): MessageEntry {
    const entry: MessageEntry = { kind: "message", message, seen };
    this.entries.push(entry);
    if (message.id !== null && !this.byId.has(message.id)) this.byId.set(message.id, entry);
    alike.entries.push(entry);
    for (const call of message.calls) if (call.id !== null) this.callIds.add(call.id);
    if (message.role === "ai" && message.text !== "" && seen.scope !== "") {
      const texts = this.saidIn.get(seen.scope) ?? new Map<string, MessageEntry>();
      this.saidIn.set(seen.scope, texts.set(message.text, entry));
    }
    return entry;
  }

  private moveBefore(callers: readonly MessageEntry[], known: MessageEntry): void {
    if (callers.length === 0) return;
    const at = this.entries.lastIndexOf(known);
    const moved = callers.filter((caller) => this.entries.lastIndexOf(caller) > at);
    for (const caller of moved) this.entries.splice(this.entries.lastIndexOf(caller), 1);
    this.entries.splice(at, 0, ...moved);
  }

  /** Several modes at once, and a task and its state, tell of one interrupt each. */
  endsWithInterrupt(text: string): boolean {
    const last = this.entries[this.entries.length - 1];
    return last?.kind === "interrupt" && last.text === text;
  }

  /** Whether a message asked for this call. */
  knowsCall(id: string): boolean {
    return this.callIds.has(id);
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
  private handedOn(message: ChatMessage, seen: Sighting): MessageEntry | null {
    if (message.text === "" || message.calls.length > 0 || message.role === "tool" || seen.author === null)
      return null;
    const inner = seen.scope === "" ? seen.author : `${seen.scope}|${seen.author}`;
    return this.saidIn.get(inner)?.get(message.text) ?? null;
  }

  /** A message can be replaced under its id: by a person, by a node, or by the framework's forced answer. */
  private noteEdit(value: unknown, known: MessageEntry): void {
    const content = fieldOf(value, "content") ?? fieldOf(fieldOf(value, "kwargs"), "content");
    if (typeof content !== "string" || content === known.message.text || this.edited.has(known)) return;
    this.edited.add(known);
    if (isForcedAnswer(content)) {
      const message: ChatMessage = { ...known.message, id: null, text: content, calls: [], tokens: null };
      this.entries.push({ kind: "message", message, seen: known.seen });
    } else {
      this.lose(
        "edited-message",
        "the graph replaced a message under the same id; mast keeps the first wording",
      );
    }
  }
}

function isRemoval(value: unknown): boolean {
  return fieldOf(value, "type") === "remove" || fieldOf(fieldOf(value, "kwargs"), "type") === "remove";
}
