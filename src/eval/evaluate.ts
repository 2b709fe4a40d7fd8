import type { Disagreement, Evaluation } from "../core/evaluation.ts";
import type { ModeId } from "../core/finding.ts";
import { scoreAttribution } from "./attribution.ts";
import { Bootstrap } from "./bootstrap.ts";
import { evaluateRow, type Frameworks } from "./evaluate-row.ts";
import { type Cell, cellsOf, type ScoredRun } from "./scored-run.ts";

export interface EvaluateOptions {
  /** Modes to score, in the order of the taxonomy. */
  modes: readonly ModeId[];
  /** Resamples of the bootstrap, ≥ 1. */
  resamples: number;
  seed: number;
  /** Modes with fewer positives do not enter the row `claimed`. */
  minPositives: number;
}

type Scored = Pick<
  Evaluation,
  "bootstrap" | "minPositives" | "runs" | "frameworks" | "rows" | "attribution" | "disagreements"
>;

/** Publications print these two the other way round, so they are scored apart and as one. */
const OFTEN_SWAPPED: readonly ModeId[] = ["FM-3.2", "FM-3.3"];

/** Compares verdicts with labels. Pure: the same runs in any order give the same evaluation. */
export function evaluate(given: readonly ScoredRun[], options: EvaluateOptions): Scored {
  const { modes, resamples, seed, minPositives } = options;
  const runs = given.toSorted((a, b) => compare(a.framework, b.framework) || compare(a.id, b.id));
  const bootstrap = new Bootstrap(runs.length, { resamples, seed });
  const frameworks = frameworksOf(runs);
  const row = (of: string, rowModes: readonly ModeId[], cells: readonly Cell[]) =>
    evaluateRow(of, rowModes, cells, frameworks, bootstrap);

  const byMode = modes
    .map((mode) => ({ mode, cells: cellsOf(runs, [mode]) }))
    .filter(({ cells }) => cells.length > 0);
  const rows = byMode.map(({ mode, cells }) => row(mode, [mode], cells));
  if (OFTEN_SWAPPED.every((mode) => byMode.some((one) => one.mode === mode))) {
    rows.push(row("FM-3.2+3.3", OFTEN_SWAPPED, cellsOf(runs, OFTEN_SWAPPED)));
  }
  const pooled = (of: string, parts: typeof byMode): void => {
    if (parts.length === 0) return;
    rows.push(
      row(
        of,
        parts.map(({ mode }) => mode),
        parts.flatMap(({ cells }) => cells),
      ),
    );
  };
  pooled("all", byMode);
  pooled(
    "claimed",
    byMode.filter(({ cells }) => cells.filter(({ positive }) => positive).length >= minPositives),
  );
  return {
    bootstrap: { unit: "run", level: 0.95, resamples, seed },
    minPositives,
    runs: runs.length,
    frameworks: frameworks.names.map((framework, index) => ({
      framework,
      runs: frameworks.ofRun.filter((group) => group === index).length,
    })),
    rows,
    attribution: scoreAttribution(runs, { resamples, seed }),
    disagreements: disagreementsOf(runs, modes),
  };
}

function frameworksOf(runs: readonly ScoredRun[]): Frameworks {
  const names = [...new Set(runs.map(({ framework }) => framework))];
  return { names, ofRun: runs.map(({ framework }) => names.indexOf(framework)) };
}

function disagreementsOf(runs: readonly ScoredRun[], modes: readonly ModeId[]): Disagreement[] {
  return runs.flatMap((run) =>
    modes.flatMap((mode): Disagreement[] => {
      const label = run.labels[mode];
      const { verdict, tier, why } = run.predictions[mode] ?? {
        ...{ verdict: "unknown" as const, tier: null, why: "not looked at" },
      };
      if (label === undefined || label === (verdict === "present")) return [];
      return [{ run: run.id, source: run.source, framework: run.framework, mode, label, verdict, tier, why }];
    }),
  );
}

/** By code unit: the same on every machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
