import type { Run, Step } from "../core/run.ts";
import { probesAgree, shinglesOf, similarity } from "./near-duplicates.ts";
import type { PreparedRun } from "./prepared-run.ts";

/** A place where the dialogue begins again. */
export interface Restart {
  /** `marker`: the framework announces it; `opening`: the agents' first steps come again. */
  readonly kind: "marker" | "opening";
  /** The first step of the new beginning (the marker itself for `marker`). */
  readonly at: Step;
  /** The first step of an agent from there on. */
  readonly resumed: Step;
  /** The agent step of the run's opening that comes again, or null where another beginning is made. */
  readonly original: Step | null;
  /** Steps of agents since the last beginning: what is lost. */
  readonly lost: number;
}

/** Steps of agents that must lie between a beginning and the next; fewer were a failed start. */
export const LEAST_LOST = 3;
/** Steps of the opening that must come again in order, and how similar each must be (Jaccard of 5-word shingles). */
const OPENING_SIMILARITY = [0.8, 0.6, 0.6] as const;
/** A later beginning after a marker is the old one where this much of it comes again. */
const SAME_BEGINNING = 0.5;
/** New steps that must lie between an opening and its repetition, else it is a loop (FM-1.3) and no restart. */
const LEAST_BETWEEN = 2;

/** All restarts in order. Linear in the run's size: later steps are compared with the opening only. */
export function restartsOf(run: Run, prepared: PreparedRun): Restart[] {
  const work = run.steps.filter((step) => isWork(step, prepared));
  const [first] = work;
  if (first === undefined) return [];
  const marked = markedRestarts(run, work, first);
  const announced = new Set(marked.map(({ resumed }) => resumed));
  const openings = repeatedOpenings(work).filter(({ at }) => !announced.has(at));
  return [...marked, ...openings].sort((a, b) => a.at.index - b.at.index);
}

/** What agents do: their own words, calls and handovers. */
function isWork(step: Step, prepared: PreparedRun): boolean {
  if (step.retryOf !== undefined || step.agent === null) return false;
  return step.kind === "tool-call" || step.kind === "handoff" || prepared.isOwnWords(step);
}

function markedRestarts(run: Run, work: readonly Step[], first: Step): Restart[] {
  const restarts: Restart[] = [];
  let next = 0;
  let lost = 0;
  for (const at of run.steps) {
    if (at.marker !== "restart") continue;
    while ((work[next]?.index ?? Number.POSITIVE_INFINITY) < at.index) {
      next++;
      lost++;
    }
    const resumed = work[next];
    if (resumed === undefined) break;
    const before = work[next - 1];
    if (lost >= LEAST_LOST && before?.marker !== "terminal") {
      const again =
        resumed.agent === first.agent &&
        new Likeness(contentOf(first)).to(contentOf(resumed), SAME_BEGINNING);
      restarts.push({ kind: "marker", at, resumed, original: again ? first : null, lost });
    }
    lost = 0;
  }
  return restarts;
}

function repeatedOpenings(work: readonly Step[]): Restart[] {
  const opening = work.slice(0, OPENING_SIMILARITY.length);
  const [first] = opening;
  if (first === undefined || opening.length < OPENING_SIMILARITY.length || !isVaried(opening)) return [];
  const compared = opening.map((step) => new Likeness(contentOf(step)));
  const restarts: Restart[] = [];
  let begun = 0;
  for (let at = opening.length + LEAST_BETWEEN; at < work.length; at++) {
    const step = work[at];
    if (step === undefined || at - begun < opening.length + LEAST_BETWEEN) continue;
    const comesAgain = opening.every((original, offset) => {
      const later = work[at + offset];
      return (
        later !== undefined &&
        later.agent === original.agent &&
        later.kind === original.kind &&
        later.phase === original.phase &&
        compared[offset]?.to(contentOf(later), OPENING_SIMILARITY[offset] ?? 1) === true
      );
    });
    if (!comesAgain) continue;
    restarts.push({ kind: "opening", at: step, resumed: step, original: first, lost: at - begun });
    begun = at;
  }
  return restarts;
}

/** An opening of one and the same step over and over is a loop from the start. */
function isVaried(opening: readonly Step[]): boolean {
  return new Set(opening.map((step) => `${step.agent}\0${contentOf(step)}`)).size === opening.length;
}

function contentOf(step: Step): string {
  return step.kind === "tool-call" ? `${step.tool ?? ""} ${JSON.stringify(step.args ?? null)}` : step.text;
}

/** Compares many texts with one whose shingles are computed once. */
class Likeness {
  private readonly original: string;
  private shingles: ReadonlySet<string> | null = null;

  constructor(original: string) {
    this.original = original;
  }

  to(later: string, threshold: number): boolean {
    if (later === this.original) return true;
    const [shorter, longer] =
      later.length < this.original.length ? [later, this.original] : [this.original, later];
    if (shorter.length < longer.length * threshold * 0.9 || !probesAgree(shorter, longer)) return false;
    this.shingles ??= shinglesOf(this.original);
    return similarity(this.shingles, shinglesOf(later)) >= threshold;
  }
}
