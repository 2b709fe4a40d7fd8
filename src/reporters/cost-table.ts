import Table from "cli-table3";
import { BORDERLESS, percent, plural } from "./layout.ts";

/** What one piece of work cost in all. */
export interface CostRow {
  kind: "detector" | "shared";
  /** Id of a detector, or the name of the function that computes something shared: `turnsOf`. */
  name: string;
  /** Without the time of other rows. */
  ms: number;
  times: number;
}

/** Where detection spent its time: detectors, then what they share, each from the dearest on. */
export function costTable(costs: readonly CostRow[], runs: number): string {
  if (costs.length === 0) return "No stored run lacked a label, so nothing was measured.\n";
  const total = costs.reduce((sum, { ms }) => sum + ms, 0);
  const table = new Table({
    head: ["", "ms", "share", "µs per run", "runs"],
    colAligns: ["left", "right", "right", "right", "right"],
    chars: BORDERLESS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2, compact: true },
  });
  for (const kind of ["detector", "shared"] as const) {
    const rows = costs.filter((cost) => cost.kind === kind);
    const ms = rows.reduce((sum, cost) => sum + cost.ms, 0);
    table.push(cells(kind === "detector" ? "detectors" : "shared by detectors", ms, total, runs, runs));
    for (const cost of rows) {
      const name = kind === "detector" ? cost.name : wordsOf(cost.name);
      table.push(cells(`  ${name}`, cost.ms, total, runs, cost.times));
    }
  }
  table.push(cells("in all", total, total, runs, runs));
  return `${table.toString()}\n${plural(runs, "run")} · what is shared is computed once per run, by whoever asks first\n`;
}

function cells(name: string, ms: number, total: number, runs: number, times: number): string[] {
  return [
    name,
    ms.toFixed(1),
    total > 0 ? percent(ms / total) : "",
    runs > 0 ? ((ms * 1000) / runs).toFixed(0) : "",
    String(times),
  ];
}

/** `codeWorkOf` → "code work", `isEnglish` → "english". */
function wordsOf(name: string): string {
  // The bundler numbers functions that share a name: `turnsOf4`.
  const words = name.replace(/^is(?=[A-Z])|Of\d*$/g, "").replace(/([a-z])([A-Z])/g, "$1 $2");
  return words.toLowerCase();
}
