import type { Finding, Tier } from "../../core/finding.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteStart } from "../quote.ts";
import type { Turn } from "../turns.ts";

const MOST_STEPS = 24;

/** FM-1.5, seen in whole turns. */
export function findingOf(
  tier: Tier,
  message: string,
  agent: string | null,
  turns: readonly Turn[],
  quotes: Finding["quotes"],
): Finding {
  const steps = new Set(turns.flatMap((turn) => (turn.words ?? turn.steps[0])?.index ?? []));
  for (const { step } of quotes) steps.add(step);
  return { mode: "FM-1.5", tier, message, agent, steps: listed([...steps]), quotes };
}

/** The earliest steps, which are evidence enough, and the last one, ascending. */
export function listed(steps: readonly number[]): number[] {
  const ordered = steps.toSorted((a, b) => a - b);
  return ordered.length <= MOST_STEPS ? ordered : [...ordered.slice(0, MOST_STEPS - 1), ...ordered.slice(-1)];
}

/** The first words of what a turn says, else of what it does. */
export function quoteOfTurn(turn: Turn): ReturnType<typeof quoteStart> {
  const step = turn.words ?? turn.steps[0];
  return step === undefined ? null : quoteStart(step);
}

export function nameOfTurn(turn: Turn, prepared: PreparedRun): string {
  return prepared.nameOf(turn.agent, "the user");
}
