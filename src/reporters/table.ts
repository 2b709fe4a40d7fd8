import Table from "cli-table3";
import type { LeadFinding, RateRow, StreamedReport } from "../core/report.ts";
import { safeLine } from "../core/terminal-text.ts";
import { gatePart } from "./gate-part.ts";
import { BORDERLESS, clip, type Paint, paint, plural, widthOf, wrap } from "./layout.ts";
import { trustText } from "./precision-text.ts";
import type { RenderOptions, Reporter } from "./reporter.ts";
import { restText } from "./rest-text.ts";
import { absentText, isDecided, SHARE_LEGEND, shownRate } from "./shown-rate.ts";
import { suppressionPart } from "./suppression-part.ts";
import { comparisonCaveat, twinNote } from "./table-notes.ts";

const MOST_PROBLEMS = 5;
const MOST_GROUPS = 20;

/** The first screen for a person: how many runs, what happened how often and how sure that is, what to look at. */
export const tableReporter: Reporter = {
  meta: { id: "table", title: "a summary for the terminal", extension: "txt", leaves: false },
  async *render(report, options) {
    const width = Math.min(120, Math.max(60, options.width));
    const ink = paint(options.color);
    yield `${summaryLine(report, ink)}\n`;
    if (totalRuns(report) > 0) {
      yield* ratesPart(report, width, ink);
      yield* findingsPart(report, { ...options, width }, ink);
      yield* legendPart(report, width, ink);
    }
    yield* problemsPart(report, width, ink);
    yield* suppressionPart(report.head.suppressions, width, ink);
    if (report.head.gate !== null) {
      yield "\n";
      yield* gatePart(report.head.gate, width, ink);
    }
  },
};

function summaryLine({ head }: StreamedReport, ink: Paint): string {
  const { read, skipped, refused } = head.walk;
  const sources = [
    `${plural(read, "source")} read`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
  ];
  const counted = plural(totalRuns({ head }), "run");
  return `${ink.bold(counted)} · ${sources.join(", ")} · mast ${head.mast}, taxonomy ${head.taxonomy}`;
}

function totalRuns({ head }: Pick<StreamedReport, "head">): number {
  const byGroup = new Map<string, number>();
  for (const row of head.rates) {
    if (row.outcome === "all" && "framework" in row.by) byGroup.set(row.by["framework"] ?? "", row.runs);
  }
  return [...byGroup.values()].reduce((sum, runs) => sum + runs, 0);
}

/** One block per grouping (always by framework), one line per mode that was seen, and what was looked for in vain. */
function* ratesPart(report: StreamedReport, width: number, ink: Paint): Generator<string> {
  const { head } = report;
  const groupings = [...new Set(head.rates.map((row) => Object.keys(row.by)[0] ?? "all runs"))];
  for (const grouping of groupings) {
    const rows = head.rates.filter((row) => (Object.keys(row.by)[0] ?? "all runs") === grouping);
    yield `\n${ink.bold(`Failure modes by ${safeLine(grouping.replace(/^tag:/, "tag "))}`)}\n`;
    yield `${ratesTable(report, grouping, rows, width, ink)}\n`;
  }
}

/** How to read the numbers, and what they cannot say; after the findings, which a person wants first. */
function* legendPart(report: StreamedReport, width: number, ink: Paint): Generator<string> {
  const { head } = report;
  yield "\n";
  yield* indented(
    "≥: rules alone prove what is there, seldom what is not, so a rate is at least found / examined, with its " +
      `Wilson 95 % interval. Unknown runs count as neither found nor absent.${isDecided(head) ? ` ${SHARE_LEGEND}` : ""}`,
    width,
    ink.dim,
  );
  const blind = head.modes.filter((mode) => mode.labellers.length === 0);
  if (blind.length > 0) {
    const names = blind.map((mode) => mode.id).join(", ");
    yield* indented(`Not examined, no detector yet: ${names}.`, width, ink.dim);
  }
  const caveat = comparisonCaveat(report);
  if (caveat !== null) yield* indented(caveat, width, ink.yellow);
  const doubles = twinNote(head.twins);
  if (doubles !== null) yield* indented(doubles, width, ink.yellow);
}

