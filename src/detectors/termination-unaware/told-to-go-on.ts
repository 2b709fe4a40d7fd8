import type { Finding } from "../../core/finding.ts";
import { saysImpossible } from "../cues/finished.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quotesOf } from "../quote.ts";
import type { Turn } from "../turns.ts";
import type { TerminationOptions } from "./options.ts";
import { findingOf, nameOfTurn, quoteOfTurn } from "./turn-evidence.ts";

/** An agent says that the goal is reached or out of reach, and is told to go on, more than once. */
export function toldToGoOn(
  turns: readonly Turn[],
  prepared: PreparedRun,
  chosen: TerminationOptions,
): Finding | null {
  const byAgent = new Map<string, { said: Turn[]; pushed: Turn[] }>();
  turns.forEach((turn, index) => {
    const reply = turns[index + 1];
    if (reply?.kind !== "canned" || turns[index + 2] === undefined) return;
    if (turn.agent === null || turn.kind !== "agent" || turn.words === null) return;
    if (!turn.finishes && !saysImpossible(turn.words.text)) return;
    const known = byAgent.get(turn.agent) ?? { said: [], pushed: [] };
    known.said.push(turn);
    known.pushed.push(reply);
    byAgent.set(turn.agent, known);
  });
  for (const { said, pushed } of byAgent.values()) {
    const [first] = said;
    const [push] = pushed;
    const last = said.at(-1);
    if (said.length < chosen.impossible || first === undefined || last === undefined || push === undefined)
      continue;
    return findingOf(
      "high",
      `${nameOfTurn(first, prepared)} said ${said.length} times that the work is over, and each time ${nameOfTurn(push, prepared)} answered with a template that keeps it going`,
      push.agent ?? first.agent,
      [...said, ...pushed],
      quotesOf(quoteOfTurn(first), quoteOfTurn(push), quoteOfTurn(last)),
    );
  }
  return null;
}
