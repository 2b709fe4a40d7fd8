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
/** Two exports of one run overlap in time, but for what a form that counts in seconds cuts off. */
const OVERLAP_SLACK_MS = 1000;
/** Times without a zone are taken for UTC: local ones are off by whole quarters of an hour, at most by so many. */
const ZONE_STEP_MS = 15 * 60_000;
const MOST_ZONE_MS = 14 * 60 * 60_000;

type Candidate = Pick<RunSummary, "id" | "format" | "startedAt" | "endedAt"> & {
  source: NonNullable<RunSummary["source"]>;
};

type Printed = Candidate & { prints: RunPrints };

interface Group {
  members: Printed[];
  /** The least share of two members that were compared. */
  overlap: number;
}

/**
 * Finds runs that look like different exports of one run: they came from different sources, share no native key (else
 * they would be one run), have the same task, and nearly all that the shorter says stands in the longer. They stay
 * separate runs: two runs of one task at temperature 0 look the same.
 */
export class TwinFinder {
  private readonly byTask = new Map<string, Candidate[]>();

  add({ id, format, startedAt, endedAt, taskKey, source }: RunSummary): void {
    if (taskKey === null || source === undefined) return;
    const known = this.byTask.get(taskKey);
    const candidate = { id, format, startedAt, endedAt, source };
    if (known === undefined) this.byTask.set(taskKey, [candidate]);
    else known.push(candidate);
  }

  /** The runs whose fingerprints are needed: most stores hold one format, in which there are no twins (`mayBeOne`). */
  candidates(): string[] {
    return [...this.byTask.values()].filter(haveTwoFormats).flatMap((runs) => runs.map(({ id }) => id));
  }

  /** Groups of at least two, in a fixed order; runs without fingerprints are in none. */
  rows(prints: ReadonlyMap<string, RunPrints>, displayUri: (uri: string) => string): TwinRow[] {
    const rows: TwinRow[] = [];
    if (prints.size === 0) return rows;
    for (const [taskKey, candidates] of this.byTask) {
      for (const { members, overlap } of groupsOf(printed(candidates, prints))) {
        const runs = members
          .map(({ id, format, source }) => ({
            id,
            format,
            source: { uri: displayUri(source.uri), locator: source.locator },
          }))
          .sort((a, b) => compareText(a.source.uri, b.source.uri) || compareText(a.id, b.id));
        rows.push({ taskKey, runs, overlap: Math.round(overlap * 100) / 100 });
      }
    }
    return rows.sort(
      (a, b) =>
        compareText(a.runs[0]?.source.uri ?? "", b.runs[0]?.source.uri ?? "") ||
        compareText(a.runs[0]?.id ?? "", b.runs[0]?.id ?? ""),
    );
  }
}

/** Those that say enough to be compared. */
function printed(runs: readonly Candidate[], prints: ReadonlyMap<string, RunPrints>): Printed[] {
  return runs.flatMap((run) => {
    const own = prints.get(run.id);
    return own === undefined || own.length < LEAST_SHARED ? [] : { ...run, prints: own };
  });
}

/**
 * Linear in the fingerprints: each is held by few runs or not looked at. Groups are joined by complete linkage, since an
 * export without times goes with any run and would chain those that cannot be one; the members of a group differ in
 * format, so that there are few.
 */
function groupsOf(candidates: readonly Printed[]): Iterable<Group> {
  const groups = new Map<Printed, Group>();
  for (const [a, b] of pairsOf(candidates)) {
    if (!mayBeOne(a, b)) continue;
    const share = twinShare(a, b);
    if (share === null) continue;
    const left = groups.get(a) ?? { members: [a], overlap: 1 };
    const right = groups.get(b) ?? { members: [b], overlap: 1 };
    if (left === right) {
      left.overlap = Math.min(left.overlap, share);
      continue;
    }
    if (!left.members.every((one) => right.members.every((other) => mayBeOne(one, other)))) continue;
    left.members.push(...right.members);
    left.overlap = Math.min(left.overlap, right.overlap, share);
    for (const member of left.members) groups.set(member, left);
  }
  return new Set(groups.values());
}

/** Each pair that shares a telling fingerprint, once. */
function* pairsOf(candidates: readonly Printed[]): Generator<[Printed, Printed]> {
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
        const [left, right] = [candidates[a], candidates[b]];
        if (left !== undefined && right !== undefined) yield [left, right];
      }
    }
  }
}

function twinShare(a: Printed, b: Printed): number | null {
  const { shared, share } = overlapOf(a.prints, b.prints);
  return shared >= LEAST_SHARED && share >= LEAST_SHARE ? share : null;
}

function haveTwoFormats(candidates: readonly Candidate[]): boolean {
  return candidates.some(({ format }) => format !== candidates[0]?.format);
}

/** Two exports in one form would share their key: the same form twice is a run that was repeated. */
function mayBeOne(a: Candidate, b: Candidate): boolean {
  return a.source.uri !== b.source.uri && a.format !== b.format && areTogether(a, b);
}

/** Also where a time is unknown. */
function areTogether(a: Candidate, b: Candidate): boolean {
  if (a.startedAt === null || b.startedAt === null) return true;
  const [startA, startB] = [Date.parse(a.startedAt), Date.parse(b.startedAt)];
  const shift = Math.round((startB - startA) / ZONE_STEP_MS) * ZONE_STEP_MS;
  const later = startB - shift - startA;
  if (Math.abs(startB - startA) > MOST_ZONE_MS || Math.abs(later) > START_SLACK_MS) return false;
  const [tookA, tookB] = [lengthOf(a, startA), lengthOf(b, startB)];
  if (tookA === 0 || tookB === 0) return true;
  return later <= tookA + OVERLAP_SLACK_MS && -later <= tookB + OVERLAP_SLACK_MS;
}

/** In milliseconds; 0 where a single instant is known. */
function lengthOf({ endedAt }: Candidate, start: number): number {
  return endedAt === null ? 0 : Math.max(0, Date.parse(endedAt) - start);
}
