import type { ChatMessage } from "./chat-message.ts";
import type { MessageEntry } from "./conversation.ts";

/** Providers' ids (`chatcmpl-…`, used by LangGraph.js) are unique for one provider only. */
export function isProviderId(id: string): boolean {
  return /^(?:chatcmpl|msg|resp)[-_]/.test(id);
}

/** UTF-16 units at either end of a text that tell nearly all texts of a run apart. */
const EDGE = 48;

/** Messages of the same role, words and calls, in the order in which they were met. */
export class AlikeMessages {
  readonly text: string;
  readonly entries: MessageEntry[] = [];
  private named = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** The first one that has no id yet; ids are never taken away, so that what was passed once stays passed. */
  firstUnnamed(): MessageEntry | null {
    while (this.named < this.entries.length && this.entries[this.named]?.message.id !== null) this.named += 1;
    return this.entries[this.named] ?? null;
  }
}

/**
 * The messages of a run by what two sightings of one have in common beside an id. Looked up by the ends of a text: the
 * whole of it as a key would be copied and hashed for every message, and hardly ever tells more.
 */
export class MessageGroups {
  private readonly byEnds = new Map<string, AlikeMessages>();
  /** Those whose ends are those of another. */
  private readonly byText = new Map<string, AlikeMessages>();

  /** The group of this message, a new and empty one where there is none yet. */
  of({ role, callId, text, calls }: ChatMessage): AlikeMessages {
    const asked = calls.map((call) => call.id ?? `${call.tool} ${JSON.stringify(call.args)}`);
    const ends = text.length > 2 * EDGE ? text.slice(0, EDGE) + text.slice(-EDGE) : text;
    const key = [role, callId ?? "", text.length, ends, ...asked].join("\0");
    const first = this.byEnds.get(key);
    if (first === undefined) return added(this.byEnds, key, text);
    if (first.text === text) return first;
    const whole = `${key}\0${text}`;
    return this.byText.get(whole) ?? added(this.byText, whole, text);
  }
}

function added(groups: Map<string, AlikeMessages>, key: string, text: string): AlikeMessages {
  const group = new AlikeMessages(text);
  groups.set(key, group);
  return group;
}
