import type { Run, Step } from "../../src/core/run.ts";
import { NEW } from "./edit.ts";

/** How frameworks say that a limit of so many turns ended a run, as their samples have it. */
const LIMIT_WORDS: Readonly<Record<string, (turns: number) => string>> = {
  ag2: (turns) => `Maximum rounds (${turns}) reached`,
  autogen: (turns) => `Maximum number of turns ${turns} reached.`,
  inspect: (turns) => `message limit of ${turns}`,
  langgraph: (turns) =>
    `GraphRecursionError('Recursion limit of ${turns} reached without hitting a stop condition.')`,
  "openai-agents": () => "Max turns exceeded",
  "pydantic-ai": (turns) =>
    `pydantic_ai.exceptions.UsageLimitExceeded: The next request would exceed the request_limit of ${turns}`,
  "google-adk": (turns) =>
    `LlmCallsLimitExceededError: Max number of llm calls limit of \`${turns}\` exceeded`,
};

/** The end of a run by its limit instead of by its team; null where the framework's words for it are not known. */
export function limitEnd(
  { framework, capabilities }: Run,
  steps: readonly Step[],
): { steps: Step[]; change: Pick<Run, "endReason" | "endDetail"> } | null {
  const words = LIMIT_WORDS[framework];
  if (words === undefined || !capabilities.endReason) return null;
  const detail = words(steps.filter(({ kind }) => kind !== "end").length);
  return {
    steps: steps.map((step) => (step.kind === "end" ? { ...step, index: NEW, text: detail } : step)),
    change: { endReason: "limit", endDetail: detail },
  };
}
