import type { ChatMessage } from "./chat-message.ts";
import type { MessageEntry } from "./conversation.ts";

/** Providers' ids (`chatcmpl-…`, used by LangGraph.js) are unique for one provider only. */
export function isProviderId(id: string): boolean {
  return /^(?:chatcmpl|msg|resp)[-_]/.test(id);
}

/** What two sightings of one message have in common, beside an id. */
export function printOf({ role, callId, text, calls }: ChatMessage): string {
  const asked = calls.map((call) => call.id ?? `${call.tool} ${JSON.stringify(call.args)}`);
  return [role, callId ?? "", text, ...asked].join("\0");
}

/** Messages of the same words, in the order in which they were met. */
export class AlikeMessages {
  readonly entries: MessageEntry[] = [];
  private named = 0;

  /** The first one that has no id yet; ids are never taken away, so that what was passed once stays passed. */
  firstUnnamed(): MessageEntry | null {
    while (this.named < this.entries.length && this.entries[this.named]?.message.id !== null) this.named += 1;
    return this.entries[this.named] ?? null;
  }
}
