import type { Problem, RunDraft } from "../adapters/adapter.ts";
import { type FinishedRun, finishRunText, InvalidRunError, type RunOrigin } from "../adapters/finish-run.ts";

/** The draft as a finished run with these tags, or, where an adapter handed over what is no run, the problem of `uri`. */
export function finishDraft(
  draft: RunDraft,
  tags: Readonly<Record<string, string>>,
  origin: RunOrigin,
  uri: string,
): { finished: FinishedRun } | { problem: Problem } {
  try {
    return { finished: finishRunText({ ...draft, tags: { ...draft.tags, ...tags } }, origin) };
  } catch (error) {
    if (!(error instanceof InvalidRunError)) throw error;
    return { problem: { uri, locator: draft.locator, code: "invalid-run", message: error.message } };
  }
}
