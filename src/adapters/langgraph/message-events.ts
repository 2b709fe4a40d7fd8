import { isObject } from "../../core/json.ts";
import { textOf } from "./chat-message.ts";
import type { Begun, StreamedPiece } from "./message-chunks.ts";

/** A message of the v3 protocol, as far as it has come. */
interface Growing {
  id: unknown;
  role: unknown;
  /** Content blocks by their index. */
  blocks: Map<number, Record<string, unknown>>;
  metadata: Record<string, unknown>;
  begun: Begun;
}

const MOST_BLOCKS = 10_000;

/** Whether a `messages` record is an event of the v3 protocol and not a message with its metadata. */
export function isMessageEvent(data: unknown): data is [Record<string, unknown>, unknown] {
  return Array.isArray(data) && isObject(data[0]) && typeof data[0]["event"] === "string";
}

/** Builds messages from the events of `astream_events` v3: a start, blocks with their deltas, a finish with the usage. */
export class MessageEvents {
  private readonly growing = new Map<string, Growing>();

  /** The message that the event finishes, or null. */
  add(data: [Record<string, unknown>, unknown], begun: Begun): StreamedPiece | null {
    const [event] = data;
    const metadata = isObject(data[1]) ? data[1] : {};
    const key =
      textOf(metadata["run_id"]) ?? `${begun.namespace.join("|")} ${textOf(metadata["langgraph_node"])}`;
    if (event["event"] === "message-start") {
      const { id, role } = event;
      this.growing.set(key, { id, role, blocks: new Map(), metadata, begun });
      return null;
    }
    const message = this.growing.get(key);
    if (message === undefined) return null;
    if (event["event"] !== "message-finish") {
      addBlock(message.blocks, event);
      return null;
    }
    this.growing.delete(key);
    return whole(message, event["usage"], event["metadata"]);
  }

  /** The messages that were begun and not finished. */
  rest(): StreamedPiece[] {
    const open = [...this.growing.values()].map((message) => whole(message, null, {}));
    this.growing.clear();
    return open;
  }
}

function addBlock(blocks: Growing["blocks"], event: Record<string, unknown>): void {
  const index = typeof event["index"] === "number" ? event["index"] : 0;
  const { content, delta } = event;
  if (isObject(content)) {
    if (blocks.size < MOST_BLOCKS || blocks.has(index)) blocks.set(index, { ...content });
    return;
  }
  const block = blocks.get(index);
  if (block === undefined || !isObject(delta)) return;
  for (const part of ["text", "args", "reasoning"]) {
    if (typeof delta[part] === "string") block[part] = (textOf(block[part]) ?? "") + delta[part];
  }
}

function whole(message: Growing, usage: unknown, answer: unknown): StreamedPiece {
  const content = [...message.blocks.values()];
  return {
    ...message.begun,
    pair: [
      {
        type: message.role,
        id: message.id,
        content,
        tool_calls: content.filter(({ type }) => type === "tool_call" || type === "tool_call_chunk"),
        usage_metadata: usage,
        response_metadata: answer,
      },
      message.metadata,
    ],
  };
}
