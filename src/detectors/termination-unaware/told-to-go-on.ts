import type { Finding } from "../../core/finding.ts";
import type { Run } from "../../core/run.ts";
import { cueSentencesOf } from "../cues/cue-sentences.ts";
import { type GoalClaim, goalClaimOf } from "../goal-claims.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quotesOf } from "../quote.ts";
import type { Turn } from "../turns.ts";
import { hasFixedRounds } from "./fixed-rounds.ts";
import type { TerminationOptions } from "./options.ts";
import { findingOf, nameOfTurn, quoteOfTurn } from "./turn-evidence.ts";

/** Turns of one agent that all say the same of the goal, each with the template that answered it. */
interface Pushed {
  readonly claim: GoalClaim;
  readonly said: Turn[];
  readonly pushed: Turn[];
}

/** An agent says that the goal is reached, or that it is out of reach, and is told to go on, more than once. */
export function toldToGoOn(
  turns: readonly Turn[],
  run: Run,
  prepared: PreparedRun,
  chosen: TerminationOptions,
): Finding | null {
  const sentences = prepared.of(cueSentencesOf);
  const byClaim = new Map<string, Pushed>();
  turns.forEach((turn, index) => {
    const reply = turns[index + 1];
    if (reply === undefined || !isPushedOn(turn, reply, turns[index + 2])) return;
    const claim = goalClaimOf(turn, sentences);
    if (claim === null) return;
    const key = `${turn.agent}\0${claim}`;
    const known = byClaim.get(key) ?? { claim, said: [], pushed: [] };
    known.said.push(turn);
    known.pushed.push(reply);
    byClaim.set(key, known);
  });
  for (const { claim, said, pushed } of byClaim.values()) {
    const [first] = said;
    const [push] = pushed;
    const last = said.at(-1);
    if (said.length < chosen.impossible || first === undefined || last === undefined || push === undefined)
      continue;
    if (hasFixedRounds(run)) return null;
    return findingOf(
      "high",
      `${nameOfTurn(first, prepared)} said ${said.length} times that ${claim}, and each time ${nameOfTurn(push, prepared)} answered with a template that keeps it going`,
      push.agent ?? first.agent,
      [...said, ...pushed],
      quotesOf(quoteOfTurn(first), quoteOfTurn(push), quoteOfTurn(last)),
    );
  }
  return null;
}

/** Whether a template answers this very agent, as far as recipients are known, and the agent goes on upon it. */
function isPushedOn(turn: Turn, reply: Turn, next: Turn | undefined): boolean {
  if (turn.agent === null || turn.kind !== "agent" || reply.kind !== "canned") return false;
  const to = reply.words?.to ?? [];
  if (to.length > 0 && !to.includes(turn.agent)) return false;
  return next?.kind === "agent" && next.agent === turn.agent;
}
