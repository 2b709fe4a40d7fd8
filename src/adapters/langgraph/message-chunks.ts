import { isObject } from "../../core/json.ts";
import { parsedOrText } from "../json-text.ts";
import { authorOf, scopeOf } from "./agents.ts";
import { type ChatMessage, readMessage, textOf } from "./chat-message.ts";
import type { Conversation, Sighting } from "./conversation.ts";
import { dropOutputs, placeTail } from "./entry-order.ts";
import { isMessageEvent, MessageEvents } from "./message-events.ts";

/** Where and when a message, or its first piece, came. */
export interface Begun {
  namespace: string[];
  locator: string;
  /** How many entries the conversation had: the message's place among what other modes tell. */
  place: number;
  at: string | null;
}

/** A `[message or chunk, metadata]` pair. */
export interface StreamedPiece extends Begun {
  pair: unknown;
}

interface Growing {
  message: ChatMessage;
  seen: Sighting;
  place: number;
  /** Argument text by the position of the call. */
  calls: Map<number, { id: string | null; tool: string; args: string }>;
}

/** Puts the pieces of the `messages` stream together: chunks of one message share its id. */
export class MessageChunks {
  private readonly growing = new Map<string, Growing>();
  private readonly events = new MessageEvents();
  private unnamed = 0;

  add(piece: StreamedPiece): void {
    const whole = isMessageEvent(piece.pair) ? this.events.add(piece.pair, piece) : piece;
    if (whole !== null) this.addPair(whole);
  }

  private addPair({ pair, namespace, locator, place, at }: StreamedPiece): void {
    if (!Array.isArray(pair)) return;
    const metadata = isObject(pair[1]) ? pair[1] : {};
    const message = readMessage(pair[0]);
    if (message === null) return;
    const own = textOf(metadata["langgraph_checkpoint_ns"])?.split("|") ?? [];
    const author =
      textOf(metadata["lc_agent_name"]) ??
      authorOf(namespace.length > 0 ? namespace : own, textOf(metadata["langgraph_node"]));
    const id = message.id ?? `unnamed ${this.unnamed++}`;
    const known = this.growing.get(id);
    const pieces = chunksOf(pair[0]);
    if (known === undefined) {
      if (pieces.length > 0) message.calls = [];
      const seen: Sighting = { locator, at, author, byNode: true, scope: scopeOf(namespace) };
      this.growing.set(id, { message, seen, place, calls: new Map() });
    } else {
      known.message.text += message.text;
      known.message.reasoning += message.reasoning;
      known.message.tokens ??= message.tokens;
      known.message.model ??= message.model;
      known.message.name ??= message.name;
    }
    const { calls } = this.growing.get(id) ?? { calls: new Map() };
    for (const [at, piece] of pieces.entries()) addPiece(calls, piece, at);
  }

  /** Hands the whole messages over, in the order of their first pieces. */
  flush(conversation: Conversation): void {
    for (const message of this.events.rest()) this.addPair(message);
    const before = conversation.entries.length;
    const places: number[] = [];
    const said = new Set<string>();
    const growing = inOrder(this.growing);
    this.growing.clear();
    for (const { message, seen, place, calls } of growing) {
      for (const call of calls.values()) {
        if (call.tool !== "")
          message.calls.push({
            id: call.id,
            tool: call.tool,
            args: parsedOrText(call.args === "" ? "{}" : call.args),
            invalid: false,
          });
      }
      const sight = conversation.seeMessage(message, null, seen);
      // A state does not say who wrote what stands in it.
      if (sight?.isNew === false) sight.entry.seen.author ??= seen.author;
      if (sight?.isNew !== true) continue;
      places.push(place);
      said.add(`${seen.author}\0${message.text}`);
    }
    if (places.length === 0) return;
    placeTail(conversation.entries, before, places);
    dropOutputs(conversation.entries, (author, text) => said.has(`${author}\0${text}`));
  }
}

/** What was begun first comes first, also where its end is missing. */
function inOrder(growing: ReadonlyMap<string, Growing>): Growing[] {
  return [...growing.values()].sort((a, b) => a.place - b.place);
}

function addPiece(calls: Growing["calls"], piece: Record<string, unknown>, at: number): void {
  const index = typeof piece["index"] === "number" ? piece["index"] : at;
  const call = calls.get(index) ?? { id: null, tool: "", args: "" };
  calls.set(index, call);
  call.id ??= textOf(piece["id"]);
  call.tool += textOf(piece["name"]) ?? "";
  call.args += textOf(piece["args"]) ?? "";
}

function chunksOf(value: unknown): Record<string, unknown>[] {
  const fields = isObject(value) && isObject(value["kwargs"]) ? value["kwargs"] : value;
  const chunks = isObject(fields) ? fields["tool_call_chunks"] : null;
  return Array.isArray(chunks) ? chunks.filter(isObject) : [];
}
