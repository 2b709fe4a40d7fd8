import type { ModeId } from "../core/finding.ts";
import { stableStringify } from "../core/json.ts";
import type { ReportFinding, ReportLabel, ReportMode, ReportRun } from "../core/report.ts";
import type { Run, Step } from "../core/run.ts";
import { safeLine } from "../core/terminal-text.ts";
import { clip, type Paint, pad, paint, plural, wrap, wrapBlock } from "./layout.ts";
import { trustText } from "./precision-text.ts";

export interface TimelineOptions {
  /** Columns; 60–140 are used. */
  width: number;
  color: boolean;
  /** Every step, whole; else long texts are cut and stretches far from any finding are folded. */
  full: boolean;
  modes: readonly ReportMode[];
}

/** A finding with its number in this timeline. */
interface Numbered {
  number: number;
  mode: ModeId;
  finding: ReportFinding;
  suppressed: ReportLabel["suppressed"];
  candidate: boolean;
}

/** Steps shown before and after a step that a finding names. */
const CONTEXT = 2;
/** Runs of up to this many steps are never folded. */
const SHORT_RUN = 30;
const GUTTER = 7;

/** One run from top to bottom: what it is, what was found, and the steps with each finding where it becomes visible. */
export function* timeline(run: Run, view: ReportRun, options: TimelineOptions): Generator<string> {
  const width = Math.min(140, Math.max(60, options.width));
  const ink = paint(options.color);
  const found = numberFindings(view, options.modes);
  yield* header(view, width, ink);
  yield* overview(found, view, options, width, ink);
  yield "\n";
  const shown = options.full ? null : stepsToShow(run, found);
  const agentWidth = Math.min(20, Math.max(4, ...view.agents.map(({ name }) => safeLine(name).length)));
  let folded = 0;
  for (const step of run.steps) {
    if (shown !== null && !shown.has(step.index)) {
      folded++;
      continue;
    }
    if (folded > 0) yield ink.dim(`${" ".repeat(GUTTER)}  ⋮ ${plural(folded, "step")} not shown (--full)\n`);
    folded = 0;
    yield* stepLines(step, run, found, { agentWidth, width, full: options.full }, ink);
    for (const item of found) {
      if (item.finding.steps.at(-1) === step.index) yield* findingLines(item, options, width, ink);
    }
  }
  if (folded > 0) yield ink.dim(`${" ".repeat(GUTTER)}  ⋮ ${plural(folded, "step")} not shown (--full)\n`);
  const end = [view.endReason, view.endDetail].filter((part) => part !== null && part !== "").join(": ");
  yield `${" ".repeat(GUTTER)}  ${ink.bold("end")} ${clip(end, width - GUTTER - 8)}\n`;
}

function numberFindings(view: ReportRun, modes: readonly ReportMode[]): Numbered[] {
  const items: Omit<Numbered, "number">[] = [];
  for (const { id: mode } of modes) {
    const label = view.labels[mode];
    if (label === undefined) continue;
    const { suppressed } = label;
    for (const finding of label.findings) items.push({ mode, finding, suppressed, candidate: false });
    for (const finding of label.candidates) items.push({ mode, finding, suppressed: null, candidate: true });
  }
  const firstStep = ({ finding }: Omit<Numbered, "number">): number => finding.steps[0] ?? 0;
  return items
    .sort((a, b) => Number(a.candidate) - Number(b.candidate) || firstStep(a) - firstStep(b))
    .map((item, index) => ({ ...item, number: index + 1 }));
}

function* header(view: ReportRun, width: number, ink: Paint): Generator<string> {
  yield `${ink.bold(`run ${view.id}`)}\n`;
  const place = [view.source.uri, view.source.locator].filter((part) => part !== "").join(":");
  const counts = [
    plural(view.steps, "step"),
    ...(view.toolCalls === null ? [] : [plural(view.toolCalls, "tool call")]),
    ...(view.tokens === null ? [] : [`${view.tokens.input} tokens in, ${view.tokens.output} out`]),
  ];
  const rows: [string, string][] = [
    ["from", `${place} (${view.format})`],
    [
      "agents",
      view.agents.map(({ name, kind }) => (kind === "llm" ? name : `${name} (${kind})`)).join(", ") ||
        "none known",
    ],
    ["size", counts.join(", ")],
    ["outcome", view.outcome],
    ...(view.task === null ? [] : [["task", view.task] as [string, string]]),
    ...view.inferred.map((sentence): [string, string] => ["inferred", sentence]),
    ...view.losses.map(({ detail, count }): [string, string] => ["lost", `${detail} (${count}×)`]),
  ];
  for (const [name, text] of rows) {
    const lines = wrap(text, width - 10, 3);
    for (const [index, line] of lines.entries())
      yield `${ink.dim(pad(index === 0 ? name : "", 9))} ${line}\n`;
  }
}

function* overview(
  found: readonly Numbered[],
  view: ReportRun,
  { modes }: TimelineOptions,
  width: number,
  ink: Paint,
): Generator<string> {
  const sure = found.filter(({ candidate }) => !candidate);
  yield `\n${ink.bold(sure.length === 0 ? "No finding" : plural(sure.length, "finding"))}\n`;
  for (const item of sure) {
    const { number, finding } = item;
    const mark = `▲${number}`;
    const lines = wrap(`${titleOf(item, modes)}: ${finding.message}`, width - mark.length - 2, 3);
    for (const [index, line] of lines.entries())
      yield ` ${index === 0 ? ink.red(ink.bold(mark)) : pad("", mark.length)} ${line}\n`;
  }
  const candidates = found.length - sure.length;
  if (candidates > 0)
    yield ink.dim(` ${plural(candidates, "candidate")} of tier low: no verdict, marked △ below\n`);
  const undecided = modes.filter(({ id }) => (view.labels[id]?.verdict ?? "unknown") === "unknown");
  const absent = modes.filter(({ id }) => view.labels[id]?.verdict === "absent");
  if (absent.length > 0)
    yield ink.dim(` ${clip(`absent: ${absent.map(({ id }) => id).join(", ")}`, width - 2)}\n`);
  for (const line of wrap(
    `could not tell: ${undecided.map(({ id }) => id).join(", ") || "nothing"}`,
    width - 2,
    3,
  )) {
    yield ink.dim(` ${line}\n`);
  }
}

