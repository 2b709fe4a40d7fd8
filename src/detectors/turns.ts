import type { Run, Step } from "../core/run.ts";
import { isExecutionOutput } from "./actions.ts";
import { type CueSentences, cueSentencesOf } from "./cues/cue-sentences.ts";
import { givesStopWord, mayFinish, saysFinished } from "./cues/finished.ts";
import { isCourtesy, MAY_BE_COURTESY } from "./cues/reactions.ts";
import type { PreparedRun } from "./prepared-run.ts";

/** What one agent, or a person, says and does before someone else does. */
export interface Turn {
  readonly agent: string | null;
  readonly steps: Step[];
  /** The last words of the turn; null where it only calls tools. */
  words: Step | null;
  /** `silent`: a message without words, which parts the turns before and after it and is nobody's doing. */
  readonly kind: "agent" | "person" | "canned" | "output" | "silent";
  /** Whether an agent says in it that the work is done: in words, or by the framework's stop word. */
  finishes: boolean;
  /** Whether it only says thanks or farewell. */
  isCourteous: boolean;
}

/** The turns of a run in order. */
export function turnsOf(run: Run, prepared: PreparedRun): Turn[] {
  const turns: Turn[] = [];
  for (const step of run.steps) {
    const kind = kindOf(step, prepared);
    if (kind === null) continue;
    const current = turns.at(-1);
    if (kind === "silent" && current?.agent === step.agent) continue;
    const words = step.kind === "message" || step.kind === "artifact" ? step : null;
    if (current !== undefined && current.agent === step.agent && current.kind === kind) {
      current.steps.push(step);
      current.words = words ?? current.words;
    } else turns.push({ agent: step.agent, steps: [step], words, kind, finishes: false, isCourteous: false });
  }
  const sentences = prepared.of(cueSentencesOf);
  for (const turn of turns) if (turn.words !== null) read(turn, turn.words, sentences);
  return turns;
}

function read(turn: Turn, words: Step, sentences: CueSentences): void {
  if (turn.kind !== "agent" && turn.kind !== "person") return;
  turn.isCourteous = sentences.has(words, MAY_BE_COURTESY) && isCourtesy(words.text);
  if (turn.kind === "person") return;
  turn.finishes = isStop(turn) || (mayFinish(words, sentences) && saysFinished(words.text));
}

function kindOf(step: Step, prepared: PreparedRun): Turn["kind"] | null {
  if (isExecutionOutput(step, prepared.agents)) return "output";
  if (step.kind === "message" && step.text.trim() === "") return "silent";
  if (step.kind === "message" && step.canned === true) return "canned";
  if (prepared.isPerson(step)) return "person";
  if (step.kind === "tool-call" || step.kind === "handoff" || prepared.isOwnWords(step)) return "agent";
  return null;
}

/** A person's words that set a new goal; thanks do not. */
export function isNewGoal(turn: Turn): boolean {
  return turn.kind === "person" && turn.words !== null && !turn.isCourteous;
}

/** The framework's own stop word, said and not merely explained. */
export function isStop(turn: Turn): boolean {
  return turn.words?.marker === "terminal" && givesStopWord(turn.words.text);
}
