import type { RunBuilder } from "../run-builder.ts";

/**
 * Marks the manager of a hierarchical crew. `role`: the one agent that was given every task of the crew, else null;
 * it is the manager where all the handing over was its doing.
 */
export function nameManager(builder: RunBuilder, role: string | null): void {
  const handovers = builder.steps.filter((step) => step.kind === "handoff");
  if (role === null || handovers.length === 0 || !handovers.every((step) => step.agent === role)) return;
  builder.agent(role, { kind: "manager" });
  builder.infer(`"${role}" is taken for the manager: it was given every task and delegated the work`);
}
