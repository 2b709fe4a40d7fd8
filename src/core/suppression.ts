import type { ModeId } from "./finding.ts";

/** What a team knows of and does not want counted by gates until a day: one finding, or all that fit. */
export interface Suppression {
  mode: ModeId;
  /** Null = every finding that the other fields fit. */
  finding: string | null;
  /** Id of the run, or its beginning. */
  run: string | null;
  framework: string | null;
  /** Name of the agent that findings name. */
  agent: string | null;
  reason: string;
  /** The last day on which it holds, YYYY-MM-DD in UTC. */
  until: string;
}

/** Suppressions with the day on which they are read, so that the same input gives the same report. */
export interface SuppressionList {
  entries: readonly Suppression[];
  /** YYYY-MM-DD in UTC. */
  today: string;
}

export function hasExpired({ until }: Pick<Suppression, "until">, today: string): boolean {
  return until < today;
}
