import { isObject } from "../../core/json.ts";
import type { AdapterEvent } from "../adapter.ts";
import { textOf } from "./agentchat-content.ts";
import { endReasonOf, type RunEnd } from "./agentchat-end.ts";
import { AgentchatRun, type ChatRecord } from "./agentchat-run.ts";

const MESSAGE_TYPE = /(?:Message|Event)(?:\[[^\]]{0,200}\])?$/;

export function isChatMessage(value: unknown): value is Record<string, unknown> {
  if (!isObject(value) || typeof value.source !== "string" || typeof value.type !== "string") return false;
  // An execution has a result, and a request for input an id, in place of a content.
  if (!("content" in value || "result" in value || "request_id" in value)) return false;
  return MESSAGE_TYPE.test(value.type);
}

export function isTaskResult(value: unknown): value is Record<string, unknown> & { messages: unknown[] } {
  if (!isObject(value) || !Array.isArray(value.messages)) return false;
  return value.messages.length === 0 ? "stop_reason" in value : value.messages.some(isChatMessage);
}

/**
 * Cuts what `run_stream` yields into runs. A TaskResult closes a run; it repeats the messages that were streamed
 * before it and is read in full only where there were none.
 */
export class AgentchatStream {
  private readonly format: string;
  private records: ChatRecord[] = [];
  /** A run that ended by handing over to a person and may go on with that person's answer. */
  private waiting: RunEnd | null = null;

  constructor(format: string) {
    this.format = format;
  }

  *add(value: unknown, locator: string): Generator<AdapterEvent> {
    if (isTaskResult(value)) {
      yield* this.flushWaiting();
      if (this.records.length === 0) yield* this.addAll(value.messages, locator);
      const detail = typeof value.stop_reason === "string" ? value.stop_reason : null;
      const end: RunEnd = {
        reason: "unknown",
        detail,
        locator: detail === null ? null : `${locator}/stop_reason`,
      };
      if (detail === null && this.speakers() === 1) end.reason = "completed";
      if (detail !== null && endReasonOf(detail, false) === "waiting") this.waiting = end;
      else yield this.close(end);
    } else if (isChatMessage(value)) {
      if (this.waiting !== null && value.source !== "user") yield* this.flushWaiting();
      this.waiting = null;
      this.records.push({ value, locator, nested: true });
    } else {
      yield {
        type: "problem",
        problem: {
          locator,
          code: "unknown-record",
          message: "neither a message nor a TaskResult of AutoGen AgentChat",
        },
      };
    }
  }

  /** What is left when the source ends: without a TaskResult the run broke off. */
  *end(): Generator<AdapterEvent> {
    yield* this.flushWaiting();
    if (this.records.length === 0) return;
    const asked = textOf(this.records.at(-1)?.value.type) === "UserInputRequestedEvent";
    yield this.close({ reason: asked ? "waiting" : "truncated", detail: null, locator: null });
  }

  private *addAll(messages: readonly unknown[], locator: string): Generator<AdapterEvent> {
    for (let index = 0; index < messages.length; index += 1) {
      const value = messages[index];
      const at = `${locator}/messages/${index}`;
      if (isChatMessage(value)) this.records.push({ value, locator: at, nested: true });
      else
        yield {
          type: "problem",
          problem: { locator: at, code: "unknown-record", message: "no message of AutoGen AgentChat" },
        };
    }
  }

  private *flushWaiting(): Generator<AdapterEvent> {
    if (this.waiting === null) return;
    const end = this.waiting;
    this.waiting = null;
    yield this.close(end);
  }

  private speakers(): number {
    return new Set(this.records.map(({ value }) => value.source).filter((name) => name !== "user")).size;
  }

  private close(end: RunEnd): AdapterEvent {
    const first = this.records[0];
    const run = new AgentchatRun(this.records, {
      format: this.format,
      locator: first === undefined ? (end.locator ?? "") : first.locator,
      nativeKey: textOf(first?.value.id) || null,
    });
    if (end.reason === "truncated") run.infer("no TaskResult closes the messages, so the run broke off");
    this.records = [];
    return { type: "run", draft: run.finish(end) };
  }
}
