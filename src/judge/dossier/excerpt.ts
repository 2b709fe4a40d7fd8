import type { Run, Step, StepKind } from "../../core/run.ts";
import type { TokenCounter } from "../case.ts";
import { fenced, note } from "../guard/mark.ts";
import type { Dossier, Shown } from "./dossier.ts";
import { headerOf, openLine, SHORT_HEADER } from "./header.ts";
import { LINE_TOKENS } from "./pieces.ts";
import { stepName } from "./step-lines.ts";
import { isCharacterStart } from "./visible-text.ts";

/** What an excerpt of a run is made for. */
export interface ExcerptOrder {
  /** Steps that the question turns on, with words in them that must be seen. */
  readonly focus: ReadonlyMap<number, readonly string[]>;
  /** Kinds of steps that matter for the question; others are shown only where room is left. */
  readonly kinds: ReadonlySet<StepKind>;
  /** Tokens of all that is shown, about. */
  readonly room: number;
  /** Whether what is open at the end is listed. */
  readonly withLedger: boolean;
}

/** Steps on either side of a step in question that are read with it. */
const AROUND = 10;
/** The end of a run shows what came of it. */
const LAST = 3;
/** Tokens of a step that is shown by its first words only. */
const OUTLINE_WORDS = 60;
/** Of a long step: characters at its beginning, around words in question, and at its end. */
const HEAD = 400;
const AROUND_WORDS = 500;
const TAIL = 300;
const LONGEST_WHOLE = 1600;
const HEADER_SHARE = 0.35;
/** Share of the room that is kept for lines of other steps; more where the course of the whole run is in question. */
const OUTLINES = 0.1;
const OUTLINES_OF_RUN = 0.3;
/** The golden ratio's part: its multiples, without their whole parts, spread evenly however many are taken. */
const SPREAD = 0.6180339887498949;

/**
 * The steps in question with what stands around them, the task and the end, in full as far as the room goes; of the
 * others a line each, and where even these are too many, a note how many there are. All of the run where it fits.
 */
export function excerptOf(dossier: Dossier, order: ExcerptOrder, tokens: TokenCounter): Shown {
  const whole = dossier.whole(order.room, SHORT_HEADER);
  if (whole !== null) return whole;
  const { run, lines, scrubber, mark } = dossier;
  const header = headerOf({
    ...{ run, lines, scrubber, mark, room: SHORT_HEADER },
    agents: concerned(dossier, order),
    hasTask: taskStep(run) !== null,
    part: "a selection of them is shown, of the others a line or their number",
    ledger: null,
    before: 0,
  });
  const open = dossier.ledger.items.filter(({ until }) => until === null).slice(-12);
  const ledger =
    order.withLedger && open.length > 0
      ? `\nnever settled in this run:\n${open.map((item) => openLine(item, scrubber)).join("\n")}`
      : "";
  const all = order.room - Math.min(tokens(header + ledger), order.room * HEADER_SHARE);
  const reserved = all * (order.withLedger ? OUTLINES_OF_RUN : OUTLINES);
  let room = all - reserved;
  const shown = new Map<number, { text: string; whole: boolean }>();
  for (const step of byNeed(dossier, order)) {
    const { text, whole } = bodyFor(dossier, step, order.focus.get(step.index));
    const cost = whole ? dossier.tokensOf(step.index) : tokens(text) + LINE_TOKENS;
    const isFocus = order.focus.has(step.index);
    if (!isFocus && room < OUTLINE_WORDS) break;
    if (!isFocus && cost > room) continue;
    room -= cost;
    shown.set(step.index, { text, whole });
  }
  const outlined = outlines(dossier, order, shown, Math.max(0, room) + reserved, tokens);
  const body = assemble(dossier, shown, outlined);
  return {
    text: fenced("record", mark, `${header}${ledger}\n\n${body}`),
    scope: "a selection of steps from one run",
    whole: [...shown]
      .filter(([, { whole }]) => whole)
      .map(([step]) => step)
      .sort((a, b) => a - b),
    steps: [...new Set([...shown.keys(), ...outlined.keys()])].sort((a, b) => a - b),
  };
}

