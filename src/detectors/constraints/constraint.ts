import type { Step } from "../../core/run.ts";
import type { DeliveredWork } from "./delivered-work.ts";

/** How delivered work breaks a constraint. */
export interface Breach {
  readonly tier: "high" | "medium";
  /** The step that breaks it. */
  readonly by: Step;
  /** Verbatim words of that step that show it; null: its last words. */
  readonly words: string | null;
  /** Continues "the task asks …, but ". */
  readonly instead: string;
}

/** Whether delivered work keeps to a constraint; null where it does or where nothing can be told. */
export type Check = (work: DeliveredWork) => Breach | null;

/** A kind of constraint that words can set and a program can check. */
export interface ConstraintKind {
  /** Kebab-case; of one kind the latest words hold. */
  readonly id: string;
  /** One of each stands in every text that `cue` matches, in lower case: a cheap refusal. */
  readonly hints: readonly (readonly string[])[];
  /** Finds the words that set it; global. Each sentence is read by itself. */
  readonly cue: RegExp;
  /** A later word of a person that touches this kind lifts what the task said. */
  readonly topic: RegExp;
  /** The check that the words demand, or null where they set nothing that can be checked. */
  read(words: RegExpExecArray): { demand: string; check: Check } | null;
}

/** One constraint of a task: where it stands and what it demands. */
export interface Constraint {
  readonly kind: string;
  /** The step whose words set it, and null where the task is no step of the run. */
  readonly step: Step | null;
  /** The sentence that sets it, verbatim, shortened at its end. */
  readonly words: string;
  /** Continues "the task asks ". */
  readonly demand: string;
  readonly check: Check;
}
