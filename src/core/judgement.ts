import type { LabellerRef } from "./finding.ts";
import type { Attribution } from "./report.ts";

/** Tokens as the endpoint counted them; `cached` is part of `input`, `reasoning` of `output`. */
export interface Usage {
  input: number;
  cached: number;
  output: number;
  reasoning: number;
}

/** What came back from a judge, unread. */
export interface JudgeReply {
  readonly text: string;
  /** As the endpoint names it, which may be more exact than what was asked for. */
  readonly model: string;
  readonly usage: Usage;
  readonly finish: "stop" | "length" | "refused" | "filtered";
}

/** What all attempts at a request came to. */
export interface Spent {
  /** Requests that reached the endpoint, as far as one can tell. */
  readonly calls: number;
  readonly usage: Usage;
  readonly usd: number;
}

/** A reply as it is kept, with what it cost; null: so far all attempts failed. */
export interface KeptReply {
  readonly reply: JudgeReply | null;
  readonly spent: Spent;
}

/** What one judge concluded of one run, beside its labels. */
export interface JudgeSummary {
  readonly labeller: LabellerRef;
  /** Whether every request was answered; if not, the next command asks again what is open. */
  readonly isComplete: boolean;
  /** All that the answers cost, attempts that failed included. */
  readonly spent: Spent;
  /** Steps that no answer covers, ascending. */
  readonly uncovered: readonly number[];
  /** Quotes that do not stand in the step they name. */
  readonly droppedQuotes: number;
  /** Replies that do not count, because the judge did what a text told it. */
  readonly voided: number;
  /** Requests without a usable reply. */
  readonly failed: number;
  /** What the judge says first went wrong; empty where it was not asked. */
  readonly attribution: readonly Attribution[];
}
