import { isEndUser } from "./agents.ts";
import type { Entry } from "./conversation.ts";

/** Replies that keep a conversation going or close it, but ask for nothing new. */
const ACKNOWLEDGEMENT =
  /^\W*(?:thanks?(?: you| a lot| so much)?|thx|ok(?:ay)?|yes|no|y|n|sure|great|perfect|continue|go on|proceed|bye)\b.{0,40}$/is;

/**
 * Cuts a thread into its runs: a new run begins where, after an answer, the caller writes something of their own.
 * An answer that asks back, an acknowledgement or the same words again (a restart) begins none.
 */
export function splitTurns(entries: readonly Entry[]): Entry[][] {
  const turns: Entry[][] = [[]];
  const asked = new Set<string>();
  let answered = false;
  for (const entry of entries) {
    if (entry.kind === "message") {
      const { message } = entry;
      if (isCaller(entry)) {
        const text = message.text.trim();
        if (answered && !asked.has(text) && text !== "" && !ACKNOWLEDGEMENT.test(text)) turns.push([]);
        asked.add(text);
        answered = false;
      } else if (message.role === "ai") {
        answered = message.calls.length === 0 && message.text !== "" && !message.text.trimEnd().endsWith("?");
      } else if (message.role === "tool") {
        answered = answered && message.handoffBack;
      }
    } else if (entry.kind === "interrupt") {
      answered = false;
    }
    turns[turns.length - 1]?.push(entry);
  }
  return turns.filter((turn) => turn.length > 0);
}

/** The person outside: a human message that no node wrote and that names no agent. */
export function isCaller(entry: Entry): boolean {
  if (entry.kind !== "message" || entry.message.role !== "human" || entry.seen.byNode) return false;
  return entry.message.name === null || isEndUser(entry.message.name);
}
