import { isObject } from "../../core/json.ts";
import { toIsoTime } from "../../core/time.ts";
import { authorOf, scopeOf } from "./agents.ts";
import { textOf, toJson } from "./chat-message.ts";
import { Conversation, type Sighting } from "./conversation.ts";
import { reasonOfError } from "./end.ts";
import { errorText, interruptText } from "./exceptions.ts";
import { MessageChunks } from "./message-chunks.ts";
import { isMessageList, type StreamChunk } from "./stream-chunk.ts";

/** What a stream says about how it went on, beside its messages. */
export interface StreamFacts {
  /** Tasks that were started and have not ended; only debug and tasks streams say so. */
  openTasks: Map<string, string>;
  sawTasks: boolean;
  /** The last chunk came from inside a subgraph: the graph itself went on after it. */
  endsInside: boolean;
  /** An interrupt that nothing followed. */
  waiting: string | null;
  error: string | null;
  /** Steps that were left when the last task began, where the state counts them. */
  remainingSteps: number | null;
  sawNamespaces: boolean;
}

/** Reads chunk after chunk into one conversation. */
export class StreamReader {
  readonly conversation = new Conversation();
  readonly facts: StreamFacts = {
    openTasks: new Map(),
    sawTasks: false,
    endsInside: false,
    waiting: null,
    error: null,
    remainingSteps: null,
    sawNamespaces: false,
  };
  private readonly chunks = new MessageChunks();
  /** Tasks begun inside a task's subgraph, by the id of that task. */
  private readonly insideTask = new Map<string, Set<string>>();
  private readonly channels = new Map<string, Map<string, string>>();

  read(chunk: StreamChunk, locator: string): void {
    const { namespace, mode, data } = chunk;
    if (namespace.length > 0) this.facts.sawNamespaces = true;
    // Model calls are all inside: only what nodes write tells whether the graph itself went on.
    this.facts.endsInside = namespace.length > 0 && mode !== "messages";
    if (mode === "custom") {
      this.conversation.lose("custom-stream", "what nodes write to the custom stream has no known meaning");
      return;
    }
    if (mode === "messages") this.chunks.add(data, namespace, locator);
    if (!isObject(data)) return;
    if (mode === "values") this.readState(data, namespace, locator, null);
    else if (mode === "updates") this.readUpdate(data, namespace, locator);
    else if (mode === "tasks") this.readTask(data, namespace, locator, null);
    else if (mode === "checkpoints") this.readCheckpoint(data, namespace, locator, null);
    else if (mode === "debug") this.readDebug(data, namespace, locator);
  }

  /** The script that wrote the file caught an exception and says so. */
  stopped(error: string, locator: string): void {
    const isKnown = this.facts.error !== null;
    this.facts.error = error;
    if (isKnown || reasonOfError(error) === "limit") return;
    this.conversation.push({ kind: "error", text: error, seen: sighting([], null, locator, null) });
  }

  /** To be called when the stream is over. */
  end(): void {
    this.chunks.flush(this.conversation);
  }

  private readDebug(data: Record<string, unknown>, namespace: string[], locator: string): void {
    const at = toIsoTime(data["timestamp"]);
    const payload = data["payload"];
    if (!isObject(payload)) return;
    if (data["type"] === "checkpoint") this.readCheckpoint(payload, namespace, locator, at);
    else this.readTask(payload, namespace, locator, at);
  }

  private readCheckpoint(
    data: Record<string, unknown>,
    namespace: string[],
    locator: string,
    at: string | null,
  ): void {
    if (isObject(data["values"])) this.readState(data["values"], namespace, locator, at);
  }

  private readTask(
    data: Record<string, unknown>,
    namespace: string[],
    locator: string,
    at: string | null,
  ): void {
    const node = textOf(data["name"]);
    const id = `${namespace.join("|")} ${String(data["id"])}`;
    this.facts.sawTasks = true;
    this.facts.waiting = null;
    if (!("result" in data) && !("error" in data)) {
      this.openTask(id, node ?? "", namespace);
      this.readTaskInput(data["input"], namespace, locator, at);
      return;
    }
    this.closeTask(id, String(data["id"]));
    const seen = sighting(namespace, node, locator, at);
    if (Array.isArray(data["interrupts"])) this.readInterrupts(data["interrupts"], seen);
    const error = data["error"];
    if (error !== null && error !== undefined) {
      const text = errorText(error);
      if (this.facts.error !== text) this.conversation.push({ kind: "error", text, seen });
      this.facts.error = text;
    }
    this.readWrites(data["result"], namespace, node, locator, at);
  }

  private openTask(key: string, node: string, namespace: readonly string[]): void {
    this.facts.openTasks.set(key, node);
    for (const segment of namespace) {
      const parent = segment.slice(segment.indexOf(":") + 1);
      const inside = this.insideTask.get(parent) ?? new Set();
      this.insideTask.set(parent, inside.add(key));
    }
  }

