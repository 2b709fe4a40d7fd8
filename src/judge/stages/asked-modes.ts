import type { ModeId } from "../../core/finding.ts";
import type { Run } from "../../core/run.ts";
import type { ModeDefinition } from "../../taxonomy/schema.ts";
import type { JudgeCase } from "../case.ts";

/** A mode that the judge is not asked about, with the sentence that its label gives as the reason. */
export interface NotAsked {
  readonly mode: ModeId;
  readonly why: string;
}

/** Ends after which nobody can say whether the team would have stopped too early. */
const NO_END: Partial<Record<Run["endReason"], string>> = {
  error: "the run ended with an exception, which neither the team nor its limit decided",
  waiting: "the run waits for a person",
  truncated: "the trace breaks off",
};

/** The modes that can be asked about this run, and the others with the reason. */
export function askedModes({ run, taxonomy, options }: JudgeCase): {
  asked: ModeDefinition[];
  not: NotAsked[];
} {
  const asked: ModeDefinition[] = [];
  const not: NotAsked[] = [];
  const authors = new Set(run.steps.map(({ agent }) => agent).filter((agent) => agent !== null)).size;
  for (const mode of taxonomy.active) {
    if (!options.modes.includes(mode.id)) continue;
    const why = obstacle(run, mode, authors);
    if (why === null) asked.push(mode);
    else not.push({ mode: mode.id, why });
  }
  return { asked, not };
}

function obstacle(run: Run, { id, judge }: ModeDefinition, authors: number): string | null {
  if (!judge.enabled) return "the taxonomy does not put this mode to a judge";
  if (run.capabilities.content === "none")
    return "the trace does not carry message texts (content was not recorded)";
  if (run.steps.length === 0) return "the run has no steps";
  if ((id === "FM-2.4" || id === "FM-2.5") && authors < 2) return `needs 2 agents, the run has ${authors}`;
  if (id === "FM-3.1") return NO_END[run.endReason] ?? null;
  return null;
}
