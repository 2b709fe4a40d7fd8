import type { Usage } from "../request.ts";

/** Below this share of what was expected, text has been left out: no two tokenisers differ so much. */
const LEAST_READ = 0.4;

export const CUT_PROMPT = {
  kind: "failed",
  stop: true,
  failure: {
    failure: "prompt-cut",
    message:
      "the endpoint read less than half of what it was sent: give the model a longer context there (Ollama: OLLAMA_CONTEXT_LENGTH), or set judge.contextTokens lower",
  },
} as const;

/** Some local servers silently drop the beginning of prompts that are too long; no `absent` may rest on the rest. */
export function isCut(usage: Usage | null, expected: number): boolean {
  return usage !== null && usage.input > 0 && usage.cached === 0 && usage.input < expected * LEAST_READ;
}
