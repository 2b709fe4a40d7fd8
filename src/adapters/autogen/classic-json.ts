import { isObject } from "../../core/json.ts";
import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import type { TraceSource } from "../source.ts";
import { textOf } from "./agentchat-content.ts";
import { type ClassicMessage, classicMessage, isClassicMessage } from "./classic-message.ts";
import { ClassicRun } from "./classic-run.ts";
import { isNameless, speakersOf } from "./classic-speakers.ts";
import { splitChats } from "./classic-split.ts";
import { addUsage } from "./classic-usage.ts";

const CHAT_RESULT = "autogen/chat-result";
const MESSAGES = "autogen/chat-messages";
/** How a chat's first message continues where an earlier chat's summary is carried over. */
const CARRYOVER = "\nContext: \n";

function isChatResult(value: unknown): value is Record<string, unknown> & { chat_history: unknown[] } {
  if (!isObject(value) || !Array.isArray(value.chat_history)) return false;
  return "cost" in value || "human_input" in value || value.chat_history.some(isClassicMessage);
}

/** A list of messages that only this framework writes so: joined tool responses, or a name on every speaker. */
function looksClassic(messages: readonly unknown[]): boolean {
  const chat = messages.filter(isClassicMessage);
  if (chat.length === 0 || chat.length * 5 < messages.length * 4) return false;
  if (chat.some((message) => Array.isArray(message.tool_responses))) return true;
  if (chat.some((message) => message.role === "system")) return false;
  const named = chat.filter((message) => textOf(message.name) !== "");
  return named.length === chat.length && new Set(named.map((message) => message.name)).size > 1;
}

/** All conversations of one agent, as `chat_messages` keeps them: lists by the partner's name. */
function isByPartner(value: unknown): value is Record<string, unknown[]> {
  if (!isObject(value)) return false;
  const lists = Object.values(value);
  return (
    lists.length > 0 &&
    lists.every((list) => Array.isArray(list) && list.length > 0 && list.every(isClassicMessage))
  );
}

function recognise({ probe }: TraceSource): Recognition | null {
  if (probe.kind === "records") {
    const results = probe.records.filter(({ value }) => isChatResult(value)).length;
    if (results * 2 <= probe.records.length) return null;
    return { score: 0.95, format: CHAT_RESULT, why: `${results} records with chat_history and cost` };
  }
  if (probe.kind !== "json") return null;
  const { value } = probe;
  if (isChatResult(value) || (Array.isArray(value) && value.length > 0 && value.every(isChatResult))) {
    return { score: 0.95, format: CHAT_RESULT, why: "chat_history with summary, cost or human_input" };
  }
  if (isByPartner(value) && !("messages" in value)) {
    return { score: 0.85, format: MESSAGES, why: "lists of messages by the name of the partner" };
  }
  const messages = isObject(value) ? value.messages : value;
  if (!Array.isArray(messages) || !looksClassic(messages)) return null;
  return { score: 0.8, format: MESSAGES, why: "messages with tool_responses, or with a name each" };
}

async function* read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
  const { probe } = source;
  if (probe.kind === "records") {
    for await (const batch of source.records()) {
      for (const { value, line } of batch) {
        if (isChatResult(value)) yield* readChats([{ value, locator: `line:${line}` }], false);
        else yield notAChat(`line:${line}`);
      }
    }
  } else if (probe.kind === "json") {
    const { value, damage } = probe;
    if (format === CHAT_RESULT) {
      const list: readonly unknown[] = Array.isArray(value) ? value : [value];
      const chats = list.map((chat, index) => ({
        value: chat,
        locator: Array.isArray(value) ? `/${index}` : "",
      }));
      yield* readChats(chats, damage !== null);
    } else if (isByPartner(value) && !("messages" in value)) {
      yield* readInOrder(partsByPartner(value), damage !== null);
    } else {
      const nested = isObject(value);
      const messages = nested ? value.messages : value;
      if (!Array.isArray(messages)) return;
      yield* readParts(
        [{ values: messages, pointer: nested ? "/messages" : "", result: null, partner: null }],
        damage !== null,
      );
    }
  }
}

function notAChat(locator: string): AdapterEvent {
  return {
    type: "problem",
    problem: { locator, code: "unknown-record", message: "no message of AutoGen 0.2 or AG2 here" },
  };
}

interface Part {
  values: readonly unknown[];
  pointer: string;
  result: Record<string, unknown> | null;
  /** The party of a two-sided list that does not own it; null where the source does not say. */
  partner: string | null;
}

