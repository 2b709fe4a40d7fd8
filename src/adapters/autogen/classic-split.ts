import type { ClassicMessage } from "./classic-message.ts";
import { isCodeResult, kindsOf, templatesOf } from "./classic-run.ts";
import { endsWithStopWord } from "./stop-words.ts";

export interface Chat {
  messages: ClassicMessage[];
  inferred: string[];
}

const THANKS =
  /^(?:ok(?:ay)?|thanks?|thank you|great|perfect|good(?: job)?|yes|no|exit|continue|bye)\b[^?]{0,40}$/i;
/** Fewer words are a remark on the answer rather than a task. */
const LEAST_WORDS = 5;

/**
 * Cuts a list into the runs that it holds: one begins where, after a final answer, the agent that gave the first task
 * speaks in words of its own. Empty, repeated, thanking and code-result replies never begin one, nor do other agents;
 * without a final answer it stays one run. `ends` holds the positions after which the framework announced an end.
 */
export function splitChats(messages: readonly ClassicMessage[], ends: readonly number[]): Chat[] {
  const kinds = kindsOf(messages);
  const templates = templatesOf(messages, kinds);
  const announced = new Set(ends);
  const chats: Chat[] = [];
  let open: Chat = { messages: [], inferred: [] };
  for (const [at, message] of messages.entries()) {
    const before = messages[at - 1];
    const answered = before !== undefined && (announced.has(at - 1) || endsWithStopWord(before.text ?? ""));
    if (answered && before !== undefined && asksAnew(message, open, templates)) {
      chats.push(open);
      open = {
        messages: [],
        inferred: ["a new run begins where the initiator speaks again after a final answer"],
      };
    }
    open.messages.push(message);
  }
  if (open.messages.length > 0) chats.push(open);
  return chats;
}

function asksAnew(message: ClassicMessage, chat: Chat, templates: ReadonlySet<string>): boolean {
  const { name, text, results, calls } = message;
  // The chats of one `initiate_chats` are parts of one piece of work.
  if (message.phase !== undefined) return false;
  if (name === null || name !== chat.messages[0]?.name || text === null) return false;
  if (results.length > 0 || calls.length > 0 || message.ranCode === true || isCodeResult(message))
    return false;
  if (templates.has(`${name}\0${text}`)) return false;
  const words = text.trim();
  return words.split(/\s+/, LEAST_WORDS).length >= LEAST_WORDS && !THANKS.test(words);
}
