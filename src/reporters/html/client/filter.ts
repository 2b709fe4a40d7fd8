import type { ReportMode } from "../../../core/report.ts";
import { type RunEntry, VERDICT_LETTERS } from "../page-data.ts";
import { verdictsFor } from "./count.ts";

/** What the overview is narrowed to; an empty text narrows nothing. */
export interface Filter {
  /** Words that must all occur. */
  search: string;
  /** Where they may occur beside what the overview knows: `steps`, or nowhere else. */
  within: string;
  framework: string;
  mode: string;
  /** present, absent or unknown; of the mode, or of any where none is chosen. */
  verdict: string;
  outcome: string;
  model: string;
  /** One that acts in the run; a verdict that a mode is there is then one on this agent. */
  agent: string;
  /** `name=value`. */
  tag: string;
  /** What the table of rates compares: framework, model, agent, outcome or tag:NAME. */
  by: string;
  sort: string;
}

export const EMPTY_FILTER: Filter = {
  ...{ search: "", within: "", framework: "", mode: "", verdict: "", outcome: "", model: "", agent: "" },
  ...{ tag: "", by: "framework", sort: "source" },
};

const NAMES = Object.keys(EMPTY_FILTER) as (keyof Filter)[];

export function filterOf(query: string): Filter {
  const given = new URLSearchParams(query);
  const filter = { ...EMPTY_FILTER };
  for (const name of NAMES) filter[name] = given.get(name) ?? filter[name];
  return filter;
}

export function filterText(filter: Filter): string {
  const query = new URLSearchParams();
  for (const name of NAMES) if (filter[name] !== EMPTY_FILTER[name]) query.set(name, filter[name]);
  return query.toString();
}

/** The choice that narrows to one of what is compared. */
export function comparedBy(by: string): "framework" | "model" | "agent" | "outcome" | "tag" {
  if (by === "model" || by === "agent" || by === "outcome") return by;
  return by.startsWith("tag:") ? "tag" : "framework";
}

/** Whether it leaves runs out. */
export function narrows(filter: Filter): boolean {
  return NAMES.some((name) => name !== "by" && name !== "sort" && name !== "within" && filter[name] !== "");
}

/** As they are looked for: each somewhere, in any case of letters. */
export function searchWords(search: string): string[] {
  return search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
}

const NOWHERE: ReadonlySet<number> = new Set();

/** The entries that a filter leaves, in the order of the list. */
export class EntrySearch {
  private readonly modes: readonly ReportMode[];
  private readonly entries: readonly RunEntry[];
  private texts: string[] | null = null;

  constructor(entries: readonly RunEntry[], modes: readonly ReportMode[]) {
    this.entries = entries;
    this.modes = modes;
  }

  /** @param inSteps positions of runs whose steps hold the words */
  find(filter: Filter, inSteps: ReadonlySet<number> = NOWHERE): RunEntry[] {
    const words = searchWords(filter.search);
    const mode = this.modes.findIndex(({ id }) => id === filter.mode);
    const texts = words.length === 0 ? null : this.searchTexts();
    return this.entries.filter(
      (entry, position) =>
        (filter.framework === "" || entry.framework === filter.framework) &&
        (filter.outcome === "" || entry.outcome === filter.outcome) &&
        (filter.model === "" || entry.models.includes(filter.model)) &&
        (filter.agent === "" || entry.agents.includes(filter.agent)) &&
        (filter.tag === "" || hasTag(entry, filter.tag)) &&
        fitsVerdict(
          filter.agent === "" ? entry.verdicts : verdictsFor(entry, filter.agent),
          mode,
          filter.mode === "" ? "" : filter.verdict || "present",
          filter.verdict,
        ) &&
        (inSteps.has(position) || words.every((word) => texts?.[position]?.includes(word))),
    );
  }

  /** Made at the first search. */
  private searchTexts(): string[] {
    this.texts ??= this.entries.map((entry) =>
      [
        ...[entry.id, entry.uri, entry.locator, entry.framework, entry.task ?? ""],
        ...[...entry.agents, ...entry.models, ...entry.hits.map(({ text }) => text)],
        ...Object.entries(entry.tags).map(([name, value]) => `${name}=${value}`),
      ]
        .join("\n")
        .toLowerCase(),
    );
    return this.texts;
  }
}

function fitsVerdict(letters: string, mode: number, ofMode: string, ofAny: string): boolean {
  if (mode >= 0) return VERDICT_LETTERS[letters[mode] ?? "-"]?.verdict === ofMode;
  if (ofAny === "") return true;
  return [...letters].some((letter) => VERDICT_LETTERS[letter]?.verdict === ofAny);
}

function hasTag({ tags }: RunEntry, tag: string): boolean {
  const equals = tag.indexOf("=");
  const name = tag.slice(0, equals);
  return Object.hasOwn(tags, name) && tags[name] === tag.slice(equals + 1);
}

const ORDERS: Readonly<Record<string, (a: RunEntry, b: RunEntry) => number>> = {
  findings: (a, b) => b.findings - a.findings,
  steps: (a, b) => b.steps - a.steps,
  newest: (a, b) => (b.startedAt ?? "").localeCompare(a.startedAt ?? ""),
};

/** As in the report, unless another order is asked for; equal ones keep their places. */
export function sorted(entries: readonly RunEntry[], order: string): readonly RunEntry[] {
  const compare = Object.hasOwn(ORDERS, order) ? ORDERS[order] : undefined;
  return compare === undefined ? entries : entries.toSorted(compare);
}
