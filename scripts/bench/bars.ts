import Table from "cli-table3";

/** One measured bar: a value and the limit that the design sets for it. */
export interface Bar {
  what: string;
  value: number;
  limit: number;
  unit: string;
}

/** Prints the bars with their verdicts; returns whether all of them hold. */
export function printBars(bars: readonly Bar[], print: (text: string) => void): boolean {
  const rows = bars.map(({ what, value, limit, unit }) => {
    const verdict = value <= limit ? "ok" : "FAIL";
    return [what, `${round(value)} ${unit}`, `≤ ${limit} ${unit}`, verdict];
  });
  print(printTable(["bar", "measured", "limit", ""], rows));
  const failed = bars.filter(({ value, limit }) => !(value <= limit));
  print(
    failed.length === 0 ? `all ${bars.length} bars hold` : `${failed.length} of ${bars.length} bars fail`,
  );
  return failed.length === 0;
}

/** Plain columns, the first one to the left. */
export function printTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? "left" : "right")),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(row.map((cell) => (typeof cell === "number" ? round(cell) : cell)));
  return table.toString();
}

function round(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
