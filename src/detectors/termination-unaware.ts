import { z } from "zod";
import type { Finding, Tier } from "../core/finding.ts";
import type { Run, Step } from "../core/run.ts";
import { isCourtesy, objects, saysFinished, saysImpossible } from "./cues.ts";
import { defineDetector } from "./detector.ts";
import type { PreparedRun } from "./prepared-run.ts";
import { quoteEnd, quoteStart, quotesOf } from "./quote.ts";
import { threshold } from "./threshold.ts";
import { isNewGoal, isStop, type Turn, turnsOf } from "./turns.ts";

const options = z.strictObject({
  turnsAfterStop: threshold(
    2,
    [2, 50],
    "Turns of agents after a stop word that nobody objected to: high. One is a closing or a handover.",
  ),
  restatements: threshold(
    3,
    [2, 50],
    "Turns that say once more that the work is done: high. Two can be a check and a handover.",
  ),
  restatementsAtLimit: threshold(
    2,
    [1, 50],
    "Turns that say once more that the work is done, where the run ends by its limit: medium, for nobody ended it.",
  ),
  turnsAtLimit: threshold(
    4,
    [3, 50],
    "Turns until the limit after an end that another turn confirmed: medium.",
  ),
  worksOn: threshold(
    2,
    [2, 50],
    "How often an agent calls its work done and calls another tool all the same: high. Once is a last look.",
  ),
  courtesies: threshold(
    3,
    [2, 50],
    "Turns in a row of nothing but thanks and farewells: medium, one more is high.",
  ),
  impossible: threshold(
    2,
    [2, 50],
    "How often an agent says that the goal cannot be reached, and is told to go on: high with a template.",
  ),
});
type Options = z.infer<typeof options>;

/** FM-1.5: the goal or stop condition is plainly reached, or out of reach, and the team goes on. */
export const terminationUnaware = defineDetector<Options>({
  meta: {
    id: "termination-unaware",
    mode: "FM-1.5",
    version: 1,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options,
    summary:
      "Looks for turns after a stop word or final answer that nobody objected to, for the end being declared again and " +
      "again, for thanks and farewells going back and forth, and for an agent that calls the goal unreachable and is " +
      "told to go on. A person's new request, an objection, a check, a new phase and agreed rounds are reasons to go on.",
    blindSpots: [
      "a goal that is reached without anyone saying so",
      "superfluous work after an approval in free words",
      "a check or a filing after the answer that nobody asked for",
    ],
  },
  detect(run, prepared, chosen) {
    const turns = turnsOf(run, prepared);
    const found =
      afterTheEnd(turns, run, prepared, chosen) ??
      worksOn(run, prepared, chosen) ??
      courtesies(turns, prepared, chosen) ??
      toldToGoOn(turns, prepared, chosen);
    return { findings: found === null ? [] : [found] };
  },
});

const ROUNDS = /\b(?:debate|rounds?|iterations?)\b/i;

/** Rounds that were fixed beforehand end when the protocol says so. */
function hasFixedRounds(run: Run): boolean {
  const opening = run.steps.slice(0, 3).map((step) => step.text.slice(0, 2000));
  return [run.task?.slice(0, 4000) ?? "", ...opening].some((text) => ROUNDS.test(text));
}

/** The run goes on after the work was declared done. */
function afterTheEnd(
  turns: readonly Turn[],
  run: Run,
  prepared: PreparedRun,
  chosen: Options,
): Finding | null {
  const fixedRounds = hasFixedRounds(run);
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
      (fixedRounds ? null : restatedEnd(stretch, run, prepared, chosen));
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
    if (turn.kind !== "output" && turn.kind !== "canned") rest.push(turn);
  }
  return { rest, stoppedAt: at };
}

/** Turns after the framework's stop word. */
function afterStop([end, ...rest]: readonly Turn[], prepared: PreparedRun, chosen: Options): Finding | null {
  if (end === undefined || rest.length < chosen.turnsAfterStop) return null;
  return overrun("high", "gave the stop word", end, rest, prepared);
}

/** The end declared again and again, or confirmed and then talked over until the limit. */
function restatedEnd(
  [end, ...rest]: readonly Turn[],
  run: Run,
  prepared: PreparedRun,
  chosen: Options,
): Finding | null {
  if (end === undefined) return null;
  const restated = rest.filter((turn) => turn.finishes || isClosing(turn));
  const isMostlyClosing = restated.length * 2 >= rest.length;
  if (isMostlyClosing && restated.length >= chosen.restatements && isRepeatedBySomeone(end, restated)) {
    return overrun("high", "declared the work done", end, rest, prepared);
  }
  if (run.endReason !== "limit") return null;
  const isTalkedOver = restated.length > 0 && rest.length >= chosen.turnsAtLimit;
  if (restated.length < chosen.restatementsAtLimit && !isTalkedOver) return null;
  return overrun("medium", "declared the work done", end, rest, prepared);
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
  const isClosed = next.finishes || isClosing(next);
  const first = isClosed ? (rest[1] ?? next) : next;
  const again = rest.filter((turn) => turn.finishes || isClosing(turn)).length;
  const closing = again === 0 ? "" : `, ${again} of which only close it again`;
  return findingOf(
    tier,
    `${nameOf(end, prepared)} ${how}, nobody objected, and ${rest.length} more turns followed${closing}`,
    first.agent,
    [end, ...rest],
    quotesOf(end.words && quoteEnd(end.words), quoteOfTurn(first), quoteOfTurn(last)),
  );
}

