import type { Step } from "../core/run.ts";
import { expandMiniRun } from "./mini-run.ts";
import type { Example } from "./schema.ts";

/** An example's run as numbered lines, one per step, for docs and the terminal. */
export function exampleLines(example: Example): string[] {
  return expandMiniRun(example.run).steps.map((step) => `[${step.index}] ${actOf(step)}`);
}

function actOf(step: Step): string {
  const author = step.agent ?? (step.kind === "message" ? "user" : "");
  const receivers = step.to.length === 0 ? "" : ` → ${step.to.join(", ")}`;
  switch (step.kind) {
    case "message":
      return `${author}${receivers}: ${step.text.trimEnd()}`;
    case "thought":
      return `${author} (thinks): ${step.text.trimEnd()}`;
    case "tool-call":
      return `${author} calls ${step.tool} ${JSON.stringify(step.args ?? {})}`;
    case "tool-result":
      return `${step.ok === false ? "fails" : "returns"}: ${step.text.trimEnd()}`;
    case "handoff":
      return `${author} hands to ${step.to.join(", ")}: ${step.text.trimEnd()}`;
    case "artifact":
      return `${author} writes: ${step.text.trimEnd()}`;
    case "error":
      return `${author} error: ${step.text.trimEnd()}`.trimStart();
    case "end":
      return `end: ${step.text.trimEnd()}`;
  }
}
