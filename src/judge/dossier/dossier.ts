import type { Run, Step } from "../../core/run.ts";
import type { JudgeCase } from "../case.ts";
import { fenced, markFor, note } from "../guard/mark.ts";
import { type HeaderParts, type HeaderRoom, headerOf, SHORT_HEADER, WHOLE_HEADER } from "./header.ts";
import { type Ledger, ledgerOf } from "./open-items.ts";
import { LINE_TOKENS, type Piece, piecesOf } from "./pieces.ts";
import { Scrubber } from "./scrub.ts";
import { StepLines, stepName } from "./step-lines.ts";
import { type Window, windowsOf } from "./windows.ts";

/** A window holds at least so many tokens of steps, whatever the header takes. */
const LEAST_ROOM = 1000;
/** What headers of parts differ by. */
const HEADER_SLACK = 200;
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
  private readonly counts = new Map<number, number>();
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

  /** Tokens of a step with its line, about. */
  tokensOf(step: number): number {
    let tokens = this.counts.get(step);
    if (tokens === undefined) {
      const own = this.run.steps[step];
      tokens = LINE_TOKENS + (own === undefined ? 0 : this.about.tokens(this.lines.body(own)));
      this.counts.set(step, tokens);
    }
    return tokens;
  }

  /** Tokens of all steps. */
  get total(): number {
    return this.run.steps.reduce((sum, { index }) => sum + this.tokensOf(index), 0);
  }

  /** All of the run, where that takes at most so many tokens, the header included; else null. */
  whole(most: number, room: HeaderRoom = WHOLE_HEADER): Shown | null {
    if (this.total > most) return null;
    const header = this.header({
      room,
      part: null,
      ledger: null,
      before: 0,
      hasTask: this.showsTask(this.run.steps),
    });
    if (this.total + this.about.tokens(header) > most) return null;
    const window = this.run.steps.map(({ index }) => this.wholePiece(index));
    return this.shown(window, header, "the whole run");
  }

  /** Windows of at most so many tokens, the header included, which together hold the text of every step. */
  windows(most: number): Shown[] {
    const whole = this.whole(most);
    if (whole !== null) return [whole];
    const part = { room: SHORT_HEADER, part: "a part is shown", ledger: this.ledger, hasTask: false };
    const besides = this.about.tokens(this.header({ ...part, before: this.run.steps.length }));
    const room = Math.max(LEAST_ROOM, most - besides - HEADER_SLACK);
    const longest = Math.floor(room / 2);
    const pieces = this.run.steps.flatMap((step) =>
      piecesOf(step.index, this.lines.body(step), this.tokensOf(step.index), longest, this.about.tokens),
    );
    const windows = windowsOf(pieces, room);
    return windows.map((window, index) => {
      const first = window[0]?.step ?? 0;
      const span = `steps ${stepName(first)} to ${stepName(window.at(-1)?.step ?? 0)}`;
      const name = `part ${index + 1} of ${windows.length}`;
      const steps = window.flatMap(({ step, whole }) => (whole ? (this.run.steps[step] ?? []) : []));
      const header = this.header({
        ...{ room: SHORT_HEADER, part: `${name} is shown, ${span}`, ledger: this.ledger, before: first },
        hasTask: this.showsTask(steps),
      });
      return this.shown(window, header, `${name} of a run (${span})`);
    });
  }

  header(parts: Pick<HeaderParts, "room" | "hasTask" | "part" | "ledger" | "before">): string {
    const { run, lines, scrubber, mark } = this;
    return headerOf({ run, lines, scrubber, mark, agents: null, ...parts });
  }

  private showsTask(steps: readonly Step[]): boolean {
    return steps.some(({ text }) => text === this.run.task);
  }

  private wholePiece(step: number): Piece {
    const own = this.run.steps[step];
    const to = own === undefined ? 0 : this.lines.body(own).length;
    return { step, from: 0, to, whole: true, tokens: this.tokensOf(step) };
  }

  private shown(window: Window, header: string, scope: string): Shown {
    return {
      text: fenced("record", this.mark, `${header}\n\n${this.body(window)}`),
      scope,
      whole: window.filter(({ whole }) => whole).map(({ step }) => step),
      steps: [...new Set(window.map(({ step }) => step))],
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
