import { isObject } from "../../core/json.ts";
import type { AdapterEvent } from "../adapter.ts";
import { textOf } from "./agentchat-content.ts";
import { endReasonOf, type RunEnd } from "./agentchat-end.ts";
import { handoffTarget } from "./agentchat-handoffs.ts";
import { HOLLOW_REASON, isHollowMessage, withoutWords } from "./agentchat-hollow.ts";
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
 * Cuts the messages of one source into runs: an end (a TaskResult, a Summary) closes a run; the answer to a run that
 * waits for a person continues it.
 */
export class AgentchatRuns {
  private readonly format: string;
  private readonly reasoning: boolean;
  private records: ChatRecord[] = [];
  private ended = 0;
  /** A run that ended by handing over to a person and may go on with that person's answer. */
  private waiting: RunEnd | null = null;
  private notes: string[] = [];
  private losses: [code: string, detail: string, count: number][] = [];

  constructor(format: string, reasoning = true) {
    this.format = format;
    this.reasoning = reasoning;
  }

  /** Whether a run is open in which an agent has spoken. */
  get underWay(): boolean {
    return this.waiting === null && this.records.some(({ value }) => value.source !== "user");
  }

  /** How many agents have spoken in the open run. */
  get speakers(): number {
    return new Set(this.records.map(({ value }) => value.source).filter((name) => name !== "user")).size;
  }

  get last(): ChatRecord | undefined {
    return this.records.at(-1);
  }

  /** Whether the last words are a handover to the plain user, whose answer continues the run. */
  get handedToUser(): boolean {
    const value = this.last?.value;
    return value?.type === "HandoffMessage" && handoffTarget(value).toLowerCase() === "user";
  }

  get length(): number {
    return this.records.length;
  }

  /** Messages since the last end, which a run that waited for a person has left behind it. */
  get lengthSinceEnd(): number {
    return this.records.length - this.ended;
  }

  *add(record: ChatRecord): Generator<AdapterEvent> {
    if (this.waiting !== null && record.value.source !== "user") yield* this.closeWaiting();
    this.waiting = null;
    this.records.push(record);
  }

  /** Something inferred about the run that is open. */
  note(sentence: string): void {
    this.notes.push(sentence);
  }

  lose(code: string, detail: string, count = 1): void {
    this.losses.push([code, detail, count]);
  }

  *end(end: RunEnd): Generator<AdapterEvent> {
    if (this.records.length === 0 && end.detail === null) return;
    if (end.detail !== null && endReasonOf(end.detail, false) === "waiting") {
      this.waiting = end;
      this.ended = this.records.length;
    } else yield this.close(end);
  }

  *closeWaiting(): Generator<AdapterEvent> {
    if (this.waiting === null) return;
    const end = this.waiting;
    this.waiting = null;
    yield this.close(end);
  }

  /** The source ends; `end` is for a run that nothing has closed. */
  *finish(end: RunEnd): Generator<AdapterEvent> {
    yield* this.closeWaiting();
    if (this.records.length === 0) return;
    const asked = this.last?.value.type === "UserInputRequestedEvent";
    yield this.close(asked ? { ...end, reason: "waiting" } : end);
  }

  private close(end: RunEnd): AdapterEvent {
    const first = this.records[0];
    const run = new AgentchatRun(this.records, {
      format: this.format,
      locator: first?.locator ?? end.locator ?? "",
      nativeKey: textOf(first?.value.id) || null,
      reasoning: this.reasoning,
    });
    for (const sentence of this.notes) run.infer(sentence);
    for (const loss of this.losses) run.lose(...loss);
    const isHollow = this.records.length > 0 && this.records.every(({ value }) => isHollowMessage(value));
    this.records = [];
    this.ended = 0;
    this.notes = [];
    this.losses = [];
    const draft = run.finish(end);
    if (isHollow) withoutWords(draft, HOLLOW_REASON);
    return { type: "run", draft };
  }
}
