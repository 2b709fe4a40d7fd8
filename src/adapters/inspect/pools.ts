import { isObject } from "../../core/json.ts";

type Fields = Record<string, unknown>;

/** What a sample keeps once and refers to: long texts (`attachment://hash`) and messages (`input_refs`, ranges of indices). */
export class Pools {
  private readonly attachments: Fields;
  private readonly messages: readonly unknown[];

  constructor(sample: Fields) {
    this.attachments = isObject(sample["attachments"]) ? sample["attachments"] : {};
    const data = sample["events_data"];
    this.messages = isObject(data) && Array.isArray(data["messages"]) ? data["messages"] : [];
  }

  /** A text as it was before it was moved out. */
  text(value: unknown): string {
    if (typeof value !== "string") return "";
    const hash = /^attachment:\/\/([0-9a-f]{1,128})$/.exec(value)?.[1];
    const moved =
      hash !== undefined && Object.hasOwn(this.attachments, hash) ? this.attachments[hash] : undefined;
    return typeof moved === "string" ? moved : value;
  }

  /** The texts of a message's or result's content; thoughts apart. */
  content(content: unknown): { text: string; thought: string } {
    if (!Array.isArray(content)) return { text: this.text(content), thought: "" };
    const texts: string[] = [];
    const thoughts: string[] = [];
    for (const part of content) {
      if (!isObject(part)) texts.push(this.text(part));
      else if (part["type"] === "reasoning") thoughts.push(this.text(part["reasoning"]));
      else if (typeof part["text"] === "string") texts.push(this.text(part["text"]));
    }
    const joined = (list: string[]) => list.filter((text) => text !== "").join("\n");
    return { text: joined(texts), thought: joined(thoughts) };
  }

  /** The prompt of a model call: its own messages, and those that it refers to. */
  prompt(event: Fields): Fields[] {
    const own = Array.isArray(event["input"]) ? event["input"] : [];
    const refs = Array.isArray(event["input_refs"]) ? event["input_refs"] : [];
    const referred = refs.flatMap((range) => {
      const [from, to] = Array.isArray(range) ? range : [];
      return Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0
        ? this.messages.slice(from, to)
        : [];
    });
    return [...referred, ...own].filter(isObject);
  }
}
