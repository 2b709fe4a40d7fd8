import type { RateRow, StreamedReport } from "../../core/report.ts";
import { clip } from "../layout.ts";
import { commentText } from "../markdown-text.ts";
import { shownRate } from "../shown-rate.ts";

/** Lines of one table; groups beyond are in the other formats. */
const MOST_ROWS = 100;
const LONGEST_NAME = 80;

/** A table for each grouping, a line for each group and mode that was seen. */
export function rateTables({ rates, modes }: StreamedReport["head"]): string[] {
  const titles = new Map<string, string>(modes.map(({ id, title }) => [id, `${id} ${title}`]));
  const groupings = [...new Set(rates.map(groupingOf))];
  return groupings.map((grouping) => {
    const rows = rates.filter(
      (row) =>
        groupingOf(row) === grouping && row.outcome === "all" && (row.mode === "any" || row.present > 0),
    );
    const shown = groupsOf(rows).flatMap((group) => [
      ...group.filter(({ mode }) => mode === "any"),
      ...group.filter(({ mode }) => mode.startsWith("FM-")),
    ]);
    const lines = shown.slice(0, MOST_ROWS).map((row) => line(row, titles));
    const rest = shown.length - lines.length;
    const more = rest > 0 ? `\n${rest} more lines: \`--format csv\` or \`--format json\`.\n` : "";
    const name = commentText(clip(grouping.replace(/^tag:/, "tag "), LONGEST_NAME));
    const head =
      `| ${name} | mode | rate | 95 % interval | found | absent | unknown | examined |\n` +
      "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n";
    return `\n### Failure modes by ${name}\n\n${head}${lines.join("")}${more}`;
  });
}

function groupsOf(rows: readonly RateRow[]): RateRow[][] {
  const groups = new Map<string, RateRow[]>();
  for (const row of rows) {
    const value = Object.values(row.by)[0] ?? "";
    groups.set(value, [...(groups.get(value) ?? []), row]);
  }
  return [...groups.values()];
}

function groupingOf({ by }: RateRow): string {
  return Object.keys(by)[0] ?? "all runs";
}

function line(row: RateRow, titles: ReadonlyMap<string, string>): string {
  const shown = shownRate(row);
  const interval = shown?.interval ?? null;
  const cells = [
    commentText(clip(Object.values(row.by)[0] ?? "all", LONGEST_NAME)),
    row.mode === "any" ? "**any mode**" : commentText(titles.get(row.mode) ?? row.mode),
    shown?.text ?? "?",
    interval === null ? "" : `${Math.round(interval[0] * 100)} – ${Math.round(interval[1] * 100)} %`,
    String(row.present),
    String(row.absent),
    String(row.unknown),
    row.examined === row.runs ? String(row.examined) : `${row.examined} of ${row.runs}`,
  ];
  return `| ${cells.join(" | ")} |\n`;
}
