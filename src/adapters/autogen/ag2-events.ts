import { isObject } from "../../core/json.ts";
import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import { placedRecords, probedRecords } from "../placed-records.ts";
import type { TraceSource } from "../source.ts";
import { AG2_END_REASONS, ag2EndReason } from "./ag2-end.ts";
import { textOf } from "./agentchat-content.ts";
import type { RunEnd } from "./agentchat-end.ts";
import { type ClassicMessage, classicMessage } from "./classic-message.ts";
import { ClassicRun } from "./classic-run.ts";
import { splitChats } from "./classic-split.ts";
import { addUsage } from "./classic-usage.ts";
import { SELECTING } from "./transcript.ts";

const FORMAT = "autogen/ag2-events";
const MESSAGES = new Set(["text", "tool_call", "tool_response", "function_call", "function_response"]);
/** Events that tell of nothing else than the messages do, or of the framework's own doings. */
const OTHERS = new Set([
  "execute_function",
  "executed_function",
  "group_chat_run_chat",
  "group_chat_resume",
  "clear_agents_history",
  "clear_conversable_agent_history",
  "speaker_attempt_successful",
  "speaker_attempt_failed_multiple_agents",
  "speaker_attempt_failed_no_agents",
  "select_speaker",
  "select_speaker_try_count_exceeded",
  "termination_and_human_reply_no_input",
  "usage_summary",
  "input_request",
]);
const CONTROL = new Set([
  "execute_code_block",
  "generate_code_execution_reply",
  "using_auto_reply",
  "post_carryover_processing",
  "termination",
  "error",
  "run_completion",
]);

interface ReadEvent {
  type: string;
  content: Record<string, unknown>;
}

function eventIn(value: unknown): ReadEvent | null {
  if (!isObject(value) || typeof value.type !== "string" || !isObject(value.content)) return null;
  if (typeof value.content.uuid !== "string") return null;
  const { type, content } = value;
  return MESSAGES.has(type) || OTHERS.has(type) || CONTROL.has(type) ? { type, content } : null;
}

function recognise(source: TraceSource): Recognition | null {
  const values = probedRecords(source);
  const hits = values.filter((value) => eventIn(value) !== null).length;
  if (hits === 0 || hits * 2 < values.length) return null;
  return { score: 0.95, format: FORMAT, why: `${hits} events with type, content and uuid` };
}

/** One `run()`: its messages until it is completed, fails or the next one begins. */
class EventRun {
  readonly messages: ClassicMessage[] = [];
  private readonly losses: [code: string, detail: string][] = [];
  private key: string | null = null;
  private end: RunEnd | null = null;
  private completion: { content: Record<string, unknown>; locator: string } | null = null;
  private chats = 0;
  private selections = 0;
  private ranCode = false;
  private autoReply = false;

  get isOver(): boolean {
    return this.completion !== null || this.end?.reason === "error";
  }

  add({ type, content }: ReadEvent, locator: string): void {
    this.key ??= textOf(content.uuid) || null;
    if (MESSAGES.has(type)) this.addMessage(content, locator);
    else if (type === "execute_code_block" || type === "generate_code_execution_reply") this.ranCode = true;
    else if (type === "using_auto_reply") this.autoReply = true;
    else if (type === "post_carryover_processing") this.chats += 1;
    else if (type === "termination") {
      const detail = textOf(content.termination_reason);
      this.end = { reason: ag2EndReason(detail), detail, locator };
    } else if (type === "error") {
      const detail = textOf(content.error) || JSON.stringify(content.error ?? null);
      // What fails once the chat has ended is the framework's summary of it.
      if (this.end === null) this.end = { reason: "error", detail, locator };
      else this.losses.push(["error-after-end", "an error of the framework after the chat had ended"]);
    } else if (type === "run_completion") this.completion = { content, locator };
  }

  *runs(format: string): Generator<AdapterEvent> {
    const chats = splitChats(this.messages, []);
    for (const [at, chat] of chats.entries()) {
      const last = at === chats.length - 1;
      const locator = chat.messages[0]?.locator ?? "";
      const run = new ClassicRun(chat.messages, { framework: "ag2", format, locator, recipients: true });
      for (const sentence of chat.inferred) run.builder.infer(sentence);
      if (last) this.addLosses(run);
      const unknown: RunEnd = { reason: "unknown", detail: null, locator: null };
      const end = last
        ? (this.end ?? { ...unknown, reason: this.isOver ? "unknown" : "truncated" })
        : unknown;
      const draft = run.finish(end);
      draft.nativeKey = this.key === null ? null : `${this.key}#${at}`;
      yield { type: "run", draft };
    }
  }

  private addLosses(run: ClassicRun): void {
    for (const [code, detail] of this.losses) run.builder.lose(code, detail);
    if (this.selections > 0) {
      const detail = "the manager's choice of the next speaker is no agent's step";
      run.builder.lose("speaker-selection", detail, this.selections);
    }
    if (this.completion === null) return;
    run.builder.lose("result-echo", "the completion repeats every message as history");
    addUsage(run.builder, this.completion.content.cost, this.completion.locator);
  }

  private addMessage(content: Record<string, unknown>, locator: string): void {
    const sender = textOf(content.sender);
    const recipient = textOf(content.recipient);
    if (SELECTING.has(sender) && SELECTING.has(recipient)) {
      this.selections += 1;
      return;
    }
    const role = textOf(content.role) || ("function_call" in content ? "assistant" : "user");
    const read = classicMessage({ ...content, role }, locator, sender || null, (...loss) =>
      this.losses.push(loss),
    );
    const message = Object.assign(read, { name: sender || read.name, to: recipient || null });
    message.ranCode = this.ranCode;
    message.autoReply = this.autoReply;
    if (this.chats > 0) message.phase = `chat ${this.chats}`;
    this.ranCode = false;
    this.autoReply = false;
    this.messages.push(message);
  }
}

async function* read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
  let run = new EventRun();
  for await (const { value, locator } of placedRecords(source)) {
    const event = eventIn(value);
    if (event === null) {
      yield {
        type: "problem",
        problem: { locator, code: "unknown-record", message: "no event of AG2 that is known" },
      };
      continue;
    }
    if (run.isOver && MESSAGES.has(event.type)) {
      yield* run.runs(format);
      run = new EventRun();
    }
    run.add(event, locator);
  }
  yield* run.runs(format);
}

/** AG2 before 1.0: the events of `run()`, as JSON. */
export const autogenAg2Events: TraceAdapter = {
  meta: {
    id: "autogen-ag2-events",
    version: 1,
    family: "autogen",
    formats: [
      {
        format: FORMAT,
        title: "AG2 classic events of run()",
        signs: ["type", "content", "uuid", "sender", "recipient"],
        writtenBy: "one `model_dump_json()` a line for each of `agent.run(…).events`, or a list of them",
        tested: "ag2 0.14.0",
        carries:
          "messages with sender and addressee, tool calls and results with ids, how the run ended, tokens of two-agent chats as a total",
        loses: "times, models, system prompts, tokens of group chats and of runs that fail",
        endReasons: {
          ...AG2_END_REASONS,
          "an error event": "error",
          "neither termination, error nor run_completion": "truncated",
        },
      },
    ],
  },
  recognise,
  read,
};
