import { isObject } from "../../core/json.ts";
import type { Json } from "../../core/run.ts";
import { parsedOrText } from "../json-text.ts";

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The object items of a list with their positions; anything else counts as an empty list. */
export function items(value: unknown): [index: number, item: Record<string, unknown>][] {
  if (!Array.isArray(value)) return [];
  const found: [number, Record<string, unknown>][] = [];
  for (let index = 0; index < value.length; index += 1) {
    const item: unknown = value[index];
    if (isObject(item)) found.push([index, item]);
  }
  return found;
}

/** The contents of results or memories, one below the other. */
export function joinedContents(content: unknown): string {
  return items(content)
    .map(([, item]) => textOf(item.content))
    .join("\n");
}

/** Arguments as the framework writes them: JSON text, parsed where it parses. */
export function parsedArguments(value: unknown): Json {
  if (typeof value === "string") return parsedOrText(value);
  return isObject(value) ? (value as Json) : null;
}

/** Called for each part of a message that a text cannot hold. */
export type ReportLoss = (code: string, detail: string) => void;

/** The words of a message: text as it is, the texts of a multi-modal one, a structured one as JSON. */
export function messageText(value: Record<string, unknown>, lose: ReportLoss): string {
  const { content } = value;
  if (typeof content === "string") return content;
  if (Array.isArray(content)) {
    const parts: string[] = [];
    for (const part of content as unknown[]) {
      if (typeof part === "string") parts.push(part);
      else if (isObject(part) && typeof part.text === "string") parts.push(part.text);
      else lose("image", "images and other media inside messages");
    }
    return parts.join("\n");
  }
  if (content === undefined || content === null) return "";
  return JSON.stringify(content);
}

/** Magentic-One's ledger message begins by repeating task and team; its own words begin with the fact sheet. */
const LEDGER_HEAD = /^\s*We are working to address the following user request:/;
const LEDGER_FACTS = "Here is an initial fact sheet to consider:";

/** The orchestrator's own words of a ledger message; any other text as it is. */
export function withoutTaskEcho(text: string): string {
  if (!LEDGER_HEAD.test(text)) return text;
  const facts = text.indexOf(LEDGER_FACTS);
  return facts < 0 ? text : text.slice(facts);
}
