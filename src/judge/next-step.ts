import type { Label } from "../core/finding.ts";
import type { Attribution } from "../core/report.ts";
import type { JudgeCase } from "./case.ts";
import type { JudgeFailure, JudgeReply, JudgeRequest } from "./request.ts";

/** What has come back so far, by the name of the request. */
export type Answered = ReadonlyMap<string, JudgeReply | JudgeFailure>;

/** Either the requests that are to be asked now (none of them answered yet, at least one), or the result. */
export type NextStep = { readonly ask: readonly JudgeRequest[] } | { readonly outcome: JudgeOutcome };

export interface JudgeOutcome {
  /** One for each mode asked for. */
  readonly labels: readonly Label[];
  /** What the judge says first went wrong, likeliest first, at most three; empty where it was not asked. */
  readonly attribution: readonly Attribution[];
  /** Steps that no answered and readable request covers, ascending. */
  readonly uncovered: readonly number[];
  /** Quotes that do not stand in the step they name. */
  readonly droppedQuotes: number;
  /** Replies that do not count, because they failed a control or gave the canary away. */
  readonly voided: readonly { readonly request: string; readonly code: "judge-obeyed-trace" }[];
  /** Replies that never came, were refused, cut off or unreadable. */
  readonly failures: readonly {
    readonly request: string;
    readonly code: string;
    readonly message: string;
  }[];
}

/** What is to be asked next of the judge of one run, or what came out. Pure: depends on its arguments alone. */
export type NextStepOf = (about: JudgeCase, answered: Answered) => NextStep;
