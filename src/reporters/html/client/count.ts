import { wilson } from "../../../core/wilson.ts";
import { type PageHead, type RunEntry, VERDICT_LETTERS } from "../page-data.ts";

/** The figures of one mode in a group of runs; rates as in `RateRow`. */
export interface Figures {
  runs: number;
  examined: number;
  present: number;
  absent: number;
  rate: number | null;
  interval: [number, number] | null;
  atLeast: number | null;
  atLeastInterval: [number, number] | null;
}

/** Figures of each mode and, under `any`, of all together. */
export type FiguresByMode = ReadonlyMap<string, Figures>;

/** What is counted for; a mode has a rate only where somebody in the report could have said that it is absent. */
export type Counted = Pick<PageHead, "modes" | "rates">;

/**
 * Counts as reports do: unknown is never absent; `any` is absent only where every mode is.
 * @param agent only what findings name this one for counts as present
 */
export function countFigures(
  entries: readonly RunEntry[],
  { modes, rates }: Counted,
  agent: string | null = null,
): FiguresByMode {
  const decidable = new Set<string>(rates.filter(({ rate }) => rate !== null).map(({ mode }) => mode));
  const ids = [...modes.map(({ id }) => id as string), "any"];
  const counts = ids.map(() => ({ runs: 0, examined: 0, present: 0, absent: 0 }));
  for (const entry of entries) {
    const verdicts = agent === null ? entry.verdicts : verdictsFor(entry, agent);
    for (const [index, count] of counts.entries()) {
      const letter = index < modes.length ? (verdicts[index] ?? "-") : letterOfAny(verdicts);
      const said = VERDICT_LETTERS[letter];
      count.runs++;
      if (said?.examined === true) count.examined++;
      if (said?.verdict === "present") count.present++;
      if (said?.verdict === "absent") count.absent++;
    }
  }
  return new Map(
    counts.map((count, index) => [ids[index] ?? "any", withRates(count, decidable.has(ids[index] ?? ""))]),
  );
}

/** The letters of `verdicts` for one agent: a run in which others show a mode says nothing about it. */
export function verdictsFor({ verdicts, agents, hits }: RunEntry, agent: string): string {
  const position = agents.indexOf(agent);
  const blamed = new Set(hits.filter((hit) => hit.agent === position).map(({ mode }) => mode));
  return [...verdicts].map((letter, mode) => (letter === "p" && !blamed.has(mode) ? "u" : letter)).join("");
}

export function letterOfAny(verdicts: string): string {
  if (verdicts.includes("p")) return "p";
  if (/^a+$/.test(verdicts)) return "a";
  return /[ua]/.test(verdicts) ? "u" : "-";
}

function withRates(
  count: Pick<Figures, "runs" | "examined" | "present" | "absent">,
  decidable: boolean,
): Figures {
  const { examined, present, absent } = count;
  const decided = present + absent;
  const hasRate = decidable && decided > 0;
  return {
    ...count,
    rate: hasRate ? present / decided : null,
    interval: hasRate ? wilson(present, decided) : null,
    atLeast: examined > 0 ? present / examined : null,
    atLeastInterval: wilson(present, examined),
  };
}

/** Groups of runs by what a reader compares, greatest first; a run may be in several (models) or in none. */
export function groupEntries(
  entries: readonly RunEntry[],
  by: string,
): [name: string, entries: RunEntry[]][] {
  const groups = new Map<string, RunEntry[]>();
  for (const entry of entries) {
    for (const name of new Set(groupsOf(entry, by))) {
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [entry]);
      else group.push(entry);
    }
  }
  return [...groups].sort(([a, left], [b, right]) => right.length - left.length || (a < b ? -1 : 1));
}

function groupsOf(entry: RunEntry, by: string): readonly string[] {
  if (by === "model") return entry.models;
  if (by === "agent") return entry.agents;
  if (by === "outcome") return [entry.outcome];
  if (!by.startsWith("tag:")) return [entry.framework];
  const name = by.slice("tag:".length);
  return Object.hasOwn(entry.tags, name) ? [entry.tags[name] ?? ""] : [];
}