  /** With a task end those inside it: a handoff leaves its subgraph without ending the task that made it. */
  private closeTask(key: string, id: string): void {
    this.facts.openTasks.delete(key);
    for (const inside of this.insideTask.get(id) ?? []) this.facts.openTasks.delete(inside);
    this.insideTask.delete(id);
  }

  /** A task begins with the state it reads: the only place where a debug stream carries the caller's words. */
  private readTaskInput(input: unknown, namespace: string[], locator: string, at: string | null): void {
    if (!isObject(input) || input["__type"] === "tool_call_with_context") return;
    const left = input["remaining_steps"];
    if (typeof left === "number") this.facts.remainingSteps = left;
    this.readState(input, namespace, locator, at);
  }

  private readUpdate(data: Record<string, unknown>, namespace: string[], locator: string): void {
    this.facts.waiting = null;
    for (const [node, writes] of Object.entries(data)) {
      if (node === "__interrupt__") {
        const list = Array.isArray(writes) ? writes : [writes];
        this.readInterrupts(list, sighting(namespace, null, locator, null));
      } else if (!node.startsWith("__")) {
        this.readWrites(writes, namespace, node, locator, null);
      }
    }
  }

  private readWrites(
    writes: unknown,
    namespace: string[],
    node: string | null,
    locator: string,
    at: string | null,
  ): void {
    const seen = sighting(namespace, node, locator, at);
    for (const write of Array.isArray(writes) && !isMessageList(writes) ? writes : [writes]) {
      if (isMessageList(write)) this.conversation.seeMessages(write, "update", seen);
      else if (isObject(write)) this.readChannels(write, seen);
      else if (typeof write === "string" && write !== "")
        this.conversation.push({ kind: "output", channels: [["", write]], seen });
    }
  }

  private readChannels(writes: Record<string, unknown>, seen: Sighting): void {
    const plain: [string, string][] = [];
    let messages = 0;
    for (const [channel, value] of Object.entries(writes)) {
      if (isMessageList(value)) {
        this.conversation.seeMessages(value, "update", seen);
        messages += 1;
      } else {
        const text = channelText(value);
        if (text !== "" && this.remember(seen.scope, channel, text)) plain.push([channel, text]);
      }
    }
    if (plain.length > 0 && (messages === 0 || plain.some(([, text]) => text.length > 40)))
      this.conversation.push({ kind: "output", channels: plain, seen });
  }

  private readState(
    state: Record<string, unknown>,
    namespace: string[],
    locator: string,
    at: string | null,
  ): void {
    const seen: Sighting = {
      locator,
      at,
      author: authorOf(namespace, null),
      byNode: false,
      scope: scopeOf(namespace),
    };
    const first = this.conversation.isEmpty;
    const plain: [string, string][] = [];
    let messages = 0;
    if (!("__interrupt__" in state)) this.facts.waiting = null;
    for (const [channel, value] of Object.entries(state)) {
      if (channel === "__interrupt__") continue;
      if (isMessageList(value)) {
        this.conversation.seeMessages(value, "state", { ...seen, byNode: !first && seen.author !== null });
        messages += 1;
      } else {
        const text = channelText(value);
        if (text !== "" && this.remember(seen.scope, channel, text)) plain.push([channel, text]);
      }
    }
    if (plain.length > 0 && messages === 0)
      this.conversation.push({ kind: "output", channels: plain, seen: { ...seen, byNode: !first } });
    const interrupts = state["__interrupt__"];
    if (Array.isArray(interrupts)) this.readInterrupts(interrupts, seen);
  }

  private readInterrupts(interrupts: readonly unknown[], seen: Sighting): void {
    for (const interrupt of interrupts) {
      const text = interruptText(interrupt);
      if (this.facts.waiting === text) continue;
      this.facts.waiting = text;
      this.conversation.push({ kind: "interrupt", text, seen });
    }
  }

  /** Whether a channel's text is new: states repeat what has not changed. */
  private remember(scope: string, channel: string, text: string): boolean {
    const known = this.channels.get(scope) ?? new Map<string, string>();
    this.channels.set(scope, known);
    if (known.get(channel) === text) return false;
    known.set(channel, text);
    return true;
  }
}

function sighting(namespace: string[], node: string | null, locator: string, at: string | null): Sighting {
  return { locator, at, author: authorOf(namespace, node), byNode: true, scope: scopeOf(namespace) };
}

/** The words in a plain channel: text as it stands, anything else as JSON; "" for what carries no words. */
export function channelText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  const text = JSON.stringify(toJson(value));
  return text === "[]" || text === "{}" ? "" : text;
}
