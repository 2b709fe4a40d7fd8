import type { Convention } from "./convention.ts";
import { genAiConvention } from "./genai.ts";

/** Microsoft's Agent Framework: GenAI spans inside those of a workflow, which say nothing of what was said. */
export const agentFrameworkConvention: Convention = (span) => {
  if (span.scope.name !== "agent_framework") return null;
  const base = { convention: "genai", framework: "agent-framework" };
  if (span.name === "workflow.run") return { ...base, kind: "workflow" };
  return genAiConvention(span) ?? { ...base, kind: "other" };
};
