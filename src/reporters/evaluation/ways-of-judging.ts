import type { Scores } from "../../core/evaluation.ts";
import { safeLine } from "../../core/terminal-text.ts";
import { markdownTable } from "../markdown-text.ts";
import { laidOut } from "./reporters.ts";
import { estimateText, numberText, type Section } from "./section.ts";

/** How runs were judged in one store: `mast-eval-stores/1` holds a list of these. */
export interface WayOfJudging {
  store: string;
  /** `model@version`, each once; [] where only rules spoke. */
  judges: string[];
  /** Of the runs that all stores have. */
  runs: number;
  /** Over all modes, unknown as absent. */
  scores: Scores;
  /** Share of the scored cells with a verdict. */
  coverage: number | null;
  /** Of all these runs. */
  calls: number;
  tokens: { input: number; cached: number; output: number };
  usd: number;
}

/** Several ways of judging the same runs side by side, in a format of `mast eval`. */
export function waysText(ways: readonly WayOfJudging[], format: string): string {
  if (format === "json")
    return `${JSON.stringify({ schema: "mast-eval-stores/1", stores: ways }, null, 2)}\n`;
  const section = sectionOf(ways);
  if (format === "markdown") return `${markdownTable(section.head, section.rows)}\n`;
  return `${laidOut(section)}\n`;
}

function sectionOf(ways: readonly WayOfJudging[]): Section {
  return {
    title: "",
    head: [
      "store",
      "judge",
      "runs",
      "precision",
      "recall",
      "κ",
      "decided",
      "calls",
      "input",
      "cached",
      "output",
      "USD a run",
    ],
    rows: ways.map(({ store, judges, runs, scores, coverage, calls, tokens, usd }) => [
      ...[store, judges.length === 0 ? "rules alone" : judges.join(", ")].map(safeLine),
      String(runs),
      ...[scores.precision.value, scores.recall.value].map(numberText),
      estimateText(scores.kappa),
      numberText(coverage),
      ...[calls, tokens.input, tokens.cached, tokens.output].map(String),
      runs === 0 ? "–" : (usd / runs).toFixed(4),
    ]),
    notes: [],
  };
}