function ratesTable(
  { head }: StreamedReport,
  grouping: string,
  rows: readonly RateRow[],
  width: number,
  ink: Paint,
): string {
  const titles = new Map<string, string>(head.modes.map((mode) => [mode.id, mode.title]));
  const groupWidth = Math.min(24, Math.max(10, ...rows.map((row) => widthOf(clip(groupOf(row), 24)))));
  const modeWidth = Math.max(20, width - groupWidth - 54);
  const table = new Table({
    head: [
      clip(grouping, groupWidth),
      "mode",
      "rate",
      "95 % interval",
      "found",
      "absent",
      "unknown",
      "examined",
    ],
    colAligns: ["left", "left", "right", "right", "right", "right", "right", "right"],
    chars: BORDERLESS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 1, compact: true },
  });
  const values = groupsToShow(grouping, rows);
  for (const value of values.shown) {
    const own = rows.filter((row) => groupOf(row) === value);
    const seen = own.filter((row) => row.outcome === "all" && row.present > 0 && row.mode.startsWith("FM-"));
    const any = own.filter(
      (row) => row.mode === "any" && (row.outcome === "all" || row.runs < (own[0]?.runs ?? 0)),
    );
    let label = clip(value, groupWidth);
    for (const row of [...any, ...seen]) {
      const title = row.mode === "any" ? anyTitle(row) : `${row.mode} ${titles.get(row.mode) ?? ""}`;
      table.push([label, ...rateCells(row, clip(title, modeWidth), ink)]);
      label = "";
    }
    const without = own.filter(
      (row) => row.outcome === "all" && row.present === 0 && row.mode.startsWith("FM-"),
    );
    const refuted = without.filter((row) => row.absent > 0);
    if (refuted.length > 0) {
      table.push([
        label,
        { content: ink.dim(clip(absentText(refuted), width - groupWidth - 4)), colSpan: 7 },
      ]);
      label = "";
    }
    const vain = without.filter((row) => row.examined > 0 && row.absent === 0);
    if (vain.length > 0) {
      const text = `nothing found: ${restText(modesOf(vain), seen.length, seen.length + without.length)}`;
      const unseen = modesOf(without.filter((row) => row.examined === 0));
      const more = unseen.length === 0 ? "" : `; not examined: ${unseen.join(", ")}`;
      table.push([label, { content: ink.dim(clip(`${text}${more}`, width - groupWidth - 4)), colSpan: 7 }]);
    } else if (label !== "") table.push([label, { content: ink.dim("nothing examined"), colSpan: 7 }]);
  }
  if (values.left > 0) {
    const text = `… and ${values.left} more with fewer findings: --format json lists all`;
    table.push([{ content: ink.dim(text), colSpan: 8 }]);
  }
  return table.toString().replace(/ +$/gm, "");
}

function modesOf(rows: readonly RateRow[]): string[] {
  return rows.map(({ mode }) => mode);
}

/** Frameworks are few and all shown; of agents, models and tags those with the most findings. */
function groupsToShow(grouping: string, rows: readonly RateRow[]): { shown: string[]; left: number } {
  const all = [...new Set(rows.map(groupOf))];
  if (grouping === "framework") return { shown: all, left: 0 };
  const found = new Map<string, number>();
  for (const row of rows) {
    if (row.outcome === "all" && row.mode === "any") found.set(groupOf(row), row.present);
  }
  const most = all.toSorted((a, b) => (found.get(b) ?? 0) - (found.get(a) ?? 0));
  return { shown: most.slice(0, MOST_GROUPS), left: Math.max(0, most.length - MOST_GROUPS) };
}

function groupOf(row: RateRow): string {
  return Object.values(row.by)[0] ?? "all";
}

