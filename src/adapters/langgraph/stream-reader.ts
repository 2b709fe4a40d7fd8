import { isObject } from "../../core/json.ts";
import { toIsoTime } from "../../core/time.ts";
import { authorOf, scopeOf } from "./agents.ts";
import { readMessage, textOf, toJson } from "./chat-message.ts";
import { CheckpointTrail, type TaskOutcome } from "./checkpoint-trail.ts";
import { Conversation, type Sighting } from "./conversation.ts";
import { reasonOfError } from "./end.ts";
import { errorText, interruptText, isControlFlow } from "./exceptions.ts";
import { MessageChunks, type StreamedPiece } from "./message-chunks.ts";
import { channelText, PlainChannels } from "./plain-channels.ts";
import { readSnapshot, type Snapshot } from "./snapshot.ts";
import { isMessageList, type StreamChunk } from "./stream-chunk.ts";
import { StreamFacts } from "./stream-facts.ts";

/** Reads chunk after chunk into one conversation. */
export class StreamReader {
  readonly conversation = new Conversation();
  readonly facts = new StreamFacts();
  private readonly chunks = new MessageChunks();
  private readonly trail = new CheckpointTrail();
  private readonly channels = new PlainChannels();

  read(chunk: StreamChunk, locator: string): void {
    const { namespace, mode, data, at } = chunk;
    if (mode === "progress") return;
    if (namespace.length > 0) this.facts.sawNamespaces = true;
    // Model calls are all inside: only what nodes write tells whether the graph itself went on.
    this.facts.endsInside = namespace.length > 0 && mode !== "messages";
    if (mode === "custom") {
      this.conversation.lose("custom-stream", "what nodes write to the custom stream has no known meaning");
      return;
    }
    if (mode === "messages") {
      const place = this.conversation.entries.length;
      this.chunks.add({ pair: data, namespace, locator, at, place });
    }
    if (!isObject(data)) return;
    if (mode === "values") this.readState(data, namespace, locator, at);
    else if (mode === "updates") this.readUpdate(data, namespace, locator, at);
    else if (mode === "tasks") this.readTask(data, namespace, locator, at);
    else if (mode === "checkpoints") this.readCheckpoint(data, namespace, locator, at);
    else if (mode === "debug") this.readDebug(data, namespace, locator);
    if (chunk.interrupts.length > 0)
      this.readInterrupts(chunk.interrupts, sighting(namespace, null, locator, at));
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
    for (const outcome of this.trail.open()) this.readOutcome(outcome, null, true);
    this.facts.next = this.trail.next;
  }

  /** A message of the `messages` stream, or a part of one. */
  readPiece(piece: StreamedPiece): void {
    this.facts.sawNamespaces ||= piece.namespace.length > 0;
    this.chunks.add(piece);
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
    if (snapshot !== null) this.readSnapshot({ ...snapshot, namespace }, locator, at);
  }

  /** `at`: the time of the record around it, where there is one; else the snapshot's own. */
  readSnapshot({ values, ...snapshot }: Snapshot, locator: string, at: string | null = null): void {
    const { namespace } = snapshot;
    const time = at ?? toIsoTime(snapshot.createdAt);
    if (namespace.length > 0) this.facts.sawNamespaces = true;
    const { done, author } = this.trail.advance({ snapshot, locator });
    for (const outcome of done) this.readOutcome(outcome, time, false);
    this.readState(values, namespace, locator, time, author);
  }

  /** A state history holds what each task wrote, beside the checkpoint that it began with. */
  private readOutcome(outcome: TaskOutcome, at: string | null, isLast: boolean): void {
    const { node, task, namespace, locator } = outcome;
    const seen = sighting(namespace, node, locator, at);
    if (task.interrupts.length > 0) this.readInterrupts(task.interrupts, seen);
    for (const answer of task.answers) this.readAnswer(answer, seen);
    if (task.error !== null) this.readError(task.error, seen, isLast);
    if (task.result !== null) this.readWrites(task.result, namespace, node, locator, at);
  }

  /** A person's words, and no message of the graph. */
  private readAnswer(answer: unknown, seen: Sighting): void {
    const text = channelText(answer) || JSON.stringify(toJson(answer));
    const message = readMessage({ type: "human", content: text });
    if (message !== null) this.conversation.seeMessage(message, null, { ...seen, byNode: false });
    this.facts.waiting = null;
  }

  /** `isLast`: nothing shows that the graph went on after it. */
  private readError(error: unknown, seen: Sighting, isLast: boolean): void {
    const text = errorText(error);
    if (isControlFlow(text)) return;
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

  private readUpdate(
    data: Record<string, unknown>,
    namespace: string[],
    locator: string,
    at: string | null,
  ): void {
    this.facts.waiting = null;
    for (const [node, writes] of Object.entries(data)) {
      if (node === "__interrupt__") {
        const list = Array.isArray(writes) ? writes : [writes];
        this.readInterrupts(list, sighting(namespace, null, locator, at));
      } else if (!node.startsWith("__")) {
        this.readWrites(writes, namespace, node, locator, at);
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
