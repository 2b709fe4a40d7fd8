import type { ModeId } from "../core/finding.ts";
import { hashOf } from "../core/hash.ts";
import { stableStringify } from "../core/json.ts";
import type { Json } from "../core/run.ts";

export type { JudgeReply, Usage } from "../core/judgement.ts";

export type JudgeStage = "propose" | "confirm" | "blame-agent" | "blame-step";

/** A JSON Schema in the subset that strict structured output takes: all properties required, none besides them. */
export type JsonSchema = { [keyword: string]: Json };

/**
 * One question to a judge, complete: whatever answers it, an endpoint, a file or a person, needs nothing else. What it
 * is asked is `system`, then `trace`, then `question`; the first two are equal for all requests on one window of a run,
 * so that endpoints which cache prefixes charge for them once.
 */
export interface JudgeRequest {
  /** Unique within the run and safe as a file's name: `propose-FC1-w1`, `confirm-FM-1.3-vote2`. */
  readonly name: string;
  readonly stage: JudgeStage;
  /** In the order asked. */
  readonly modes: readonly ModeId[];
  /** Equal for every request of one prompt version. */
  readonly system: string;
  /** What the judge may see of the run, fenced as data. */
  readonly trace: string;
  readonly question: string;
  readonly schema: JsonSchema;
  /** Indices of the steps of which text is in `trace`, ascending; a very long step may be shared by several windows. */
  readonly covers: readonly number[];
  /** Room for the answer itself; a model that reasons needs its own besides. */
  readonly maxOutputTokens: number;
  /** null: the endpoint's default. */
  readonly temperature: number | null;
}

/** No reply, and none will come: retries are used up. */
export interface JudgeFailure {
  /** kebab-case: `timeout`, `http-500`, `unreadable`, … */
  readonly failure: string;
  /** A sentence for a person, without credentials and without trace text. */
  readonly message: string;
}

/** 32 hex digits; what a stored reply is found by. Two requests with equal hashes ask the very same of the same model. */
export function requestHash(request: JudgeRequest, model: string): string {
  const { system, trace, question, schema, temperature } = request;
  return hashOf(
    32,
    ...[model, system, trace, question, stableStringify(schema), String(temperature), request.name],
  );
}
