import { safeLine } from "../../core/terminal-text.ts";
import type { RunEstimate } from "./estimate.ts";
import { type Total, totalOf } from "./estimate.ts";
import type { ModelPrice } from "./prices.ts";
import { type Assumptions, USUAL_ASSUMPTIONS } from "./supposed-judge.ts";

/** What a dry run has to say. */
export interface DryRun {
  /** Name of the endpoint's host. */
  readonly host: string;
  readonly model: string;
  readonly price: ModelPrice;
  readonly assumptions?: Partial<Assumptions>;
  readonly runs: readonly RunEstimate[];
  /** Runs that need no call, because all answers are stored. */
  readonly stored: number;
}

const ID = 12;

/** Calls, tokens and dollars of each run and of all, as lines for a terminal; ends with a line feed. */
export function dryRunText({ host, model, price, assumptions, runs, stored }: DryRun): string {
  const head = ["run", "calls", "input", "cached", "output", "USD", "USD without cache"];
  const totals = runs.map(({ runId, requests }) => ({
    name: runId.slice(0, ID),
    total: totalOf(requests, price),
  }));
  const all = totalOf(
    runs.flatMap(({ requests }) => requests),
    price,
  );
  const rows = totals.map(({ name, total }) => cells(name, total));
  const table = aligned([head, ...rows, cells("all", all)]);
  const { positives, answerTokens, reasoningTokens } = { ...USUAL_ASSUMPTIONS, ...assumptions };
  const found = positives === "rules" ? "the modes that rules find" : `${positives} modes a run`;
  const thinking = reasoningTokens === 0 ? "no thinking" : `${reasoningTokens} tokens of thinking a call`;
  const lines = [
    `dry run, nothing is sent: ${runs.length === 1 ? "1 run" : `${runs.length} runs`} to ${safeLine(model)} at ${host}`,
    ...(stored > 0
      ? [`${stored === 1 ? "1 run needs" : `${stored} runs need`} no call: answers are stored`]
      : []),
    ...table,
    `prices: ${priceWords(price)} (${price.source})`,
    `first calls are counted as they would be sent; further ones on the assumption that the judge finds ${found}, with ${answerTokens} tokens an answer and ${thinking}`,
  ];
  return `${lines.join("\n")}\n`;
}

function cells(name: string, { calls, input, cached, output, usd }: Total): string[] {
  return [name, ...[calls, input, cached, output].map(grouped), dollars(usd.cached), dollars(usd.uncached)];
}

/** Four digits after the point: runs cost cents. */
export function dollars(usd: number): string {
  return usd.toFixed(4);
}

function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(?:\d{3})+$)/g, " ");
}

function priceWords({ input, cached, write, output }: ModelPrice): string {
  const parts = [`${input} input`];
  if (cached !== undefined) parts.push(`${cached} cached`);
  if (write !== undefined) parts.push(`${write} put into the cache`);
  parts.push(`${output} output`);
  return `${parts.join(", ")}, in USD per million tokens`;
}

/** The first column to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}
