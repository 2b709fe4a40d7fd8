import type { ReportMode, ReportRun } from "../../core/report.ts";
import type { EndReason } from "../../core/run.ts";
import { safeLine } from "../../core/terminal-text.ts";
import { duration } from "../duration.ts";
import { judgeText } from "../judge-text.ts";
import { type Paint, pad, plural, wrap } from "../layout.ts";
import { trustText } from "../precision-text.ts";
import { restText } from "../rest-text.ts";
import { markOf, type Numbered } from "./numbered.ts";
import { stepsText } from "./steps-text.ts";

/** Attributions that rest on no sign of trouble are worth no line. */
const LEAST_CONFIDENCE = 0.2;

export function* header(view: ReportRun, width: number, ink: Paint): Generator<string> {
  yield `${ink.bold(`run ${view.id}`)}\n`;
  const place = [view.source.uri, view.source.locator].filter((part) => part !== "").join(":");
  const counts = [
    plural(view.steps, "step"),
    ...(view.toolCalls === null ? [] : [plural(view.toolCalls, "tool call")]),
    ...(view.tokens === null ? [] : [`${view.tokens.input} tokens in, ${view.tokens.output} out`]),
  ];
  const agents = view.agents.map(({ name, kind }) => (kind === "llm" ? name : `${name} (${kind})`));
  const rows: [string, string][] = [
    ["format", view.format],
    ["agents", agents.join(", ") || "none known"],
    ...(view.models.length === 0 ? [] : [["models", view.models.join(", ")] as [string, string]]),
    ["size", counts.join(", ")],
    ...(view.startedAt === null
      ? []
      : [["time", timeText(view.startedAt, view.endedAt)] as [string, string]]),
    ["outcome", outcomeText(view)],
    ...(view.task === null ? [] : [["task", view.task] as [string, string]]),
    ...(view.judge === null ? [] : [["judge", judgeText(view.judge)] as [string, string]]),
    ...view.inferred.map((sentence): [string, string] => ["inferred", sentence]),
    ...view.losses.map(({ detail, count }): [string, string] => ["lost", `${detail} (${count}×)`]),
  ];
  // Not broken into lines, so that it can be copied whole.
  yield `${ink.dim(pad("from", 9))} ${safeLine(place)}\n`;
  for (const [name, text] of rows) {
    for (const [index, line] of wrap(text, width - 10, 3).entries()) {
      yield `${ink.dim(pad(index === 0 ? name : "", 9))} ${line}\n`;
    }
  }
}

function timeText(startedAt: string, endedAt: string | null): string {
  const taken = endedAt === null ? null : duration(startedAt, endedAt);
  return taken === null ? `from ${startedAt}` : `${startedAt}, ${taken}`;
}

function outcomeText({ outcome, endReason, endDetail }: ReportRun): string {
  const detail = endDetail === null || endDetail === "" ? "" : `: ${endDetail}`;
  return `${outcome}; ${END_WORDS[endReason]}${detail}`;
}

const END_WORDS: Record<EndReason, string> = {
  completed: "ended regularly",
  limit: "ended at a limit",
  error: "ended with an error",
  stopped: "was stopped",
  waiting: "waits for somebody",
  truncated: "the trace breaks off",
  unknown: "the trace does not say how it ended",
};

/** What was found, each with agent and steps; what could not be told and why; where to look first. */
export function* overview(
  found: readonly Numbered[],
  view: ReportRun,
  modes: readonly ReportMode[],
  width: number,
  ink: Paint,
): Generator<string> {
  const sure = found.filter(({ candidate }) => !candidate);
  yield `\n${ink.bold(sure.length === 0 ? "No finding" : plural(sure.length, "finding"))}\n`;
  for (const item of sure) yield* headline(item, width, ink);
  const candidates = found.length - sure.length;
  if (candidates > 0)
    yield ink.dim(` ${plural(candidates, "candidate")} of tier low: no verdict, marked △ below\n`);
  yield* lookFirst(view, sure, width, ink);
  for (const line of verdictLines(view, modes, width)) yield ink.dim(`${line}\n`);
}

function* headline(item: Numbered, width: number, ink: Paint): Generator<string> {
  const { mode, title, finding, suppressed } = item;
  const mark = markOf(item);
  const where = [...(finding.agent === null ? [] : [finding.agent]), stepsText(finding.steps)];
  const head = `${mode} ${title}: ${where.join(", ")} (${trustText(finding)})`;
  const known = suppressed === null ? "" : ` (suppressed until ${suppressed.until})`;
  const indent = " ".repeat(mark.length + 2);
  for (const [index, line] of wrap(head, width - indent.length, 3).entries()) {
    yield index === 0 ? ` ${ink.red(ink.bold(mark))} ${ink.bold(line)}\n` : `${indent}${ink.bold(line)}\n`;
  }
  for (const line of wrap(`${finding.message}${known}`, width - indent.length, 4)) yield `${indent}${line}\n`;
}

function* lookFirst(
  view: ReportRun,
  sure: readonly Numbered[],
  width: number,
  ink: Paint,
): Generator<string> {
  const [blamed] = view.attribution;
  if (blamed === undefined || blamed.confidence < LEAST_CONFIDENCE || view.outcome === "succeeded") return;
  const finding = sure.find(({ mode, finding }) => mode === blamed.mode && finding.message === blamed.why);
  if (finding !== undefined && sure.length === 1) return;
  const [step] = blamed.steps;
  const place = [step === undefined ? null : `step ${step}`, blamed.agent].filter((part) => part !== null);
  const reason = finding === undefined ? `${place.join(", ") || "the task"}: ${blamed.why}` : markOf(finding);
  const text = `${view.outcome === "failed" ? "why it failed: look" : "if it failed, look"} first at ${reason} (an estimate)`;
  for (const [index, line] of wrap(text, width - 4, 3).entries()) {
    yield ink.dim(`${index === 0 ? " " : "   "}${line}\n`);
  }
}

/** Absent and undecided modes; of the undecided, those for which the run lacks something are named with what. */
function verdictLines(view: ReportRun, modes: readonly ReportMode[], width: number): string[] {
  const verdictOf = ({ id }: ReportMode) => view.labels[id]?.verdict ?? "unknown";
  const absent = modes.filter((mode) => verdictOf(mode) === "absent").map(({ id }) => id);
  const open = modes.filter((mode) => verdictOf(mode) === "unknown").map(({ id }) => id);
  const lines: string[] = [];
  const add = (text: string, indent: number): void => {
    for (const [index, line] of wrap(text, width - indent - 2, 4).entries()) {
      lines.push(`${" ".repeat(index === 0 ? indent : indent + 2)}${line}`);
    }
  };
  if (absent.length > 0) add(`absent: ${absent.join(", ")}`, 1);
  add(
    `could not tell: ${open.length === 0 ? "nothing" : restText(open, modes.length - open.length, modes.length)}`,
    1,
  );
  const lacking = new Map<string, string[]>();
  for (const id of open) {
    const why = view.labels[id]?.why ?? "";
    if (why === "" || why.includes(LOOKED_IN_VAIN)) continue;
    lacking.set(why, [...(lacking.get(why) ?? []), id]);
  }
  const named = [...lacking.values()].flat().length;
  if (open.length > named && named > 0)
    add(`nothing found, which proves no absence: ${open.length - named} of them`, 3);
  for (const [why, ids] of lacking) add(`${ids.join(", ")}: ${why}`, 3);
  return lines;
}

/** How a detector that looked begins its reason. */
const LOOKED_IN_VAIN = "nothing found";
