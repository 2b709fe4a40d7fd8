import type { Run, Step } from "../../core/run.ts";
import { audienceOf } from "../audience.ts";
import { MAY_REMARK, type Remark, remarksIn } from "../cues/corrections.ts";
import { cueSentencesOf } from "../cues/cue-sentences.ts";
import { type Replacement, replacementsIn } from "../cues/replacements.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { type Work, workOf } from "../work.ts";

/** What one agent says is to be changed in another's work, or that it must not go out. */
export interface Correction {
  readonly step: Step;
  readonly from: string;
  /** Whose work it is about. */
  readonly to: string;
  readonly remarks: readonly Remark[];
  /** The work as it stood. */
  readonly work: Work;
  /** What is to be replaced by what, as far as the remarks say so literally; worked out when it is asked for. */
  readonly replacements: readonly Replacement[];
  /** What the corrected agent handed in next, oldest first, at most six. */
  readonly after: Work[];
}

const MOST_AFTER = 6;
const MOST_OPEN = 8;
/** Characters beside the remarks that may say what stands there and what should, and of all that are read. */
const BESIDE = 160;
const MOST_SAID = 1200;

/**
 * The corrections of a run in their order. Whose work is meant: the addressee's, else that of the agent who spoke
 * before. Asked for by `prepared.of(correctionsOf)`.
 */
export function correctionsOf(run: Run, prepared: PreparedRun): readonly Correction[] {
  const audience = prepared.of(audienceOf);
  const sentences = prepared.of(cueSentencesOf);
  const all: Correction[] = [];
  const open: Correction[] = [];
  const works = new Map<string, Work>();
  let before: string | null = null;
  for (const step of run.steps) {
    if (step.agent === null) continue;
    const author = step.agent;
    const work = workOf(step, prepared);
    if (work !== null) {
      for (const { to, after } of open) if (to === author && after.length < MOST_AFTER) after.push(work);
    }
    if (step.kind === "message" && step.canned !== true) {
      const to = audience.addresseeOf(step) ?? before;
      const target = to === null || to === author ? undefined : works.get(to);
      if (target !== undefined && to !== null && audience.mayHaveRead(to, step)) {
        const correction = correctionIn(
          step,
          author,
          remarksIn(step, sentences.of(step, MAY_REMARK)),
          target,
        );
        if (correction !== null) {
          all.push(correction);
          open.push(correction);
          if (open.length > MOST_OPEN) open.shift();
        }
      }
      before = author;
    }
    if (work !== null && (work.kind !== "text" || (works.get(author)?.kind ?? "text") === "text"))
      works.set(author, work);
  }
  return all;
}

function correctionIn(step: Step, from: string, remarks: readonly Remark[], work: Work): Correction | null {
  if (remarks.length === 0) return null;
  let replacements: readonly Replacement[] | null = null;
  return {
    step,
    from,
    to: work.agent,
    remarks,
    work,
    get replacements() {
      replacements ??= replacementsIn(saidAround(step, remarks), work.content);
      return replacements;
    },
    after: [],
  };
}

function saidAround({ text }: Step, remarks: readonly Remark[]): string {
  const start = Math.max(0, (remarks[0]?.start ?? 0) - BESIDE);
  const last = remarks.at(-1);
  const end = last === undefined ? text.length : last.start + last.words.length + BESIDE;
  return text.slice(start, Math.min(end, start + MOST_SAID));
}
