import Table from "cli-table3";
import type { DiffCount, DiffRow, DiffTask, ReportDiff } from "../core/diff.ts";
import { safeLine } from "../core/terminal-text.ts";
import { BORDERLESS, clip, type Paint, percent, plural, wrap } from "./layout.ts";
import { markdownTable, markdownText } from "./markdown-text.ts";

const HEAD = [
  "mode",
  "then",
  "now",
  "counted then",
  "counted now",
  "difference",
  "95 % interval",
  "what it is",
];
const MOST_TASKS = 10;
const LEGEND =
  "then, now: runs that show the mode, of those examined. Counted: certain, high and human labels without what is " +
  "suppressed; only these are compared. A rise or fall is one that chance gives in at most 1 % of such comparisons; " +
  "everything else is open, which does not mean unchanged.";

/** What changed from one report to another, for a terminal. */
export function* diffTable(diff: ReportDiff, width: number, ink: Paint): Generator<string> {
  yield `${ink.bold(`${sideText(diff.before)} → ${sideText(diff.after)}`)}\n`;
  for (const { title, rows } of groupsOf(diff)) {
    yield `\n${ink.bold(title)}\n`;
    const table = new Table({
      head: HEAD,
      colAligns: ["left", "right", "right", "right", "right", "right", "right", "left"],
      chars: BORDERLESS,
      style: { head: [], border: [], "padding-left": 0, "padding-right": 1, compact: true },
    });
    for (const row of rows) {
      const style =
        row.verdict === "rise" ? ink.red : row.verdict === "fall" ? ink.bold : (text: string) => text;
      table.push(cellsOf(row).map(style));
    }
    yield `${table.toString().replace(/ +$/gm, "")}\n`;
  }
  if (diff.rows.length === 0) yield "\nNeither side shows any mode.\n";
  if (diff.tasks.length > 0) yield `\n${ink.bold(tasksTitle(diff))}\n`;
  for (const task of diff.tasks.slice(0, MOST_TASKS)) {
    for (const line of wrap(taskText(task), width - 2, 3)) yield `  ${line}\n`;
  }
  if (diff.tasks.length > MOST_TASKS) yield `  ${ink.dim(moreText(diff))}\n`;
  yield "\n";
  for (const note of diff.notes) for (const line of wrap(note, width - 2, 4)) yield `  ${ink.yellow(line)}\n`;
  for (const line of wrap(LEGEND, width - 2, 5)) yield `  ${ink.dim(line)}\n`;
}

/** The same for a comment under a change. */
export function diffMarkdown(diff: ReportDiff): string {
  const parts = [`**${markdownText(`${sideText(diff.before)} → ${sideText(diff.after)}`)}**`];
  for (const { title, rows } of groupsOf(diff)) {
    parts.push(`### ${markdownText(title)}`, markdownTable(HEAD, rows.map(cellsOf)));
  }
  if (diff.rows.length === 0) parts.push("Neither side shows any mode.");
  if (diff.tasks.length > 0) {
    parts.push(
      `### ${tasksTitle(diff)}`,
      diff.tasks
        .slice(0, MOST_TASKS)
        .map((task) => `- ${markdownText(taskText(task))}`)
        .join("\n"),
    );
    if (diff.tasks.length > MOST_TASKS) parts.push(moreText(diff));
  }
  for (const note of diff.notes) parts.push(`> ${markdownText(note)}`);
  return `${[...parts, LEGEND].join("\n\n")}\n`;
}

function groupsOf({ rows }: ReportDiff): { title: string; rows: DiffRow[] }[] {
  const titles = [...new Set(rows.map(titleOf))];
  return titles.map((title) => ({ title, rows: rows.filter((row) => titleOf(row) === title) }));
}

function titleOf({ by }: DiffRow): string {
  const [value] = Object.values(by);
  return value === undefined ? "All runs" : safeLine(value);
}

function cellsOf(row: DiffRow): string[] {
  const { mode, before, after, difference, interval, pairs } = row;
  const points = (value: number): string => {
    const tenths = Math.round(value * 1000) / 10;
    return `${tenths > 0 ? "+" : ""}${tenths === 0 ? 0 : tenths}`;
  };
  return [
    mode === "any" ? "any mode" : mode,
    ...[before, after].map(foundText),
    ...[before, after].map(({ counted }) => String(counted)),
    difference === null ? "?" : `${points(difference)}${pairs === null ? "" : " paired"}`,
    interval === null ? "" : `${points(interval[0])} to ${points(interval[1])}`,
    whatText(row),
  ];
}

function foundText({ found, examined }: DiffCount): string {
  return examined === 0 ? "not examined" : `${found} of ${examined} (${percent(found / examined)})`;
}

function whatText({ change, verdict }: DiffRow): string {
  const word = change === "more" || change === "fewer" || change === "same" ? "" : `${change}, `;
  return `${word}${verdict === "open" ? "open" : `a ${verdict}`}`;
}

function sideText({ name, runs }: ReportDiff["before"]): string {
  return `${clip(name, 40)} (${plural(runs, "run")})`;
}

function tasksTitle({ tasks }: ReportDiff): string {
  return `${plural(tasks.length, "task")} ${tasks.length === 1 ? "shows" : "show"} other modes now`;
}

function moreText({ tasks }: ReportDiff): string {
  return `… and ${tasks.length - MOST_TASKS} more: --format json lists all`;
}

function taskText({ taskKey, by, appeared, gone, runsAfter, runsBefore }: DiffTask): string {
  const what = [...appeared.map((mode) => `+${mode}`), ...gone.map((mode) => `−${mode}`)].join(" ");
  const [run] = appeared.length > 0 ? runsAfter : runsBefore;
  const where = run === undefined ? `task ${taskKey.slice(0, 12)}` : `run ${run.id.slice(0, 12)} ${run.uri}`;
  return `${what} · ${by["framework"] ?? ""} · ${where}`;
}