/** The task, the end, and what surrounds the steps of findings. */
function stepsToShow(run: Run, found: readonly Numbered[]): ReadonlySet<number> | null {
  if (run.steps.length <= SHORT_RUN) return null;
  const last = run.steps.length - 1;
  const anchors = found.length === 0 ? [0, 1, 2, 3, 4, last - 3, last] : [0, last];
  for (const { finding } of found) anchors.push(...finding.steps, ...finding.quotes.map(({ step }) => step));
  const shown = new Set<number>();
  for (const anchor of anchors) {
    for (let step = anchor - CONTEXT; step <= anchor + CONTEXT; step++) shown.add(step);
  }
  return shown;
}

function* stepLines(
  step: Step,
  run: Run,
  found: readonly Numbered[],
  { agentWidth, width, full }: { agentWidth: number; width: number; full: boolean },
  ink: Paint,
): Generator<string> {
  const marks = found.filter(({ finding }) => finding.steps.includes(step.index));
  const sure = marks.filter(({ candidate }) => !candidate);
  const mark =
    marks.length === 0 ? "  " : sure.length > 0 ? ink.red(pad(`▲${sure[0]?.number}`, 2)) : ink.dim("△ ");
  const nameOf = (agent: string): string => run.agents.find(({ id }) => id === agent)?.name ?? agent;
  const who = step.agent === null ? "–" : nameOf(step.agent);
  const to = step.to.length > 0 && step.kind !== "tool-call" ? `→ ${step.to.map(nameOf).join(", ")}: ` : "";
  const name = pad(clip(who, agentWidth), agentWidth);
  const room = width - GUTTER - agentWidth - 3;
  const text = textOf(step);
  const words = `${kindText(step)}${to}${text.trim() === "" && step.kind !== "tool-call" ? "(empty)" : text}`;
  const lines = full ? wrapBlock(words, room) : wrap(words, room, 3);
  for (const [index, line] of lines.entries()) {
    const head =
      index === 0 ? `${mark}${String(step.index).padStart(GUTTER - 3)}` : `${" ".repeat(GUTTER - 1)}`;
    const bar = marks.length > 0 ? ink.red("┃") : ink.dim("│");
    const agent = index === 0 ? ink.bold(name) : " ".repeat(agentWidth);
    yield `${head} ${bar} ${agent} ${highlighted(line, step, sure, ink)}\n`;
  }
}

function kindText(step: Step): string {
  switch (step.kind) {
    case "message":
      return step.canned === true ? "(template) " : "";
    case "tool-call":
      return `calls ${step.tool ?? "a tool"}${step.executed === false ? " (not executed)" : ""} `;
    case "tool-result":
      return `${step.ok === false ? "failed: " : "result: "}`;
    default:
      return `${step.kind}: `;
  }
}

function textOf(step: Step): string {
  if (step.kind !== "tool-call") return step.text;
  return step.args === undefined ? step.text : stableStringify(step.args);
}

/** The line with the words that a finding quotes; a quote that is wrapped over lines stays as it is. */
function highlighted(line: string, step: Step, found: readonly Numbered[], ink: Paint): string {
  for (const { finding } of found) {
    for (const quote of finding.quotes) {
      const words = safeLine(quote.text);
      if (quote.step !== step.index || words === "") continue;
      const start = line.indexOf(words);
      if (start < 0) continue;
      return `${line.slice(0, start)}${ink.cyan(words)}${line.slice(start + words.length)}`;
    }
  }
  return line;
}

function* findingLines(
  item: Numbered,
  { modes }: TimelineOptions,
  width: number,
  ink: Paint,
): Generator<string> {
  const { number, finding, candidate, suppressed } = item;
  const indent = " ".repeat(GUTTER);
  const color = candidate ? ink.dim : ink.red;
  const heading = `${candidate ? "△" : "▲"}${number} ${titleOf(item, modes)}`;
  for (const [index, line] of wrap(heading, width - GUTTER - 4, 2).entries())
    yield `${indent}${color(index === 0 ? "┗━" : "  ")} ${color(ink.bold(line))}\n`;
  for (const line of wrap(finding.message, width - GUTTER - 4, 4)) yield `${indent}   ${line}\n`;
  for (const quote of finding.quotes) {
    for (const line of wrap(`[${quote.step}] “${quote.text}”`, width - GUTTER - 4, 3)) {
      yield `${indent}   ${ink.cyan(line)}\n`;
    }
  }
  const known = suppressed === null ? "" : ` · suppressed until ${suppressed.until}: ${suppressed.reason}`;
  if (candidate) return;
  for (const line of wrap(`finding ${finding.id}${known}`, width - GUTTER - 4, 3))
    yield `${indent}   ${ink.dim(line)}\n`;
}

function titleOf({ mode, finding }: Numbered, modes: readonly ReportMode[]): string {
  const title = modes.find(({ id }) => id === mode)?.title ?? "";
  const agent = finding.agent === null ? "" : `, agent ${finding.agent}`;
  return `${mode} ${title} (${trustText(finding)}${agent})`;
}
