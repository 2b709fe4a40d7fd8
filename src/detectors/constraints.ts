import type { Run, Step } from "../core/run.ts";
import { AMOUNTS } from "./constraints/amounts.ts";
import { ANSWER_FORMS } from "./constraints/answer-form.ts";
import { CODE_RULES } from "./constraints/code-rules.ts";
import type { Constraint, ConstraintKind } from "./constraints/constraint.ts";
import { LITERALS } from "./constraints/literals.ts";
import { MEANS } from "./constraints/means.ts";
import type { PreparedRun } from "./prepared-run.ts";

const KINDS: readonly ConstraintKind[] = [...ANSWER_FORMS, ...AMOUNTS, ...LITERALS, ...CODE_RULES, ...MEANS];

/** Cheap refusal: without one of these words a text sets no constraint of any kind. */
const SETS_SOMETHING =
  /\b(?:exactly|precisely|at (?:least|most)|no (?:more|fewer)|max|maximum|up to|under|within|below|less than|fewer than|not exceed|only|just|never|don't|do not|must|should|has to|have to|needs to|please|always|without|avoid|no|json|table|boxed|fractions?|percent|percentages?|decimal|letter|function|method|class|save|export|store|output|write|implement|create|build|develop|code)\b/i;

const MOST_READ = 20_000;
const MOST_OF_ONE_KIND = 5;
const LONGEST_WORDS = 160;

/**
 * What the task lays down in words that a program can check, and what later words of a person add. Later words about
 * the same matter in the same phase lift what was said before. Conditions ("if …") and examples set nothing. Linear in
 * the text that people wrote.
 */
export function constraintsOf(run: Run, prepared: PreparedRun): readonly Constraint[] {
  const constraints: Constraint[] = [];
  const spoken = run.steps.filter((step) => isSpoken(step, run, prepared));
  for (const step of spoken) {
    const isLater = step !== spoken[0];
    for (const kind of KINDS) {
      if (isLater && kind.topic.test(step.text.slice(0, MOST_READ))) lift(constraints, kind.id, step.phase);
    }
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

function lift(constraints: Constraint[], kind: string, phase: string | undefined): void {
  for (let at = constraints.length - 1; at >= 0; at--) {
    const constraint = constraints[at];
    if (constraint?.kind === kind && constraint.step?.phase === phase) constraints.splice(at, 1);
  }
}

const CONDITION =
  /\b(?:if|when|whenever|unless|until|in case|otherwise|except|once|for example|e\.g\.|such as|for instance|ideally|optionally|prefer(?:ably)?|try to|where possible|example)\b/i;

function constraintsIn(text: string, step: Step | null): Constraint[] {
  const read = withBlankedCode(text.slice(0, MOST_READ));
  if (!SETS_SOMETHING.test(read)) return [];
  const found: Constraint[] = [];
  for (const kind of KINDS) {
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
