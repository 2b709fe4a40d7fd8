import Table from "cli-table3";
import type { Evaluation } from "../../core/evaluation.ts";
import { safeLine } from "../../core/terminal-text.ts";
import { BORDERLESS, clip, paint, wrap } from "../layout.ts";
import { markdownTable, markdownText } from "../markdown-text.ts";
import type { EvaluationView, Section } from "./section.ts";
import { evaluationSections, evaluationSummary } from "./sections.ts";

export interface EvaluationReporter {
  readonly meta: { id: string; extension: string };
  render(evaluation: Evaluation, view: EvaluationView & { width: number; color: boolean }): string;
}

const MOST_LINES = 6;
const LONGEST_CELL = 60;

const table: EvaluationReporter = {
  meta: { id: "table", extension: "txt" },
  render(evaluation, view) {
    const ink = paint(view.color);
    const width = Math.min(160, Math.max(60, view.width));
    const [first = "", ...rest] = evaluationSummary(evaluation).map(safeLine);
    const parts = [ink.bold(first), ...rest.flatMap((line) => wrap(line, width, MOST_LINES))];
    for (const section of evaluationSections(evaluation, view)) {
      parts.push("", ink.bold(section.title), laidOut(section));
      parts.push(...section.notes.flatMap((note) => wrap(note, width, MOST_LINES)).map(ink.dim));
    }
    return `${parts.join("\n")}\n`;
  },
};

const markdown: EvaluationReporter = {
  meta: { id: "markdown", extension: "md" },
  render(evaluation, view) {
    const parts = evaluationSummary(evaluation).map((line) => `- ${markdownText(line)}`);
    for (const { title, head, rows, notes } of evaluationSections(evaluation, view)) {
      parts.push("", `### ${markdownText(title)}`, "", markdownTable(head, rows));
      if (notes.length > 0) parts.push("", notes.map(markdownText).join(" "));
    }
    return `${parts.join("\n")}\n`;
  },
};

const json: EvaluationReporter = {
  meta: { id: "json", extension: "json" },
  render: (evaluation) => `${JSON.stringify(evaluation, null, 2)}\n`,
};

export const EVALUATION_REPORTERS: readonly EvaluationReporter[] = [table, json, markdown];

export function laidOut({ head, rows }: Section): string {
  const plain = new Table({
    head,
    colAligns: head.map((_, column) =>
      rows.every((row) => FIGURE.test(row[column] ?? "")) ? "right" : "left",
    ),
    chars: BORDERLESS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2, compact: true },
  });
  for (const row of rows) plain.push(row.map((cell) => clip(cell, LONGEST_CELL)));
  return plain.toString();
}

/** Figures stand under each other; all else begins at the left. */
const FIGURE = /^(?:–|-?\d[\d./]*(?: of \d.*| = .*)?(?: \[.*\])?)?$/;
