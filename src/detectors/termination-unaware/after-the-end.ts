import type { Finding, Tier } from "../../core/finding.ts";
import type { Run } from "../../core/run.ts";
import { objects } from "../cues/reactions.ts";
import { sameWords } from "../normalise-text.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteEnd, quotesOf } from "../quote.ts";
import { isNewGoal, isStop, type Turn } from "../turns.ts";
import { hasFixedRounds } from "./fixed-rounds.ts";
import type { TerminationOptions } from "./options.ts";
import { findingOf, nameOfTurn, quoteOfTurn } from "./turn-evidence.ts";

/** The run goes on after the work was declared done. */
export function afterTheEnd(
  turns: readonly Turn[],
  run: Run,
  prepared: PreparedRun,
  chosen: TerminationOptions,
): Finding | null {
  let next = 0;
  while (next < turns.length) {
    const start = next++;
    const first = turns[start];
    if (first === undefined || !first.finishes) continue;
    const { rest, stoppedAt } = continuation(turns, start);
    next = Math.max(next, stoppedAt);
    const stretch = [first, ...rest];
    const stop = stretch.findIndex(isStop);
    const finding =
      (stop < 0 ? null : afterStop(stretch.slice(stop), prepared, chosen)) ??
      restatedEnd(stretch, run, prepared, chosen);
    if (finding !== null) return finding;
  }
  return null;
}

/**
 * The turns of agents after a declared end, up to a reason to go on: an objection, a new goal, an output of the code
 * in the declaration, a new phase, a restart. `stoppedAt` is the index of that reason, or the number of turns.
 */
function continuation(turns: readonly Turn[], start: number): { rest: Turn[]; stoppedAt: number } {
  const phase = turns[start]?.steps[0]?.phase;
  const rest: Turn[] = [];
  let at = start + 1;
  for (; at < turns.length; at++) {
    const turn = turns[at];
    const step = turn?.steps[0];
    if (turn === undefined || step?.phase !== phase || step?.marker === "restart" || isNewGoal(turn)) break;
    if (turn.kind === "output" && rest.length === 0) break;
    if (turn.words !== null && !turn.finishes && objects(turn.words.text)) break;
    if (turn.kind === "agent" || turn.kind === "person") rest.push(turn);
  }
  return { rest, stoppedAt: at };
}

/** Turns after the framework's stop word. */
function afterStop(
  [end, ...rest]: readonly Turn[],
  prepared: PreparedRun,
  chosen: TerminationOptions,
): Finding | null {
  if (end === undefined || rest.length < chosen.turnsAfterStop) return null;
  return overrun("high", "gave the stop word", end, rest, prepared);
}

/** The end declared again and again, or confirmed and then talked over until the limit. */
function restatedEnd(
  [end, ...rest]: readonly Turn[],
  run: Run,
  prepared: PreparedRun,
  chosen: TerminationOptions,
): Finding | null {
  if (end === undefined) return null;
  const restated = closingTurns(end, rest);
  const isMostlyClosing = restated.length * 2 >= rest.length;
  if (isMostlyClosing && restated.length >= chosen.restatements && isRepeatedBySomeone(end, restated)) {
    if (hasFixedRounds(run)) return null;
    return overrun("high", "declared the work done", end, rest, prepared);
  }
  if (run.endReason !== "limit") return null;
  const isTalkedOver = restated.length > 0 && rest.length >= chosen.turnsAtLimit;
  if ((restated.length < chosen.restatementsAtLimit && !isTalkedOver) || hasFixedRounds(run)) return null;
  return overrun("medium", "declared the work done", end, rest, prepared);
}

/**
 * Turns that only close. Thanks for words that their author then says once more unchanged close nothing: there the repetition is
 * what went wrong (FM-1.3).
 */
function closingTurns(end: Turn, rest: readonly Turn[]): Turn[] {
  const all = [end, ...rest];
  const lastRepeat = all.findLastIndex(
    (turn, at) =>
      at > 0 && all.slice(Math.max(0, at - NEAR), at).some((earlier) => saysTheSame(earlier, turn)),
  );
  return rest.filter((turn, at) => turn.finishes || (turn.isCourteous && at + 1 > lastRepeat));
}

/** A repetition follows what it repeats within so many turns. */
const NEAR = 6;

function saysTheSame(a: Turn, b: Turn): boolean {
  if (a.agent !== b.agent || a.words === null || b.words === null || a.isCourteous) return false;
  return sameWords(a.words.text, b.words.text);
}

/** A solver, a checker and a lead may each say it once; one of them saying it again is what nobody needs. */
function isRepeatedBySomeone(end: Turn, restated: readonly Turn[]): boolean {
  const authors = [end, ...restated].map((turn) => turn.agent);
  return authors.length - new Set(authors).size >= 2;
}

function overrun(
  tier: Tier,
  how: string,
  end: Turn,
  rest: readonly Turn[],
  prepared: PreparedRun,
): Finding | null {
  const [next] = rest;
  const last = rest.at(-1);
  if (next === undefined || last === undefined) return null;
  const isClosed = next.finishes || next.isCourteous;
  const first = isClosed ? (rest[1] ?? next) : next;
  const closings = rest.filter((turn) => turn.finishes || turn.isCourteous);
  const turns = `${rest.length} more turn${rest.length === 1 ? "" : "s"}`;
  return findingOf(
    tier,
    `${nameOfTurn(end, prepared)} ${how} and nobody objected, yet ${turns} followed${purposeOf(closings, rest)}`,
    first.agent,
    [end, ...rest],
    quotesOf(
      end.words && quoteEnd(end.words),
      ...[first, ...closings.slice(0, CLOSINGS_QUOTED), last].map(quoteOfTurn),
    ),
  );
}

const CLOSINGS_QUOTED = 2;

/** What the turns after the end that bring nothing are for. */
function purposeOf(closings: readonly Turn[], rest: readonly Turn[]): string {
  if (closings.length === 0) return "";
  const purposes = [
    ...(closings.some((turn) => turn.finishes) ? ["say again that it is done"] : []),
    ...(closings.some((turn) => !turn.finishes) ? ["give thanks or say goodbye"] : []),
  ];
  const which = closings.length === rest.length ? "" : `, ${closings.length} of them`;
  return `${which} only to ${purposes.join(" or to ")}`;
}
