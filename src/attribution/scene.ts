import type { Run, Step } from "../core/run.ts";
import type { PreparedRun } from "../detectors/prepared-run.ts";
import { type Delivered, deliveredBy } from "./delivered.ts";
import { wayTo } from "./way.ts";

/** What every sign of trouble is read off: a run, what it delivered, and the way there. */
export interface Scene {
  readonly run: Run;
  readonly prepared: PreparedRun;
  /** Agents' own messages that say more than a stop word, in order. */
  readonly words: readonly Step[];
  readonly delivered: Delivered;
  /** Indices of the steps on which the outcome rests. */
  readonly way: ReadonlySet<number>;
}

const LONGEST_STOP_WORD = 24;

export function sceneOf(run: Run, prepared: PreparedRun): Scene {
  const words = run.steps.filter((step) => prepared.isOwnWords(step) && saysMore(step));
  const delivered = deliveredBy(run, words);
  return { run, prepared, words, delivered, way: wayTo(delivered.step, run, prepared) };
}

function saysMore({ text, marker }: Step): boolean {
  const length = marker === "terminal" ? text.trim().length : Number.POSITIVE_INFINITY;
  return length > LONGEST_STOP_WORD && /\S/.test(text);
}