function isClosing(turn: Turn): boolean {
  return turn.words !== null && isCourtesy(turn.words.text);
}

/** An agent that keeps calling its own work done and keeps calling tools. */
function worksOn(run: Run, prepared: PreparedRun, chosen: Options): Finding | null {
  const words = new Map<string, Step>();
  const declared = new Map<string, { said: Step; calls: Step[]; times: number }>();
  for (const step of run.steps) {
    if (prepared.isPerson(step)) declared.clear();
    if (step.agent === null) continue;
    if (step.kind === "thought" || prepared.isOwnWords(step)) words.set(step.agent, step);
    if (step.kind !== "tool-call") continue;
    const said = words.get(step.agent);
    words.delete(step.agent);
    const finishes = said !== undefined && saysFinished(said.text);
    const before = declared.get(step.agent);
    if (before === undefined) {
      if (finishes) declared.set(step.agent, { said, calls: [step], times: 1 });
      continue;
    }
    before.calls.push(step);
    if (finishes) before.times++;
  }
  for (const [agent, { said, calls, times }] of declared) {
    const [first] = calls;
    const last = calls.at(-1);
    if (times < chosen.worksOn || first === undefined || last === undefined) continue;
    return {
      mode: "FM-1.5",
      tier: "high",
      message: `${prepared.agents.get(agent)?.name ?? agent} called its work done ${times} times and went on each time, with ${calls.length} more calls`,
      agent,
      steps: listed([said, ...calls].map(({ index }) => index)),
      quotes: quotesOf(quoteStart(said), quoteStart(first), quoteStart(last)),
    };
  }
  return null;
}

/** Thanks and farewells going back and forth. */
function courtesies(turns: readonly Turn[], prepared: PreparedRun, chosen: Options): Finding | null {
  let start = 0;
  let best: readonly [from: number, to: number] = [0, 0];
  turns.forEach((turn, at) => {
    if (turn.agent === null || turn.steps.length > 1 || !isClosing(turn)) start = at + 1;
    else if (at + 1 - start > best[1] - best[0]) best = [start, at + 1];
  });
  return courtesyFinding(turns.slice(...best), prepared, chosen);
}

function courtesyFinding(best: readonly Turn[], prepared: PreparedRun, chosen: Options): Finding | null {
  const [first] = best;
  const last = best.at(-1);
  if (first === undefined || last === undefined || best.length < chosen.courtesies) return null;
  const names = [...new Set(best.map((turn) => nameOf(turn, prepared)))];
  if (names.length < 2) return null;
  return findingOf(
    best.length > chosen.courtesies ? "high" : "medium",
    `${names.join(" and ")} exchanged ${best.length} turns of thanks and farewells instead of ending`,
    best[1]?.agent ?? first.agent,
    best,
    quotesOf(quoteOfTurn(first), quoteOfTurn(last)),
  );
}

/** An agent says that the goal is reached or out of reach, and is told to go on, more than once. */
function toldToGoOn(turns: readonly Turn[], prepared: PreparedRun, chosen: Options): Finding | null {
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
      `${nameOf(first, prepared)} said ${said.length} times that the work is over, and each time ${nameOf(push, prepared)} answered with a template that keeps it going`,
      push.agent ?? first.agent,
      [...said, ...pushed],
      quotesOf(quoteOfTurn(first), quoteOfTurn(push), quoteOfTurn(last)),
    );
  }
  return null;
}

const MOST_STEPS = 24;

function findingOf(
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
function listed(steps: readonly number[]): number[] {
  const ordered = steps.toSorted((a, b) => a - b);
  return ordered.length <= MOST_STEPS ? ordered : [...ordered.slice(0, MOST_STEPS - 1), ...ordered.slice(-1)];
}

function quoteOfTurn(turn: Turn): ReturnType<typeof quoteStart> {
  const step = turn.words ?? turn.steps[0];
  return step === undefined ? null : quoteStart(step);
}

function nameOf(turn: Turn, prepared: PreparedRun): string {
  return turn.agent === null ? "the user" : (prepared.agents.get(turn.agent)?.name ?? turn.agent);
}
