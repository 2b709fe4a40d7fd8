import type { Label, ModeId } from "../core/finding.ts";
import type { RedactOptions } from "../core/private-data.ts";
import type { Run } from "../core/run.ts";
import type { Taxonomy } from "../taxonomy/taxonomy.ts";

export const JUDGE_LAYOUTS = ["categories", "all", "single"] as const;
/** Modes asked together: those of a category (three calls), all in one call, or each in a call of its own. */
export type JudgeLayout = (typeof JUDGE_LAYOUTS)[number];

export interface JudgeOptions {
  /** The model asked, as labels name it. */
  readonly model: string;
  readonly layout: JudgeLayout;
  /** Whether the judge is shown what rules found, as claims to confirm or refute. */
  readonly claims: boolean;
  /** Tokens that the model can take in at once, answer included; where the questions do not fit, `nextStep` throws. */
  readonly contextTokens: number;
  readonly redact: RedactOptions;
  /** Asked for; modes that the taxonomy retired or keeps from the judge are left out. */
  readonly modes: readonly ModeId[];
  /** Whether it is asked who first went wrong, in runs that are not known to have succeeded; default true. */
  readonly blame?: boolean;
}

/** Tokens of a text, by the tokeniser that estimates use. */
export type TokenCounter = (text: string) => number;

/** All that the judge's questions about one run depend on. */
export interface JudgeCase {
  readonly run: Run;
  /** Labels of detectors; those of others are not looked at. */
  readonly labels: readonly Label[];
  readonly taxonomy: Taxonomy;
  readonly options: JudgeOptions;
  readonly tokens: TokenCounter;
}
