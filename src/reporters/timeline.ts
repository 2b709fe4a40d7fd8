import type { ModeId } from "../core/finding.ts";
import type { ReportMode, ReportRun } from "../core/report.ts";
import type { Run } from "../core/run.ts";
import { clip, paint, plural, wrap } from "./layout.ts";
import { findingLines, quotedSteps } from "./timeline/finding-lines.ts";
import { gutterOf, marksOf } from "./timeline/gutter.ts";
import { type Numbered, numberFindings } from "./timeline/numbered.ts";
import { header, overview } from "./timeline/overview.ts";
import { stepLines } from "./timeline/step-lines.ts";

export interface TimelineOptions {
  /** Columns; 60–140 are used. */
  width: number;
  color: boolean;
  /** Every step, whole; else long texts are cut and stretches far from any finding are folded. */
  full: boolean;
  modes: readonly ReportMode[];
  /** What to change in the system where this mode was found, likeliest cure first; left out: no advice is printed. */
  remediationOf?: (mode: ModeId) => readonly string[];
}

/** Steps shown before and after a step that a finding quotes. */
const CONTEXT = 2;
/** Of the steps that a finding names and does not quote, so many at its beginning are shown, and the last. */
const UNQUOTED_SHOWN = 4;
/** Runs of up to this many steps are never folded. */
const SHORT_RUN = 30;

/** One run from top to bottom: what it is, what was found, and the steps with each finding where its evidence is complete. */
export function* timeline(run: Run, view: ReportRun, options: TimelineOptions): Generator<string> {
  const width = Math.min(140, Math.max(60, options.width));
  const ink = paint(options.color);
  const found = numberFindings(view, options.modes);
  yield* header(view, width, ink);
  yield* overview(found, view, options.modes, width, ink);
  yield "\n";
  const shown = options.full ? null : stepsToShow(run, found);
  const marks = marksOf(found);
  const gutter = gutterOf(run, view, marks, width);
  const fold = (folded: number[]): string => {
    if (folded.length === 0) return "";
    const named = folded.filter((step) => marks.has(step)).length;
    const note = named === 0 ? "" : `, ${named} of them named by findings`;
    return ink.dim(
      `${" ".repeat(gutter.left)} ⋮ ${plural(folded.length, "step")} not shown (--full)${note}\n`,
    );
  };
  let folded: number[] = [];
  for (const step of run.steps) {
    if (shown !== null && !shown.has(step.index)) {
      folded.push(step.index);
      continue;
    }
    yield fold(folded);
    folded = [];
    yield* stepLines(step, run, marks.get(step.index) ?? [], { gutter, width, full: options.full }, ink);
    for (const item of found) {
      if (item.visibleAt === step.index) yield* findingLines(item, run, { gutter, width }, ink);
    }
  }
  yield fold(folded);
  yield `${" ".repeat(gutter.left)} ${ink.bold("end")} ${clip(endText(view), width - gutter.left - 5)}\n`;
  yield* advice(found, options, width);
}

function endText({ endReason, endDetail }: ReportRun): string {
  if (endReason === "unknown") return "the trace does not say how the run ended";
  return [endReason, endDetail].filter((part) => part !== null && part !== "").join(": ");
}

function* advice(
  found: readonly Numbered[],
  { remediationOf, modes }: TimelineOptions,
  width: number,
): Generator<string> {
  if (remediationOf === undefined) return;
  const present = modes.filter(({ id }) =>
    found.some(({ mode, candidate, suppressed }) => mode === id && !candidate && suppressed === null),
  );
  const lines = present.flatMap(({ id }) => {
    const [cure] = remediationOf(id);
    return cure === undefined
      ? []
      : wrap(`${id}: ${cure}`, width - 4, 3).map((line, index) => (index === 0 ? ` ${line}` : `   ${line}`));
  });
  if (lines.length > 0)
    yield `\nWhat helps (more: mast modes ${present[0]?.id ?? ""})\n${lines.join("\n")}\n`;
}

/** The task, the end, and what surrounds the steps of findings. */
function stepsToShow(run: Run, found: readonly Numbered[]): ReadonlySet<number> | null {
  if (run.steps.length <= SHORT_RUN) return null;
  const last = run.steps.length - 1;
  const shown = new Set<number>();
  const around = (anchor: number): void => {
    for (let step = anchor - CONTEXT; step <= anchor + CONTEXT; step++) shown.add(step);
  };
  for (const anchor of found.length === 0 ? [0, 1, 2, 3, 4, last - 3, last] : [0, last]) around(anchor);
  for (const { finding } of found) {
    for (const step of quotedSteps(finding)) around(step);
    for (const step of finding.steps.slice(0, UNQUOTED_SHOWN)) shown.add(step);
    const lastNamed = finding.steps.at(-1);
    if (lastNamed !== undefined) around(lastNamed);
  }
  return shown;
}
