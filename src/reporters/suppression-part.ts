import type { SuppressionRow } from "../core/gate.ts";
import { type Paint, plural, wrap } from "./layout.ts";

/** What is known and not counted by gates; first, and loudest, what was known and has run out. */
export function* suppressionPart(
  rows: readonly SuppressionRow[],
  width: number,
  ink: Paint,
): Generator<string> {
  const back = rows.filter(({ expired, findings }) => expired && findings > 0);
  if (back.length > 0) {
    yield `\n${ink.red(`EXPIRED: ${plural(back.length, "suppression")} ran out, the findings count again`)}\n`;
    for (const row of back) yield* line(row, width, ink.red);
  }
  const holding = rows.filter(({ expired, findings }) => !expired && findings > 0);
  if (holding.length > 0) {
    const findings = holding.reduce((sum, row) => sum + row.findings, 0);
    yield `\n${ink.bold(`${plural(findings, "finding")} suppressed`)}, not counted by gates\n`;
    for (const row of holding) yield* line(row, width, (text) => text);
  }
  const idle = rows.filter(({ findings }) => findings === 0).length;
  if (idle > 0) {
    const what = plural(idle, "suppression fits", "suppressions fit");
    yield `${holding.length + back.length > 0 ? "" : "\n"}  ${ink.dim(`${what} nothing in these runs`)}\n`;
  }
}

/** `FM-1.3 of agent clerk, crewai · until 2026-12-31 · 2 findings in 2 runs · known loop`. */
export function suppressionText(row: SuppressionRow): string {
  const about = [
    ...(row.finding === null ? [] : [row.finding.slice(0, 8)]),
    ...(row.agent === null ? [] : [`agent ${row.agent}`]),
    ...(row.framework === null ? [] : [row.framework]),
    ...(row.run === null ? [] : [`run ${row.run.slice(0, 12)}`]),
  ].join(", ");
  const count = `${plural(row.findings, "finding")} in ${plural(row.runs, "run")}`;
  return `${row.mode} ${about} · until ${row.until} · ${count} · ${row.reason}`;
}

function* line(row: SuppressionRow, width: number, style: (text: string) => string): Generator<string> {
  for (const part of wrap(suppressionText(row), width - 2, 3)) yield `  ${style(part)}\n`;
}
