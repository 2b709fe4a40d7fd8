import type { Finding } from "../../core/finding.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quotesOf } from "../quote.ts";
import type { Turn } from "../turns.ts";
import type { TerminationOptions } from "./options.ts";
import { findingOf, nameOfTurn, quoteOfTurn } from "./turn-evidence.ts";

/** The first ones and the last one. */
const FAREWELLS_QUOTED = 4;

/** Thanks and farewells going back and forth. */
export function courtesies(
  turns: readonly Turn[],
  prepared: PreparedRun,
  chosen: TerminationOptions,
): Finding | null {
  let start = 0;
  let best: readonly [from: number, to: number] = [0, 0];
  turns.forEach((turn, at) => {
    if (turn.agent === null || turn.steps.length > 1 || !turn.isCourteous) start = at + 1;
    else if (at + 1 - start > best[1] - best[0]) best = [start, at + 1];
  });
  return courtesyFinding(turns.slice(...best), prepared, chosen);
}

function courtesyFinding(
  best: readonly Turn[],
  prepared: PreparedRun,
  chosen: TerminationOptions,
): Finding | null {
  const [first] = best;
  const last = best.at(-1);
  if (first === undefined || last === undefined || best.length < chosen.courtesies) return null;
  const names = [...new Set(best.map((turn) => nameOfTurn(turn, prepared)))];
  if (names.length < 2) return null;
  return findingOf(
    best.length > chosen.courtesies ? "high" : "medium",
    `${names.join(" and ")} exchanged ${best.length} turns of thanks and farewells instead of ending`,
    best[1]?.agent ?? first.agent,
    best,
    quotesOf(...[...best.slice(0, FAREWELLS_QUOTED - 1), last].map(quoteOfTurn)),
  );
}
