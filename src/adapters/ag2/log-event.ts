import { isCount, isObject } from "../../core/json.ts";
import type { Tokens } from "../../core/run.ts";
import { items, textOf } from "../autogen/agentchat-content.ts";

/** One line of an agent's event log. */
export interface AgentEvent {
  /** Class of the event, without the path of its module. */
  type: string;
  data: Record<string, unknown>;
  locator: string;
}

const EVENT_PATH = /^(?:[A-Za-z_]\w{0,60}\.){1,12}([A-Za-z_]\w{0,80})$/;

/** The event of a record; null where the record is none. */
export function agentEvent(value: unknown, locator: string): AgentEvent | null {
  if (!isObject(value) || typeof value.type !== "string" || !isObject(value.data)) return null;
  if (typeof value.data.created_at !== "number") return null;
  const type = EVENT_PATH.exec(value.type)?.[1];
  return type === undefined ? null : { type, data: value.data, locator };
}

/** The text parts of a request, a message or a result; `skipped` is called for each part that is no text. */
export function textOfParts(parts: unknown, skipped: () => void): string {
  const texts: string[] = [];
  for (const [, part] of items(parts)) {
    if (typeof part.content === "string") texts.push(part.content);
    else if (part.data !== undefined && textOf(part.__event__).endsWith("DataInput")) {
      texts.push(JSON.stringify(part.data));
    } else skipped();
  }
  return texts.join("\n");
}

/** A dataclass stands in a wrapper that names its class. */
export function unwrapped(value: unknown): Record<string, unknown> {
  if (!isObject(value)) return {};
  return "__dataclass__" in value && isObject(value.data) ? value.data : value;
}

export function tokensOf(usage: unknown): Tokens | null {
  const { prompt_tokens: input, completion_tokens: output } = unwrapped(usage);
  return isCount(input) && isCount(output) ? { input, output } : null;
}
