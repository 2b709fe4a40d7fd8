import { isObject } from "../../core/json.ts";
import { toIsoTime } from "../../core/time.ts";
import { authorOf, scopeOf } from "./agents.ts";
import { textOf } from "./chat-message.ts";
import { CheckpointTrail, type TaskOutcome } from "./checkpoint-trail.ts";
import { Conversation, type Sighting } from "./conversation.ts";
import { reasonOfError } from "./end.ts";
import { errorText, interruptText } from "./exceptions.ts";
import { MessageChunks } from "./message-chunks.ts";
import { OpenTasks } from "./open-tasks.ts";
import { channelText, PlainChannels } from "./plain-channels.ts";
import { readSnapshot, type Snapshot } from "./snapshot.ts";
import { isMessageList, type StreamChunk } from "./stream-chunk.ts";

/** What a stream says about how it went on, beside its messages. */
export interface StreamFacts {
  /** Tasks that were started and have not ended; only debug and tasks streams say so. */
  openTasks: OpenTasks;
  sawTasks: boolean;
  /** The last chunk came from inside a subgraph: the graph itself went on after it. */
  endsInside: boolean;
  /** An interrupt that nothing followed. */
  waiting: string | null;
  error: string | null;
  /** Steps that were left when the last task began, where the state counts them. */
  remainingSteps: number | null;
  sawNamespaces: boolean;
  /** The nodes that the graph's last checkpoint waits to run; null where the stream has no checkpoints. */
  next: readonly string[] | null;
}

/** Reads chunk after chunk into one conversation. */
export class StreamReader {
  readonly conversation = new Conversation();
  readonly facts: StreamFacts = {
    openTasks: new OpenTasks(),
    sawTasks: false,
    endsInside: false,
    waiting: null,
    error: null,
    remainingSteps: null,
    sawNamespaces: false,
    next: null,
  };
  private readonly chunks = new MessageChunks();
  private readonly trail = new CheckpointTrail();
  private readonly channels = new PlainChannels();

  read(chunk: StreamChunk, locator: string): void {
    const { namespace, mode, data } = chunk;
    if (namespace.length > 0) this.facts.sawNamespaces = true;
    // Model calls are all inside: only what nodes write tells whether the graph itself went on.
    this.facts.endsInside = namespace.length > 0 && mode !== "messages";
    if (mode === "custom") {
      this.conversation.lose("custom-stream", "what nodes write to the custom stream has no known meaning");
      return;
    }
    if (mode === "messages") this.chunks.add(data, namespace, locator, this.conversation.entries.length);
    if (!isObject(data)) return;
    if (mode === "values") this.readState(data, namespace, locator, null);
    else if (mode === "updates") this.readUpdate(data, namespace, locator);
    else if (mode === "tasks") this.readTask(data, namespace, locator, null);
    else if (mode === "checkpoints") this.readCheckpoint(data, namespace, locator, null);
    else if (mode === "debug") this.readDebug(data, namespace, locator);
    if (chunk.interrupts.length > 0)
      this.readInterrupts(chunk.interrupts, sighting(namespace, null, locator, null));
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
    for (const outcome of this.trail.open()) this.readOutcome(outcome, [], null, true);
    this.facts.next = this.trail.next;
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
    const snapshot = readSnapshot(data);
    if (snapshot !== null) this.readSnapshot(snapshot, locator, namespace, at);
  }

  /** `at`: the time of the record around it, where there is one; else the snapshot's own. */
  readSnapshot(
    snapshot: Snapshot,
    locator: string,
    namespace: string[] = [],
    at: string | null = null,
  ): void {
    const time = at ?? toIsoTime(snapshot.createdAt);
    const { done, author } = this.trail.advance(namespace.join("|"), snapshot, locator);
    for (const outcome of done) this.readOutcome(outcome, namespace, time, false);
    this.readState(snapshot.values, namespace, locator, time, author);
  }

  /** A state history holds what each task wrote, beside the checkpoint that it began with. */
  private readOutcome(outcome: TaskOutcome, namespace: string[], at: string | null, isLast: boolean): void {
    const { node, task, locator } = outcome;
    const seen = sighting(namespace, node, locator, at);
    if (task.interrupts.length > 0) this.readInterrupts(task.interrupts, seen);
    if (task.error !== null) this.readError(task.error, seen, isLast);
    if (task.result !== null) this.readWrites(task.result, namespace, node, locator, at);
  }

  /** `isLast`: nothing shows that the graph went on after it. */
  private readError(error: unknown, seen: Sighting, isLast: boolean): void {
    const text = errorText(error);
    if (this.facts.error !== text) this.conversation.push({ kind: "error", text, seen });
    if (isLast) this.facts.error = text;
  }

  private readTask(
    data: Record<string, unknown>,
    namespace: string[],
    locator: string,
    at: string | null,
  ): void {
    const node = textOf(data["name"]);
    const id = String(data["id"]);
    this.facts.sawTasks = true;
    this.facts.waiting = null;
    if (!("result" in data) && !("error" in data)) {
      this.facts.openTasks.open(id, node ?? "", namespace);
      this.readTaskInput(data["input"], namespace, locator, at);
      return;
    }
    this.facts.openTasks.close(id, namespace);
    const seen = sighting(namespace, node, locator, at);
    if (Array.isArray(data["interrupts"])) this.readInterrupts(data["interrupts"], seen);
    const error = data["error"];
    if (error !== null && error !== undefined) this.readError(error, seen, true);
    this.readWrites(data["result"], namespace, node, locator, at);
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
        if (text !== "" && this.channels.isNew(seen.scope, channel, text)) plain.push([channel, text]);
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
    writer: string | null = null,
  ): void {
    const seen: Sighting = {
      locator,
      at,
      author: authorOf(namespace, writer),
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
        if (text !== "" && this.channels.isNew(seen.scope, channel, text)) plain.push([channel, text]);
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
      if (this.conversation.endsWithInterrupt(text)) continue;
      this.conversation.push({ kind: "interrupt", text, seen });
    }
  }
}

function sighting(namespace: string[], node: string | null, locator: string, at: string | null): Sighting {
  return { locator, at, author: authorOf(namespace, node), byNode: true, scope: scopeOf(namespace) };
}
