import type { AttributionBaseline } from "../core/evaluation.ts";
import type { ModeId, Tier, Verdict } from "../core/finding.ts";

/** One run with what labels and what the labeller under test say of it. */
export interface ScoredRun {
  id: string;
  /** How the run is printed: source and locator. */
  source: string;
  framework: string;
  /** Modes without an entry are not scored. */
  labels: Partial<Record<ModeId, boolean>>;
  /** A mode without an entry was not looked at: `unknown`, not examined. */
  predictions: Partial<Record<ModeId, Prediction>>;
  blame: Blame | null;
}

export interface Prediction {
  verdict: Verdict;
  /** Null also where the predictor has no tiers: then `present` counts as its strongest. */
  tier: Exclude<Tier, "low"> | null;
  examined: boolean;
  why: string;
}

/** Somebody at some record of the source; null where that is left open. */
export interface Guess {
  agent: string | null;
  record: number | null;
}

/** Who is to blame and when: the label, and the guesses, likeliest first. */
export interface Blame {
  agent: string | null;
  /** Record of the source; null where the label names none, or none that gave a step. */
  record: number | null;
  /** The label names a record from which no step came, so it cannot be scored. */
  unmapped: boolean;
  guesses: Guess[];
  /** Null where the run is not at hand. */
  field: BlameField | null;
}

/** Who and what could be blamed in a run, and guesses that take no skill; see `AttributionBaseline`. */
export interface BlameField {
  /** Names of the agents that authored a step; each once. */
  agents: string[];
  /** Records that an agent authored; each once. */
  records: number[];
  /** At most three guesses each. */
  baselines: Record<Exclude<AttributionBaseline["name"], "random">, Guess[]>;
}

/** One scored cell: a run and a mode, or a group of modes taken as one. */
export interface Cell {
  /** Index into the runs. */
  run: number;
  positive: boolean;
  prediction: Prediction;
  /** What guessing by the framework alone says: the majority of the other runs of the framework. */
  prior: boolean;
}

const NOT_LOOKED: Prediction = { verdict: "unknown", tier: null, examined: false, why: "not looked at" };

/**
 * The scored cells of a mode. Several modes are taken as one: positive where one of them is, negative where all are; the
 * same for verdicts. A run for which the labels leave that open has no cell.
 */
export function cellsOf(runs: readonly ScoredRun[], modes: readonly ModeId[]): Cell[] {
  const cells: Omit<Cell, "prior">[] = [];
  for (const [index, run] of runs.entries()) {
    const labels = modes.map((mode) => run.labels[mode]);
    const positive = labels.includes(true);
    if (!positive && labels.includes(undefined)) continue;
    cells.push({
      run: index,
      positive,
      prediction: unite(modes.map((mode) => run.predictions[mode] ?? NOT_LOOKED)),
    });
  }
  const groups = new Map<string, { cells: number; positives: number }>();
  const groupOf = (cell: Omit<Cell, "prior">): { cells: number; positives: number } => {
    const framework = runs[cell.run]?.framework ?? "";
    const group = groups.get(framework) ?? { cells: 0, positives: 0 };
    groups.set(framework, group);
    return group;
  };
  for (const cell of cells) {
    const group = groupOf(cell);
    group.cells++;
    if (cell.positive) group.positives++;
  }
  return cells.map((cell) => {
    const group = groupOf(cell);
    const others = group.positives - (cell.positive ? 1 : 0);
    return { ...cell, prior: others > (group.cells - 1) / 2 };
  });
}

function unite(predictions: readonly Prediction[]): Prediction {
  const [first = NOT_LOOKED, ...more] = predictions;
  if (more.length === 0) return first;
  const rank = { certain: 3, high: 2, medium: 1 };
  const present = predictions
    .filter(({ verdict }) => verdict === "present")
    .toSorted((a, b) => rank[b.tier ?? "certain"] - rank[a.tier ?? "certain"]);
  const [strongest] = present;
  if (strongest !== undefined) return strongest;
  const absent = predictions.every(({ verdict }) => verdict === "absent");
  return {
    verdict: absent ? "absent" : "unknown",
    tier: null,
    examined: predictions.some(({ examined }) => examined),
    why: predictions.map(({ why }) => why).join("; "),
  };
}
