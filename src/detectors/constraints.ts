import type { Run, Step } from "../core/run.ts";
import { AMOUNTS } from "./constraints/amounts.ts";
import { ANSWER_FORMS } from "./constraints/answer-form.ts";
import { CODE_RULES } from "./constraints/code-rules.ts";
import type { Constraint, ConstraintKind } from "./constraints/constraint.ts";
import { LITERALS } from "./constraints/literals.ts";
import { MEANS } from "./constraints/means.ts";
import type { PreparedRun } from "./prepared-run.ts";

const KINDS: readonly ConstraintKind[] = [...ANSWER_FORMS, ...AMOUNTS, ...LITERALS, ...CODE_RULES, ...MEANS];

/** Of longer texts the head and the end are read: in between stands material. */
const HEAD = 8000;
const TAIL = 2000;
/** Persons who say more than this often are talking and no longer set the task. */
const MOST_MESSAGES = 30;
const MOST_OF_ONE_KIND = 5;
const LONGEST_WORDS = 160;

/**
 * What the task lays down in words that a program can check, and what later words of a person add. Later words about
 * the same matter in the same phase lift what was said before. Conditions ("if …") and examples set nothing. Linear in
 * the text that people wrote.
 */
export function constraintsOf(run: Run, prepared: PreparedRun): readonly Constraint[] {
  const constraints: Constraint[] = [];
  const spoken = run.steps.filter((step) => isSpoken(step, run, prepared)).slice(0, MOST_MESSAGES);
  for (const step of spoken) {
    if (constraints.length > 0) lift(constraints, step);
    constraints.push(...constraintsIn(step.text, step));
  }
  const isTaskSpoken = spoken.some(({ text }) => text === run.task);
  if (run.task !== null && !isTaskSpoken && spoken.length === 0) {
    constraints.push(...constraintsIn(run.task, null));
  }
  return constraints;
}

/** Whether a person's words, or the task in whoever's name it was given. */
function isSpoken(step: Step, run: Run, prepared: PreparedRun): boolean {
  return (
    step.kind === "message" && (prepared.isPerson(step) || (run.task !== null && step.text === run.task))
  );
}

/** Takes out what these words touch again. */
function lift(constraints: Constraint[], { text, phase }: Step): void {
  const read = text.slice(0, HEAD);
  for (let at = constraints.length - 1; at >= 0; at--) {
    const earlier = constraints[at];
    if (earlier !== undefined && earlier.step?.phase === phase && TOPICS.get(earlier.kind)?.test(read)) {
      constraints.splice(at, 1);
    }
  }
}

const TOPICS = new Map(KINDS.map(({ id, topic }) => [id, topic]));

const CONDITION =
  /\b(?:if|when|whenever|unless|until|in case|otherwise|except|once|for example|e\.g\.|such as|for instance|ideally|optionally|prefer(?:ably)?|try to|where possible|example)\b/i;

function constraintsIn(text: string, step: Step | null): Constraint[] {
  if (text.length <= HEAD + TAIL) return constraintsOfPassage(text, step);
  const tail = text.slice(text.indexOf("\n", text.length - TAIL) + 1).slice(-TAIL);
  return [...constraintsOfPassage(text.slice(0, HEAD), step), ...constraintsOfPassage(tail, step)];
}

function constraintsOfPassage(text: string, step: Step | null): Constraint[] {
  const read = withBlankedCode(text);
  const lower = read.toLowerCase();
  const found: Constraint[] = [];
  for (const kind of KINDS) {
    if (!kind.hints.every((either) => either.some((hint) => lower.includes(hint)))) continue;
    let count = 0;
    for (const match of read.matchAll(kind.cue)) {
      if (++count > MOST_OF_ONE_KIND) break;
      const sentence = sentenceAround(read, match.index, match.index + match[0].length);
      if (CONDITION.test(read.slice(sentence.start, sentence.end))) continue;
      const demanded = kind.read(match);
      if (demanded === null) continue;
      const start = Math.max(sentence.start, Math.min(match.index, sentence.end - LONGEST_WORDS));
      const words = text.slice(start, Math.min(sentence.end, start + LONGEST_WORDS)).trim();
      found.push({ kind: kind.id, step, words, ...demanded });
    }
  }
  return found;
}

/** The text with fenced code replaced by spaces, so that offsets stay: code in a prompt is an example or material. */
function withBlankedCode(text: string): string {
  if (!text.includes("```")) return text;
  return text.replace(/```[\s\S]*?(?:```|$)/g, (code) => code.replace(/[^\n]/g, " "));
}

const LONGEST_SENTENCE = 400;

function sentenceAround(text: string, start: number, end: number): { start: number; end: number } {
  const before = text.slice(Math.max(0, start - LONGEST_SENTENCE), start);
  const opening = Math.max(...[". ", "! ", "? ", "\n"].map((mark) => before.lastIndexOf(mark)));
  const after = /[.!?](?:\s|$)|\n/.exec(text.slice(end, end + LONGEST_SENTENCE));
  return {
    start: start - before.length + opening + 1,
    end: after === null ? Math.min(text.length, end + LONGEST_SENTENCE) : end + after.index + 1,
  };
}
