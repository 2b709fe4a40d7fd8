import Table from "cli-table3";
import type { Report } from "../core/report.ts";
import { safeLine } from "../core/terminal-text.ts";
import { BORDERLESS, clip, type Paint, percent, plural } from "./layout.ts";

type Baseline = Pick<Report, "mast" | "taxonomy" | "rates" | "tasks">;

/** What a baseline holds: how many runs, and what gates counted in them. */
export function* baselineTable(name: string, baseline: Baseline, ink: Paint): Generator<string> {
  const rows = baseline.rates.filter(({ by, outcome }) => outcome === "all" && "framework" in by);
  const any = rows.filter(({ mode }) => mode === rows[0]?.mode);
  const runs = any.reduce((sum, row) => sum + row.runs, 0);
  yield `${ink.bold(`${safeLine(name)}: ${plural(runs, "run")}`)}, ${plural(baseline.tasks.length, "task")}, `;
  yield `mast ${safeLine(baseline.mast)}, taxonomy ${safeLine(baseline.taxonomy)}\n\n`;
  const table = new Table({
    head: ["framework", "mode", "counted", "examined", "at least"],
    colAligns: ["left", "left", "right", "right", "right"],
    chars: BORDERLESS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 1, compact: true },
  });
  for (const { by, mode, examined, gating } of rows) {
    if (gating.present === 0 && mode !== "any") continue;
    const share = examined === 0 ? "?" : percent(gating.present / examined);
    table.push([clip(by["framework"] ?? "", 24), mode, String(gating.present), String(examined), share]);
  }
  yield `${table.toString().replace(/ +$/gm, "")}\n`;
}
