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
/** What lets an error through did not make it: where the error came from is asked first, being earlier. */
const LETS_THROUGH: ReadonlySet<ModeId> = new Set<ModeId>(["FM-3.2", "FM-3.3"]);
/** Findings about how the run as a whole went or ended lie on the way wherever their steps stand. */
const OF_THE_WHOLE: ReadonlySet<ModeId> = new Set<ModeId>(["FM-1.5", "FM-3.1", "FM-3.2", "FM-3.3"]);

/** The findings as violations. One that is not on the way to the outcome cannot be why it failed: it counts as settled. */
export function violationsFound(
  found: readonly FoundMode[],
  way: ReadonlySet<number>,
  { steps }: Pick<Run, "steps">,
): Violation[] {
  return found.flatMap(({ mode, tier, message, agent, steps: at, quotes }): Violation[] => {
    const [first] = at;
    if (first === undefined || steps[first] === undefined) return [];
    const isOnWay = OF_THE_WHOLE.has(mode) || at.some((step) => way.has(step));
    return [
      {
        ...{ grade: isOnWay ? gradeOf(mode, tier) : "settled", kind: "agent" },
        ...{ agents: agent === null ? [] : [agent], steps: at },
        ...{ mode, tier, why: message, rightAction: RIGHT_ACTION[mode], quotes },
      },
    ];
  });
}

function gradeOf(mode: ModeId, tier: Tier): Grade {
  const grade = GRADE[tier];
  return grade === "found" && LETS_THROUGH.has(mode) ? "origin" : grade;
}
