import type { TwinRow } from "../core/report.ts";
import { overlapOf, type RunPrints } from "../core/run-prints.ts";
import type { RunSummary } from "../core/summary.ts";
import { compareText } from "./rates.ts";

/** Two exports of one run say the same; two runs of one task agree by chance in little but the question. */
const LEAST_SHARE = 0.8;
const LEAST_SHARED = 2;
/** A text that more runs of a task have (a greeting, a tool's answer) tells nothing about two of them. */
const MOST_HOLDERS = 20;
/** One format counts from the first span, another from the first message. */
const START_SLACK_MS = 60_000;
/** Times without a zone are taken for UTC: local ones are off by whole quarters of an hour, at most by so many. */
const ZONE_STEP_MS = 15 * 60_000;
const MOST_ZONE_MS = 14 * 60 * 60_000;

type Candidate = Pick<RunSummary, "id" | "format" | "startedAt"> & {
  source: NonNullable<RunSummary["source"]>;
  prints: RunPrints;
};

/**
 * Finds runs that look like different exports of one run: they came from different sources, share no native key (else
 * they would be one run), have the same task, and nearly all that the shorter says stands in the longer. They stay
 * separate runs: two runs of one task at temperature 0 look the same.
 */
export class TwinFinder {
  private readonly byTask = new Map<string, Candidate[]>();

  add({ id, format, startedAt, taskKey, source, prints }: RunSummary): void {
    if (taskKey === null || source === undefined || prints === undefined || prints.length < LEAST_SHARED)
      return;
    const known = this.byTask.get(taskKey);
    const candidate = { id, format, startedAt, source, prints };
    if (known === undefined) this.byTask.set(taskKey, [candidate]);
    else known.push(candidate);
  }

  /** Groups of at least two, in a fixed order. */
  rows(displayUri: (uri: string) => string): TwinRow[] {
    const rows: TwinRow[] = [];
    for (const [taskKey, candidates] of this.byTask) {
      for (const { members, overlap } of groupsOf(candidates)) {
        const runs = members
          .map(({ id, format, source }) => ({
            id,
            format,
            source: { uri: displayUri(source.uri), locator: source.locator },
          }))
          .sort((a, b) => compareText(a.source.uri, b.source.uri) || compareText(a.id, b.id));
        rows.push({ taskKey, runs, overlap });
      }
    }
    return rows.sort(
      (a, b) =>
        compareText(a.runs[0]?.source.uri ?? "", b.runs[0]?.source.uri ?? "") ||
        compareText(a.runs[0]?.id ?? "", b.runs[0]?.id ?? ""),
    );
  }
}

/** Linear in the fingerprints: each is held by few runs or not looked at. */
function groupsOf(candidates: readonly Candidate[]): { members: Candidate[]; overlap: number }[] {
  const leader = candidates.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    for (let next = leader[root]; next !== undefined && next !== root; next = leader[root]) root = next;
    return root;
  };
  const least = new Map<number, number>();
  for (const [a, b] of pairsOf(candidates)) {
    const share = twinShare(candidates[a], candidates[b]);
    if (share === null) continue;
    const [left, right] = [find(a), find(b)];
    const overlap = Math.min(share, least.get(left) ?? 1, least.get(right) ?? 1);
    leader[Math.max(left, right)] = Math.min(left, right);
    least.set(Math.min(left, right), overlap);
  }
  const groups = new Map<number, Candidate[]>();
  for (const [index, candidate] of candidates.entries()) {
    const root = find(index);
    groups.set(root, [...(groups.get(root) ?? []), candidate]);
  }
  return [...groups]
    .filter(([, members]) => members.length > 1)
    .map(([root, members]) => ({ members, overlap: Math.round((least.get(root) ?? 1) * 100) / 100 }));
}

/** Each pair that shares a telling fingerprint, once. */
function* pairsOf(candidates: readonly Candidate[]): Generator<[number, number]> {
  const holders = new Map<number, number[]>();
  for (const [index, { prints }] of candidates.entries()) {
    for (const print of prints) {
      const known = holders.get(print);
      if (known === undefined) holders.set(print, [index]);
      else if (known.length <= MOST_HOLDERS) known.push(index);
    }
  }
  const seen = new Set<number>();
  for (const indices of holders.values()) {
    if (indices.length > MOST_HOLDERS) continue;
    for (const [at, a] of indices.entries()) {
      for (const b of indices.slice(at + 1)) {
        const pair = a * candidates.length + b;
        if (seen.has(pair)) continue;
        seen.add(pair);
        yield [a, b];
      }
    }
  }
}

function twinShare(a: Candidate | undefined, b: Candidate | undefined): number | null {
  if (a === undefined || b === undefined || a.source.uri === b.source.uri) return null;
  const areTimed = a.startedAt !== null && b.startedAt !== null;
  // The same form twice without a time is a run that was repeated, as far as anyone can tell.
  if (areTimed ? !startTogether(a.startedAt, b.startedAt) : a.format === b.format) return null;
  const { shared, share } = overlapOf(a.prints, b.prints);
  return shared >= LEAST_SHARED && share >= LEAST_SHARE ? share : null;
}

function startTogether(a: string | null, b: string | null): boolean {
  const apart = Math.abs(Date.parse(a ?? "") - Date.parse(b ?? ""));
  const inZone = apart % ZONE_STEP_MS;
  return apart <= MOST_ZONE_MS && Math.min(inZone, ZONE_STEP_MS - inZone) <= START_SLACK_MS;
}
