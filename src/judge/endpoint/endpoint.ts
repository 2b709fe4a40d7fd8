import type { Spent } from "../../core/judgement.ts";
import type { JudgeFailure, JudgeReply, JudgeRequest, Usage } from "../request.ts";

/** What came of one request, retries included. */
export type Asked = { readonly spent: Spent } & (
  | { readonly kind: "replied"; readonly reply: JudgeReply }
  /** `stop`: nothing else will be answered either (wrong key, unknown model), so asking on is no use. */
  | { readonly kind: "failed"; readonly failure: JudgeFailure; readonly stop: boolean }
  /** The next attempt could exceed the cap; the request stays open. */
  | {
      readonly kind: "unaffordable";
      /** USD that it could cost. */
      readonly worstUsd: number;
    }
);

/** Whatever answers requests of one model. */
export interface Endpoint {
  /** Host and port, for people. */
  readonly host: string;
  readonly model: string;
  /** Throws only what `signal` was aborted with. */
  ask(request: JudgeRequest, signal?: AbortSignal): Promise<Asked>;
}

/** How long a call may take, in milliseconds. */
export interface CallLimits {
  /** From the call to the end of the answer; a slow machine with a long prompt needs minutes. */
  readonly totalMs: number;
  /** Between two parts of an answer. */
  readonly idleMs: number;
}

/** Money for attempts. */
export interface Purse {
  /** USD that a call costs which takes so many tokens, none of them cached. */
  worstUsd(worst: { input: number; output: number }): number;
  /** Waits while calls under way might leave enough; null where the cap could be exceeded even so. */
  take(worst: { input: number; output: number }): Promise<Ticket | null>;
}

export interface Ticket {
  /** Ends the reservation; returns USD. */
  settle(usage: Pick<Usage, "input" | "cached" | "output">): number;
}

export const NOTHING_USED: Usage = { input: 0, cached: 0, output: 0, reasoning: 0 };
export const NOTHING_SPENT: Spent = { calls: 0, usage: NOTHING_USED, usd: 0 };

export function addedUsage(a: Usage, b: Usage): Usage {
  return {
    input: a.input + b.input,
    cached: a.cached + b.cached,
    output: a.output + b.output,
    reasoning: a.reasoning + b.reasoning,
  };
}

export function addedSpent(a: Spent, b: Spent): Spent {
  return { calls: a.calls + b.calls, usage: addedUsage(a.usage, b.usage), usd: a.usd + b.usd };
}
