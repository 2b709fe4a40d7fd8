import type { Finding, ModeId, Tier } from "../core/finding.ts";
import type { Run } from "../core/run.ts";
import { RIGHT_ACTION } from "./right-action.ts";
import type { Grade, Violation } from "./violation.ts";

/** A finding or candidate of the run, as far as attribution needs it; `agent` is an id. */
export type FoundMode = Pick<Finding, "mode" | "tier" | "message" | "agent" | "steps" | "quotes">;

const GRADE: Readonly<Record<Tier, Grade>> = {
  certain: "found",
  high: "found",
  medium: "origin",
  low: "doubtful",
};
/** Modes that say something about the run as a whole or its end, wherever their steps stand. */
const LEADS_ON: ReadonlySet<ModeId> = new Set<ModeId>(["FM-1.5", "FM-3.1", "FM-3.2", "FM-3.3"]);

/**
 * The findings as violations. One that is not on the way to the outcome, or lies in steps that a later restart threw
 * away, cannot be why it failed: it counts as settled.
 */
export function violationsFound(
  found: readonly FoundMode[],
  way: ReadonlySet<number>,
  { steps }: Pick<Run, "steps">,
): Violation[] {
  return found.flatMap(({ mode, tier, message, agent, steps: at, quotes }) => {
    const [first] = at;
    if (first === undefined || steps[first] === undefined) return [];
    const counts = LEADS_ON.has(mode) || at.some((step) => way.has(step));
    return [
      {
        grade: counts ? GRADE[tier] : "settled",
        kind: "agent" as const,
        agents: agent === null ? [] : [agent],
        steps: at,
        mode,
        tier,
        why: message,
        rightAction: RIGHT_ACTION[mode],
        quotes,
      },
    ];
  });
}
