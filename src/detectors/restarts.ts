import type { Run, Step } from "../core/run.ts";
import { ComparedText } from "./near-duplicates.ts";
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
  /** Whether the brief was given again right before. */
  readonly isBriefed: boolean;
}

/** Steps of agents that must lie between a beginning and the next; fewer were a failed start. */
export const LEAST_LOST = 3;
/** Steps of the opening that must come again in order, and how similar each must be (Jaccard of 5-word shingles). */
const OPENING_SIMILARITY = [0.8, 0.6, 0.6] as const;
/** A later beginning after a marker is the old one where this much of it comes again. */
const SAME_BEGINNING = 0.5;
/** Steps that must lie between an opening and its repetition, else it is a loop (FM-1.3) and no restart. */
const LEAST_BETWEEN = 1;
/** Longest period of a loop: the opening coming round at least three times in equal steps of at most this many. */
const LONGEST_LOOP = 6;

/** All restarts in order. Linear in the run's size: later steps are compared with the opening only. */
export function restartsOf(run: Run, prepared: PreparedRun): Restart[] {
  const work = run.steps.filter((step) => isWork(step, prepared));
  const [first] = work;
  if (first === undefined) return [];
  const marked = markedRestarts(run, work, first);
  const announced = new Set(marked.map(({ resumed }) => resumed));
  const openings = repeatedOpenings(work, briefedAgain(run), prepared).filter(({ at }) => !announced.has(at));
  return [...marked, ...openings].sort((a, b) => a.at.index - b.at.index);
}

/** What agents do: their own words and thoughts, calls and handovers. */
function isWork(step: Step, prepared: PreparedRun): boolean {
  if (step.retryOf !== undefined || step.agent === null) return false;
  if (step.kind === "tool-call" || step.kind === "handoff" || step.kind === "thought") return true;
  return prepared.isOwnWords(step);
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
        new ComparedText(contentOf(first)).isNear(new ComparedText(contentOf(resumed)), SAME_BEGINNING);
      restarts.push({ kind: "marker", at, resumed, original: again ? first : null, lost, isBriefed: false });
    }
    lost = 0;
  }
  return restarts;
}

/** Indices at which the first message of the run, the brief, is given again. */
function briefedAgain({ steps }: Run): readonly number[] {
  const brief = steps[0];
  if (brief?.kind !== "message" || brief.text.length < LONG_WORDS) return [];
  const again = steps.filter(
    ({ kind, agent, text }) => kind === "message" && agent === brief.agent && text === brief.text,
  );
  return again.slice(1).map(({ index }) => index);
}

function repeatedOpenings(
  work: readonly Step[],
  briefs: readonly number[],
  prepared: PreparedRun,
): Restart[] {
  const opening = work.slice(0, OPENING_SIMILARITY.length);
  const [first] = opening;
  if (first === undefined || opening.length < OPENING_SIMILARITY.length || !isVaried(opening, prepared))
    return [];
  const compared = opening.map((step) => new ComparedText(contentOf(step)));
  const restarts: Restart[] = [];
  let begun = 0;
  for (let at = 2; at < work.length - 1; at++) {
    const step = work[at];
    if (step === undefined || !comesAgain(opening, compared, work, at)) continue;
    const lost = at - begun;
    if (work[at - 1]?.marker === "terminal") {
      begun = at;
      continue;
    }
    const before = work[at - 1]?.index ?? 0;
    const isBriefed = briefs.some((index) => index > before && index <= step.index);
    if (!isBriefed && lost < opening.length + LEAST_BETWEEN) return [];
    restarts.push({ kind: "opening", at: step, resumed: step, original: first, lost, isBriefed });
    begun = at;
  }
  return isLoop(restarts) ? [] : restarts;
}

/**
 * Whether the same steps follow again; where the run ends before the last of them, the others have to do. In
 * another agent's mouth only the very same words count.
 */
function comesAgain(
  opening: readonly Step[],
  compared: readonly ComparedText[],
  work: readonly Step[],
  from: number,
): boolean {
  return opening.every((original, offset) => {
    const step = work[from + offset];
    if (step === undefined) return true;
    if (original.kind !== step.kind || original.phase !== step.phase) return false;
    if (original.agent !== step.agent) {
      return step.kind === "message" && step.text.length >= LONG_WORDS && step.text === original.text;
    }
    return (
      compared[offset]?.isNear(new ComparedText(contentOf(step)), OPENING_SIMILARITY[offset] ?? 1) === true
    );
  });
}

/** UTF-16 units above which two agents saying the same is no chance. */
const LONG_WORDS = 60;

/** The opening coming round every few steps is a loop (FM-1.3). */
function isLoop(restarts: readonly Restart[]): boolean {
  const [first] = restarts;
  return (
    first !== undefined &&
    restarts.length > 1 &&
    first.lost <= LONGEST_LOOP &&
    restarts.every(({ lost, isBriefed }) => lost === first.lost && !isBriefed)
  );
}

/**
 * An opening of one and the same step over and over is a loop from the start, or waits for something. A step of it may
 * come twice where its result differs: a retry, a status asked for again.
 */
function isVaried(opening: readonly Step[], prepared: PreparedRun): boolean {
  const [first] = opening;
  if (first === undefined || opening.every((step) => isSame(step, first))) return false;
  const resultOf = (step: Step) => (step.kind === "tool-call" ? (prepared.resultOf(step)?.text ?? "") : "");
  return opening.every((step, at) =>
    opening.slice(0, at).every((earlier) => !isSame(step, earlier) || resultOf(step) !== resultOf(earlier)),
  );
}

function isSame(a: Step, b: Step): boolean {
  if (a === b) return true;
  return a.agent === b.agent && contentOf(a) === contentOf(b);
}

function contentOf(step: Step): string {
  return step.kind === "tool-call" ? `${step.tool ?? ""} ${JSON.stringify(step.args ?? null)}` : step.text;
}
