import { textOf } from "./agentchat-content.ts";
import { isClassicMessage } from "./classic-message.ts";

/** Names for the two parties of a chat that names neither: the first releases of 0.2 wrote none. */
const INITIATOR = "initiator";
const RESPONDER = "responder";

/** Whether a message has no speaker's name: calls in two-agent chats, and all messages before 0.2.36. */
export function isNameless(message: Record<string, unknown>): boolean {
  return message.role !== "system" && message.role !== "function" && textOf(message.name) === "";
}

/**
 * The speaker of each message; null where nothing tells. A list belongs to one party, for whom `assistant` is its own
 * and `user` the other's; but calls always have the role `assistant`, so they go to the partner of the one who carries
 * them out, else of the one who spoke before. `partner`: the other party's name, where the list stands under it.
 */
export function speakersOf(values: readonly unknown[], partner: string | null = null): (string | null)[] {
  const parties = partiesOf(values, partner);
  const other = (name: string | null): string | null =>
    name === null ? null : (parties.all.find((each) => each !== name) ?? null);
  const speakers: (string | null)[] = [];
  for (const [at, value] of values.entries()) {
    if (!isClassicMessage(value)) speakers.push(null);
    else if (!isNameless(value)) speakers.push(value.role === "function" ? null : textOf(value.name) || null);
    else if (parties.all.length !== 2) speakers.push(null);
    else if (Array.isArray(value.tool_calls) || "function_call" in value) {
      speakers.push(other(executorAfter(values, at)) ?? other(speakers.at(-1) ?? null));
    } else speakers.push(value.role === "user" ? parties.others : parties.own);
  }
  return speakers;
}

/** The name on the results that follow a call. */
function executorAfter(values: readonly unknown[], at: number): string | null {
  const next = values[at + 1];
  return isClassicMessage(next) && next.role === "tool" ? textOf(next.name) || null : null;
}

interface Parties {
  all: string[];
  /** Who speaks with the role `assistant` and who with `user`. */
  own: string | null;
  others: string | null;
}

/** The two parties where there are two; a partner who is never named gets a placeholder. */
function partiesOf(values: readonly unknown[], partner: string | null): Parties {
  const byRole = { assistant: new Set<string>(), user: new Set<string>() };
  for (const value of values) {
    if (!isClassicMessage(value) || value.role === "system" || value.role === "function") continue;
    const name = textOf(value.name);
    if (name !== "") byRole[value.role === "user" ? "user" : "assistant"].add(name);
  }
  const all = [...new Set([...byRole.assistant, ...byRole.user])];
  if (all.length > 2) return { all, own: null, others: null };
  const own = [...byRole.assistant][0] ?? INITIATOR;
  const others =
    [...byRole.user].find((name) => name !== own) ?? all.find((name) => name !== own) ?? partner ?? RESPONDER;
  return { all: [own, others], own, others };
}
