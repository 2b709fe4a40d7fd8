import { isObject } from "../../core/json.ts";
import { embeddedJson } from "../json-text.ts";
import type { TextLine } from "../source.ts";
import { textOf } from "./chat-message.ts";
import { errorText } from "./exceptions.ts";
import type { StreamedPiece } from "./message-chunks.ts";
import { readNamedChunk } from "./stream-chunk.ts";
import { StreamReader } from "./stream-reader.ts";

export const SERVER_EVENTS = "langgraph/server-events";

const EVENT = /^event: ?(metadata|values|updates|tasks|checkpoints|debug|messages|custom|events|error|end)\b/;
const DATA = /^data: ?/;

/** How many event lines of the API server stand in a text, each with its data below. */
export function countServerEvents(lines: readonly string[]): number {
  return lines.filter((line, at) => EVENT.test(line) && /^data: ?(?:[{[]|null)/.test(lines[at + 1] ?? ""))
    .length;
}

/** Reads what the API server streams for a run: `event:` and `data:` lines, blocks parted by empty lines. */
export class ServerEventReader {
  readonly stream = new StreamReader();
  /** Texts that are no JSON, with the line they stand on. */
  readonly broken: number[] = [];
  /** The server said that the run is over. */
  ended = false;
  private name: string | null = null;
  private data: string[] = [];
  private begun = 1;
  /** What `messages/partial` told of each message: every part repeats the whole. */
  private readonly partial = new Map<string, StreamedPiece>();
  private readonly metadata = new Map<string, unknown>();

  line({ line, text }: TextLine): void {
    if (text.startsWith("event:")) {
      this.close();
      this.name = text.slice("event:".length).trim();
      this.begun = line;
    } else if (DATA.test(text)) this.data.push(text.replace(DATA, ""));
    else if (text.trim() === "") this.close();
  }

  end(): void {
    this.close();
    for (const piece of this.partial.values()) this.stream.readPiece(piece);
  }

  private close(): void {
    const { name, data } = this;
    this.name = null;
    this.data = [];
    if (name === null || data.length === 0) return;
    const value = embeddedJson(data.join("\n"));
    if (value === undefined) this.broken.push(this.begun);
    else this.read(name, value, `line:${this.begun}`);
  }

  /** The namespace of a subgraph stands behind the event's name, its segments parted by bars. */
  private read(event: string, data: unknown, locator: string): void {
    const [name = "", ...namespace] = event.split("|");
    if (name === "error") this.stream.stopped(errorText(data), locator);
    else if (name === "end") this.ended = true;
    else if (name === "messages/metadata" && isObject(data)) {
      for (const [id, about] of Object.entries(data))
        if (isObject(about)) this.metadata.set(id, about["metadata"]);
    } else if (name === "messages/partial" || name === "messages/complete") {
      for (const message of Array.isArray(data) ? data : []) this.keep(message, namespace, locator);
    } else {
      const chunk = readNamedChunk(namespace, name, data);
      if (chunk !== null) this.stream.read(chunk, locator);
    }
  }

  private keep(message: unknown, namespace: string[], locator: string): void {
    const id = isObject(message) ? textOf(message["id"]) : null;
    if (id === null) return;
    const known = this.partial.get(id);
    const place = this.stream.conversation.entries.length;
    const begun = known ?? { namespace, locator, place, at: null };
    this.partial.set(id, { ...begun, pair: [message, this.metadata.get(id) ?? {}] });
  }
}