function anyTitle(row: RateRow): string {
  return row.outcome === "all" ? "any mode" : `any, ${row.outcome} runs`;
}

function rateCells(row: RateRow, title: string, ink: Paint): string[] {
  const shown = shownRate(row);
  const interval = shown?.interval ?? null;
  const rate = shown?.text ?? "?";
  const bounds =
    interval === null ? "" : `${Math.round(interval[0] * 100)} – ${Math.round(interval[1] * 100)} %`;
  return [
    title,
    row.present > 0 ? ink.bold(rate) : rate,
    bounds,
    String(row.present),
    String(row.absent),
    String(row.unknown),
    row.examined === row.runs ? `${row.examined}` : `${row.examined} of ${row.runs}`,
  ];
}

function* findingsPart(report: StreamedReport, options: RenderOptions, ink: Paint): Generator<string> {
  if (report.first.length === 0) {
    yield "\nNo finding of tier medium or above. That is not proof of absence: see the unknown column.\n";
    return;
  }
  yield `\n${ink.bold("Look at these first")}\n`;
  for (const [index, lead] of report.first.entries()) yield* leadLines(index + 1, lead, report, options, ink);
}

function* leadLines(
  number: number,
  { run, mode, finding, alike }: LeadFinding,
  report: StreamedReport,
  { width, showCommand }: RenderOptions,
  ink: Paint,
): Generator<string> {
  const title = report.head.modes.find(({ id }) => id === mode)?.title ?? "";
  const prefix = `${String(number).padStart(2)}. `;
  const indent = " ".repeat(prefix.length);
  const room = width - indent.length;
  const where = finding.agent === null ? "" : ` · agent ${finding.agent}`;
  const heading = `${mode} ${title} · ${trustText(finding)} · ${run.framework}${where} · ${stepsText(finding.steps)}`;
  yield `${prefix}${ink.bold(ink.red(clip(heading, room)))}\n`;
  for (const line of wrap(finding.message, room, 2)) yield `${indent}${line}\n`;
  const quote = finding.quotes[0];
  if (quote !== undefined) {
    const lines = wrap(`[${quote.step}] “${clip(quote.text, room * 2 - 12)}”`, room, 2);
    for (const line of lines) yield `${indent}${ink.cyan(line)}\n`;
  }
  const place = [run.source.uri, finding.locators[0] ?? run.source.locator]
    .filter((part) => part !== "")
    .join(":");
  yield `${indent}${clip(place, room)}\n`;
  const more = alike > 1 ? ink.dim(`  (${alike} runs of ${clip(run.framework, 20)} show ${mode})`) : "";
  const id = ink.dim(`finding ${finding.id.slice(0, 8)}`);
  if (showCommand !== null) yield `${indent}${ink.dim("→")} ${showCommand(run.id)} · ${id}${more}\n`;
}

function stepsText(steps: readonly number[]): string {
  const shown = steps.slice(0, 5).join(", ");
  return `${steps.length === 1 ? "step" : "steps"} ${shown}${steps.length > 5 ? ` … (${steps.length})` : ""}`;
}

function* problemsPart({ head }: StreamedReport, width: number, ink: Paint): Generator<string> {
  if (head.problems.length === 0) return;
  yield `\n${ink.bold(plural(head.problems.length, "problem"))} while reading\n`;
  for (const { uri, locator, code, message } of head.problems.slice(0, MOST_PROBLEMS)) {
    const place = locator === "" ? uri : `${uri}:${locator}`;
    yield* indented(`${place}  ${code}: ${message}`, width, (line) => line);
  }
  const rest = head.problems.length - MOST_PROBLEMS;
  if (rest > 0) yield `  ${ink.dim(`… and ${rest} more: --format json lists all`)}\n`;
}

function* indented(text: string, width: number, style: (text: string) => string): Generator<string> {
  for (const line of wrap(text, width - 2, 4)) yield `  ${style(line)}\n`;
}
