import type { Run, Step } from "../../core/run.ts";
import type { JudgeCase } from "../case.ts";
import { fenced, markFor, note } from "../guard/mark.ts";
import { headerOf, SHORT_HEADER, WHOLE_HEADER } from "./header.ts";
import { type Ledger, ledgerOf } from "./open-items.ts";
import { type Piece, piecesOf } from "./pieces.ts";
import { Scrubber } from "./scrub.ts";
import { StepLines, stepName } from "./step-lines.ts";
import { type Window, windowsOf } from "./windows.ts";

/** Tokens set apart for the header when windows are cut. */
export const HEADER_TOKENS = 1500;
/** Shorter texts are written out again rather than pointed to. */
const LEAST_POINTED_AT = 200;

/** A part of a run as a judge reads it. */
export interface Shown {
  /** Fenced. */
  readonly text: string;
  /** Continues "the record above is ". */
  readonly scope: string;
  /** Steps of which all text is shown. */
  readonly whole: readonly number[];
  /** Steps of which some text is shown, those included. */
  readonly steps: readonly number[];
}

/** What a judge may see of one run: without outcome and evaluation, private data replaced, hidden characters gone. */
export class Dossier {
  readonly run: Run;
  readonly mark: string;
  readonly scrubber: Scrubber;
  readonly lines: StepLines;
  private readonly about: JudgeCase;
  private memoLedger: Ledger | null = null;

  constructor(about: JudgeCase) {
    this.about = about;
    this.run = about.run;
    this.scrubber = new Scrubber(about.options.redact);
    this.mark = markFor(about.run.contentHash, textsOf(about.run));
    this.lines = new StepLines(about.run, this.scrubber, this.mark);
    // Placeholders are numbered by first occurrence, which must not depend on what is shown first.
    for (const step of about.run.steps) this.lines.body(step);
  }

  get ledger(): Ledger {
    this.memoLedger ??= ledgerOf(this.run);
    return this.memoLedger;
  }

  step(index: number): Step | null {
    return this.run.steps[index] ?? null;
  }

  /** Windows of at most so many tokens, the header included, which together hold the text of every step. */
  windows(most: number): Shown[] {
    const room = Math.max(500, most - HEADER_TOKENS);
    const longest = Math.max(250, Math.floor(room / 2));
    const whole = this.run.steps.flatMap((step) =>
      piecesOf(step.index, this.lines.body(step), room, this.about.tokens),
    );
    const fits = whole.reduce((sum, { tokens }) => sum + tokens, 0) <= room;
    const pieces = fits
      ? whole
      : this.run.steps.flatMap((step) =>
          piecesOf(step.index, this.lines.body(step), longest, this.about.tokens),
        );
    const windows = windowsOf(pieces, room);
    return windows.map((window, index) => this.shown(window, index, windows.length));
  }

  private shown(window: Window, index: number, of: number): Shown {
    const first = window[0]?.step ?? 0;
    const last = window.at(-1)?.step ?? 0;
    const steps = [...new Set(window.map(({ step }) => step))];
    const span = `steps ${stepName(first)} to ${stepName(last)}`;
    const header = headerOf({
      ...{ run: this.run, lines: this.lines, scrubber: this.scrubber, mark: this.mark, agents: null },
      room: of === 1 ? WHOLE_HEADER : SHORT_HEADER,
      hasTask: window.some(({ step, whole }) => whole && this.run.steps[step]?.text === this.run.task),
      part: of === 1 ? null : `part ${index + 1} of ${of} is shown, ${span}`,
      ledger: of === 1 ? null : this.ledger,
      before: first,
    });
    const body = this.body(window);
    return {
      text: fenced("record", this.mark, `${header}\n\n${body}`),
      scope: of === 1 ? "the whole run" : `part ${index + 1} of ${of} of a run (${span})`,
      whole: window.filter(({ whole }) => whole).map(({ step }) => step),
      steps,
    };
  }

  /** Steps below each other; a text that already stands above, word for word, is pointed to. */
  body(window: Window): string {
    const above = new Map<string, number>();
    return window
      .map((piece) => {
        const step = this.run.steps[piece.step];
        if (step === undefined) return "";
        const text = this.lines.body(step).slice(piece.from, piece.to);
        const same = piece.whole ? above.get(text) : undefined;
        if (same !== undefined) {
          return `${this.lines.line(step)}\n${note(this.mark, `word for word the text of ${stepName(same)}`)}`;
        }
        if (piece.whole && text.length >= LEAST_POINTED_AT) above.set(text, step.index);
        return withPart(
          this.lines.line(step, piece.whole ? "" : ` (characters ${piece.from} to ${piece.to})`),
          text,
        );
      })
      .join("\n");
  }
}

function withPart(line: string, text: string): string {
  return text === "" ? line : `${line}\n${text}`;
}

/** Every text of the run that can get into a record. */
function textsOf(run: Run): string[] {
  const texts: string[] = [run.task ?? "", run.endDetail ?? "", run.id];
  for (const { id, name, role, tools } of run.agents) texts.push(id, name, role ?? "", ...(tools ?? []));
  for (const { text, args, tool, phase, to } of run.steps) {
    texts.push(text, tool ?? "", phase ?? "", ...to);
    if (args !== undefined) texts.push(typeof args === "string" ? args : JSON.stringify(args));
  }
  return texts;
}

const known = new WeakMap<JudgeCase, Dossier>();

/** The dossier of a case, made once. */
export function dossierOf(about: JudgeCase): Dossier {
  let dossier = known.get(about);
  if (dossier === undefined) {
    dossier = new Dossier(about);
    known.set(about, dossier);
  }
  return dossier;
}

export type { Piece };
