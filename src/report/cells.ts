import type { ModeId, Verdict } from "../core/finding.ts";
import type { RateMode } from "../core/gate.ts";
import { CATEGORY_IDS, categoryOf } from "../core/mode-info.ts";
import type { MergedVerdict, RunSummary } from "../core/summary.ts";

/** One run's share in one row of rates, before counting. */
export interface Cell {
  verdict: Verdict;
  gating: Verdict;
  examined: boolean;
  decidable: boolean;
}

const NOT_LOOKED: Cell = { verdict: "unknown", gating: "unknown", examined: false, decidable: false };

/** What a run says on each mode, each category and on `any`; the last two only where all of their modes are asked for. */
export class CellReader {
  /** What the cells are for, in their order. */
  readonly ids: readonly RateMode[];
  private readonly modes: readonly ModeId[];
  private readonly unions: readonly (readonly ModeId[])[];
  /** By verdicts: a store hands out one object for all runs of which the same is said. */
  private readonly known = new WeakMap<RunSummary["verdicts"], readonly Cell[]>();

  constructor(modes: readonly ModeId[], allModes: readonly ModeId[]) {
    this.modes = modes;
    const unions: { mode: RateMode; of: readonly ModeId[] }[] = CATEGORY_IDS.map((id) => ({
      mode: id,
      of: allModes.filter((mode) => categoryOf(mode) === id),
    }));
    unions.push({ mode: "any", of: [...allModes] });
    // A category whose modes are all retired would be "absent" everywhere: all of nothing.
    const whole = unions.filter(({ of }) => of.length > 0 && of.every((mode) => modes.includes(mode)));
    this.unions = whole.map(({ of }) => of);
    this.ids = [...modes, ...whole.map(({ mode }) => mode)];
  }

  /** `agent`: only what findings name this agent for counts as present. */
  read({ verdicts }: Pick<RunSummary, "verdicts">, agent: string | null = null): readonly Cell[] {
    if (agent !== null) return this.cellsOf(verdicts, agent);
    const known = this.known.get(verdicts);
    if (known !== undefined) return known;
    const cells = this.cellsOf(verdicts, null);
    this.known.set(verdicts, cells);
    return cells;
  }

  private cellsOf(verdicts: RunSummary["verdicts"], agent: string | null): Cell[] {
    const byMode = new Map<ModeId, Cell>();
    const cells: Cell[] = [];
    for (const mode of this.modes) {
      const verdict: MergedVerdict | undefined = verdicts[mode];
      const cell = verdict === undefined ? NOT_LOOKED : forAgent(verdict, agent);
      byMode.set(mode, cell);
      cells.push(cell);
    }
    for (const union of this.unions) cells.push(unite(union.map((mode) => byMode.get(mode) ?? NOT_LOOKED)));
    return cells;
  }
}

/** A run that is present because of others says nothing about this agent. */
function forAgent(merged: MergedVerdict, agent: string | null): Cell {
  const examined = merged.examined || merged.verdict !== "unknown";
  const seen = (verdict: Verdict, blamed: readonly string[] | undefined): Verdict =>
    verdict === "present" && agent !== null && blamed?.includes(agent) !== true ? "unknown" : verdict;
  return {
    verdict: seen(merged.verdict, merged.agents),
    gating: seen(merged.gating, merged.gatingAgents ?? merged.agents),
    examined,
    decidable: merged.decidable,
  };
}

/** Present if one is, absent only if all are, else unknown; decidable only where each part is. */
function unite(cells: readonly Cell[]): Cell {
  const over = (read: (cell: Cell) => Verdict): Verdict => {
    if (cells.some((cell) => read(cell) === "present")) return "present";
    return cells.every((cell) => read(cell) === "absent") ? "absent" : "unknown";
  };
  return {
    verdict: over((cell) => cell.verdict),
    gating: over((cell) => cell.gating),
    examined: cells.some((cell) => cell.examined),
    decidable: cells.every((cell) => cell.decidable),
  };
}
