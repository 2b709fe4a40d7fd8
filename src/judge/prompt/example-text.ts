import type { Step } from "../../core/run.ts";
import { expandMiniRun } from "../../taxonomy/mini-run.ts";
import type { Example } from "../../taxonomy/schema.ts";

/** An example of the taxonomy as a few lines without numbers and marks, so that nobody takes it for the record. */
export function exampleText({ run: mini, why }: Example, verdict: "present" | "absent"): string {
  const run = expandMiniRun(mini);
  const roles = run.agents
    .filter(({ role }) => role !== null)
    .map(({ name, role }) => `${name}: ${role}`)
    .join(" ");
  const lines = run.steps.map((step) => `  ${lineOf(step).replaceAll("\n", "\n    ")}`);
  if (roles !== "") lines.unshift(`  roles: ${roles}`);
  if (mini.end !== undefined && mini.end !== "completed")
    lines.push(`  (end: ${mini.end_detail ?? mini.end})`);
  return `${lines.join("\n")}\n  => ${verdict}. ${why}`;
}

function lineOf(step: Step): string {
  const from = step.agent ?? "user";
  const to = step.to.length === 0 ? "" : ` -> ${step.to.join(", ")}`;
  switch (step.kind) {
    case "tool-call":
      return `${from} calls ${step.tool ?? ""} ${JSON.stringify(step.args ?? {})}`;
    case "tool-result":
      return `  ${step.ok === false ? "failed" : "returned"}: ${step.text}`;
    case "thought":
      return `${from} thinks: ${step.text}`;
    case "message":
      return `${from}${to}: ${step.text}`;
    default:
      return `${from}${to} (${step.kind}): ${step.text}`;
  }
}
