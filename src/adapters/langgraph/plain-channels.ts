import { toJson } from "./chat-message.ts";

/** What was last seen in the channels of a state that hold no messages. */
export class PlainChannels {
  private readonly scopes = new Map<string, Map<string, string>>();

  /** Whether a channel's text is new: states repeat what has not changed. */
  isNew(scope: string, channel: string, text: string): boolean {
    const known = this.scopes.get(scope) ?? new Map<string, string>();
    this.scopes.set(scope, known);
    if (known.get(channel) === text) return false;
    known.set(channel, text);
    return true;
  }
}

/** The words in a plain channel: text as it stands, anything else as JSON; "" for what carries no words. */
export function channelText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  const text = JSON.stringify(toJson(value));
  return text === "[]" || text === "{}" ? "" : text;
}