/** The steps in question, the task, what stands next to them, the end, then the rest from near to far. */
function byNeed({ run }: Dossier, { focus, kinds }: ExcerptOrder): Step[] {
  const far = run.steps.length;
  const task = taskStep(run);
  const near = (index: number): number => {
    let distance = far;
    for (const step of focus.keys()) distance = Math.min(distance, Math.abs(step - index));
    return distance;
  };
  const ranked = run.steps.map((step) => {
    const distance = near(step.index);
    const setsTask = step === task;
    let rank = setsTask ? 1.5 : distance + 1;
    if (step.index >= far - LAST) rank = Math.min(rank, 4);
    if (!kinds.has(step.kind) && !setsTask) rank += distance === 0 ? 0 : AROUND;
    if (distance > AROUND && rank > AROUND) rank += kinds.has(step.kind) ? 0 : far;
    return { step, rank };
  });
  ranked.sort((a, b) => a.rank - b.rank || a.step.index - b.step.index);
  return ranked.map(({ step }) => step);
}

/** A step's text, or of a long one its beginning, its end and what stands around the words in question. */
function bodyFor(
  { lines, mark, scrubber }: Dossier,
  step: Step,
  words: readonly string[] = [],
): { text: string; whole: boolean } {
  const body = lines.body(step);
  if (body.length <= LONGEST_WHOLE) return { text: body, whole: true };
  const spans: [from: number, to: number][] = [[0, HEAD]];
  for (const quote of words) {
    const at = body.indexOf(scrubber.scrub(quote));
    if (at >= 0)
      spans.push([Math.max(0, at - AROUND_WORDS), Math.min(body.length, at + quote.length + AROUND_WORDS)]);
  }
  spans.push([body.length - TAIL, body.length]);
  spans.sort((a, b) => a[0] - b[0]);
  let text = "";
  let end = 0;
  for (const [start, to] of spans) {
    const from = Math.max(end, isCharacterStart(body, start) ? start : start - 1);
    const until = isCharacterStart(body, to) ? to : to - 1;
    if (until <= from) continue;
    if (from > end) text += `\n${note(mark, `${from - end} characters left out`)}\n`;
    text += body.slice(from, until);
    end = until;
  }
  return { text, whole: false };
}

function taskStep({ steps, task }: Run): Step | null {
  return task === null ? null : (steps.find(({ text }) => text === task) ?? null);
}

/** A line for each step that is not shown, those of the kinds that matter first; spread evenly where the room ends. */
function outlines(
  { run, lines }: Dossier,
  { kinds }: ExcerptOrder,
  shown: ReadonlyMap<number, unknown>,
  room: number,
  tokens: TokenCounter,
): Map<number, string> {
  const outlined = new Map<number, string>();
  let left = room;
  for (const wanted of [true, false]) {
    const open = run.steps.filter(({ index, kind }) => !shown.has(index) && kinds.has(kind) === wanted);
    const spread = open
      .map((step, at) => ({ step, place: (at * SPREAD) % 1 }))
      .sort((a, b) => a.place - b.place);
    for (const { step } of spread) {
      const body = lines.body(step);
      const first = body.slice(0, OUTLINE_WORDS).replace(/\s+/g, " ").trim();
      const line = lines.line(step, body.length > first.length ? " (first words)" : "");
      const text = first === "" ? line : `${line}\n${first}${body.length > OUTLINE_WORDS ? " …" : ""}`;
      left -= tokens(text);
      if (left < 0) return outlined;
      outlined.set(step.index, text);
    }
  }
  return outlined;
}

function assemble(
  { run, lines, mark }: Dossier,
  shown: ReadonlyMap<number, { text: string; whole: boolean }>,
  outlined: ReadonlyMap<number, string>,
): string {
  const out: string[] = [];
  let hidden = 0;
  const flush = (before: number): void => {
    if (hidden === 0) return;
    const span =
      hidden === 1 ? stepName(before - 1) : `${stepName(before - hidden)} to ${stepName(before - 1)}`;
    out.push(note(mark, `${span} not shown`));
    hidden = 0;
  };
  for (const step of run.steps) {
    const full = shown.get(step.index);
    const outline = outlined.get(step.index);
    if (full === undefined && outline === undefined) {
      hidden++;
      continue;
    }
    flush(step.index);
    if (full === undefined) out.push(outline ?? "");
    else out.push(full.text === "" ? lines.line(step) : `${lines.line(step)}\n${full.text}`);
  }
  flush(run.steps.length);
  return out.join("\n");
}

/** Agents of the steps in question and of their neighbours: their roles are shown. */
function concerned({ run }: Dossier, { focus }: ExcerptOrder): Set<string> {
  const agents = new Set<string>();
  for (const index of focus.keys()) {
    for (const step of run.steps.slice(Math.max(0, index - 1), index + 2)) {
      for (const id of step.agent === null ? step.to : [step.agent, ...step.to]) agents.add(id);
    }
  }
  return agents;
}