function partsByPartner(lists: Record<string, unknown[]>): Part[] {
  return Object.entries(lists).map(([partner, values]) => {
    const pointer = `/${partner.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    return { values, pointer, result: null, partner };
  });
}

function* readChats(
  chats: readonly { value: unknown; locator: string }[],
  damaged: boolean,
): Generator<AdapterEvent> {
  const parts: Part[] = [];
  for (const { value, locator } of chats) {
    if (!isChatResult(value)) yield notAChat(locator);
    else
      parts.push({
        values: value.chat_history,
        pointer: `${locator}/chat_history`,
        result: value,
        partner: null,
      });
  }
  yield* readInOrder(parts, damaged);
}

/** Chats of one `initiate_chats` are phases of one run: a chat's first message carries the summary before it on. */
function* readInOrder(all: readonly Part[], damaged: boolean): Generator<AdapterEvent> {
  let parts: Part[] = [];
  for (const part of all) {
    const [first] = part.values;
    const carried = isObject(first) && textOf(first.content).includes(CARRYOVER);
    if (!carried && parts.length > 0) {
      yield* readParts(parts, false);
      parts = [];
    }
    parts.push(part);
  }
  if (parts.length > 0) yield* readParts(parts, damaged);
}

function* readParts(parts: readonly Part[], damaged: boolean): Generator<AdapterEvent> {
  const losses: [code: string, detail: string][] = [];
  const messages: ClassicMessage[] = [];
  let unnamed = false;
  let ag2 = false;
  for (const [at, { values, pointer, result, partner }] of parts.entries()) {
    const speakers = speakersOf(values, partner);
    unnamed ||= values.some((value) => isClassicMessage(value) && isNameless(value));
    ag2 ||= isAg2(values, result);
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      if (!isClassicMessage(value)) {
        yield notAChat(`${pointer}/${index}`);
        continue;
      }
      const speaker = speakers[index] ?? null;
      const message = classicMessage(value, `${pointer}/${index}`, speaker, (...loss) => losses.push(loss));
      if (parts.length > 1) message.phase = `chat ${at + 1}`;
      messages.push(message);
    }
  }
  if (messages.length === 0) yield notAChat(parts[0]?.pointer ?? "");
  const whole = parts.length === 1 ? parts[0] : undefined;
  const recipients = whole !== undefined && (whole.result ?? whole.partner) !== null && addressPair(messages);
  const chats = whole === undefined ? [{ messages, inferred: [] }] : splitChats(messages, []);
  for (const [at, chat] of chats.entries()) {
    const last = at === chats.length - 1;
    const run = new ClassicRun(chat.messages, {
      framework: ag2 ? "ag2" : "autogen",
      format: parts[0]?.result === null ? MESSAGES : CHAT_RESULT,
      locator: chats.length === 1 ? (whole?.pointer ?? "") : (chat.messages[0]?.locator ?? ""),
      recipients,
    });
    for (const sentence of chat.inferred) run.builder.infer(sentence);
    for (const [code, detail] of losses) run.builder.lose(code, detail);
    if (unnamed)
      run.builder.infer("speakers of messages without a name are told by their partners and roles");
    if (last) {
      for (const { pointer, result } of parts)
        addUsage(run.builder, result?.cost, pointer.replace(/chat_history$/, "cost"));
    }
    yield {
      type: "run",
      draft: run.finish({ reason: last && damaged ? "truncated" : "unknown", detail: null, locator: null }),
    };
  }
}

/** AG2 writes the text None beside calls, and chat ids of 128 bits. */
function isAg2(values: readonly unknown[], result: Record<string, unknown> | null): boolean {
  if (typeof result?.chat_id === "number" && result.chat_id > Number.MAX_SAFE_INTEGER) return true;
  return values.some(
    (value) => isObject(value) && value.content === "None" && Array.isArray(value.tool_calls),
  );
}

/** In a chat of two each message goes to the other one. */
function addressPair(messages: readonly ClassicMessage[]): boolean {
  const names = [...new Set(messages.map(({ name }) => name))];
  if (names.length !== 2 || names.includes(null)) return false;
  for (const message of messages) message.to = names.find((name) => name !== message.name) ?? null;
  return true;
}

/** AutoGen 0.2 and AG2 before 1.0: messages of a chat or group chat and ChatResults, as JSON. */
export const autogenClassicJson: TraceAdapter = {
  meta: {
    id: "autogen-classic-json",
    version: 1,
    family: "autogen",
    formats: [
      {
        format: MESSAGES,
        title: "AutoGen 0.2 / AG2 chat messages",
        signs: ["name", "content", "role"],
        writtenBy:
          "`json.dump(groupchat.messages, file)`, an agent's `chat_messages[other]`, or all of its `chat_messages` by the other's name",
        tested: "autogen-agentchat 0.2.40, ag2 0.14.0",
        carries: "messages with their speakers, tool calls and results with ids",
        loses: "times, tokens, models, system prompts, recipients, how the chat ended",
        endReasons: { "last message ends with TERMINATE": "completed", "anything else": "unknown" },
      },
      {
        format: CHAT_RESULT,
        title: "AutoGen 0.2 / AG2 ChatResult",
        signs: ["chat_history", "cost", "human_input", "summary"],
        writtenBy:
          "`json.dump(dataclasses.asdict(result), file)` after `result = agent.initiate_chat(…)`, or a list of them",
        tested: "autogen-agentchat 0.2.40, ag2 0.14.0",
        carries:
          "messages with their speakers, tool calls and results with ids, tokens of two-agent chats as a total",
        loses:
          "times, system prompts, how the chat ended; of a group chat the members' messages unless the initiator is a member",
        endReasons: { "last message ends with TERMINATE": "completed", "anything else": "unknown" },
      },
    ],
  },
  recognise,
  read,
};
