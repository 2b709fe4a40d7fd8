import type { Label, ModeId } from "../core/finding.ts";
import type { JudgeSummary } from "../core/judgement.ts";
import type { LeadFinding, Report, ReportMode, ReportRun, StreamedReport } from "../core/report.ts";
import type { Run } from "../core/run.ts";
import type { RunPrints } from "../core/run-prints.ts";
import type { RunSummary } from "../core/summary.ts";
import type { SuppressionList } from "../core/suppression.ts";
import { CellReader } from "./cells.ts";
import { FIRST_FINDINGS, LeadCollector, leadFindingOf } from "./first-findings.ts";
import { compareText, type Grouping, RateCounter } from "./rates.ts";
import { type RunViewOptions, toReportRun } from "./report-run.ts";
import { Suppressor } from "./suppressor.ts";
import { TaskTable } from "./tasks.ts";
import { TwinFinder } from "./twins.ts";

/** Where a report's facts come from; a store gives all of it, tests write it by hand. */
export interface ReportInput {
  /** Version of mast. */
  mast: string;
  /** `mast@x.y.z`. */
  taxonomy: string;
  /** The modes to report on, in the order of the taxonomy. */
  modes: readonly ReportMode[];
  /** All modes of the taxonomy: categories are given only where none of their modes is left out. */
  allModes: readonly ModeId[];
  /** Beside the rows by framework, which are always there. */
  by: readonly Grouping[];
  /** Summaries of all runs reported on, or of these. */
  summaries(ids?: readonly string[]): AsyncIterable<readonly RunSummary[]>;
  /** Fingerprints of these runs by id, as far as there are any. */
  prints(ids: readonly string[]): Promise<ReadonlyMap<string, RunPrints>>;
  /** The runs with these ids, in any order. */
  runs(ids: readonly string[]): AsyncIterable<readonly Run[]>;
  labels(runId: string): Promise<readonly Label[]>;
  /** What a judge concluded beside labels; absent: there is no judge. */
  judgement?(runId: string): Promise<JudgeSummary | null>;
  problems: Report["problems"];
  walk: Report["walk"];
  displayUri: RunViewOptions["displayUri"];
  precisionOf?: RunViewOptions["precisionOf"];
  suppressed?: SuppressionList;
}

/** Runs held in memory at a time while a report is streamed. */
const BATCH = 20;

/**
 * Counts rates over all summaries and leaves the runs to be streamed. The same input gives the same report to the
 * byte: everything is sorted, nothing depends on the clock or on the order in which the store hands things out.
 */
export async function buildReport(input: ReportInput): Promise<StreamedReport> {
  const groupings: Grouping[] = ["framework", ...input.by.filter((grouping) => grouping !== "framework")];
  const modeIds = input.modes.map((mode) => mode.id);
  const reader = new CellReader(modeIds, input.allModes);
  const counter = new RateCounter(groupings, reader);
  const tasks = new TaskTable(modeIds, reader);
  const twins = new TwinFinder();
  const leads = new LeadCollector(input.modes, FIRST_FINDINGS);
  const order: { id: string; uri: string; locator: string }[] = [];
  const suppressor = new Suppressor(input.suppressed ?? { entries: [], today: "" });
  for await (const batch of input.summaries()) {
    for (const summary of await withoutSuppressed(batch, suppressor, input)) {
      const cells = reader.read(summary);
      counter.add(summary, cells);
      tasks.add(summary, cells);
      twins.add(summary);
      leads.add(summary);
      order.push({
        id: summary.id,
        uri: summary.source?.uri ?? "",
        locator: summary.source?.locator ?? "",
      });
    }
  }
  const head: StreamedReport["head"] = {
    schema: "mast-report/1",
    mast: input.mast,
    taxonomy: input.taxonomy,
    modes: [...input.modes],
    rates: counter.rows(),
    tasks: tasks.rows(),
    twins: twins.rows(await input.prints(twins.candidates()), input.displayUri),
    suppressions: suppressor.rows(),
    gate: null,
    problems: sortedProblems(input),
    walk: input.walk,
  };
  const first: LeadFinding[] = [];
  for (const lead of leads.leads()) {
    for await (const run of viewsOf(input, suppressor, [lead.runId])) {
      const finding = leadFindingOf(run, lead.mode, lead.alike);
      if (finding !== null) first.push(finding);
    }
  }
  return {
    head,
    first,
    runs: () => {
      order.sort(
        (a, b) =>
          compareText(a.uri, b.uri) || compareNumbered(a.locator, b.locator) || compareText(a.id, b.id),
      );
      return viewsOf(
        input,
        suppressor,
        order.map(({ id }) => id),
      );
    },
  };
}

/** The whole report in memory, for library users with few runs. */
export async function collectReport(report: StreamedReport): Promise<Report> {
  const { schema, mast, taxonomy, modes, ...rest } = report.head;
  const runs: ReportRun[] = [];
  for await (const run of report.runs()) runs.push(run);
  return { schema, mast, taxonomy, modes, runs, ...rest };
}

/** The few runs that a suppression may be about are read whole; all others pass as they are. */
async function withoutSuppressed(
  batch: readonly RunSummary[],
  suppressor: Suppressor,
  input: ReportInput,
): Promise<readonly RunSummary[]> {
  const concerned = batch.filter((summary) => suppressor.concerns(summary)).map(({ id }) => id);
  if (concerned.length === 0) return batch;
  const runs = new Map<string, Run>();
  for await (const part of input.runs(concerned)) for (const run of part) runs.set(run.id, run);
  const changed: RunSummary[] = [];
  for (const summary of batch) {
    const run = runs.get(summary.id);
    if (run === undefined) changed.push(summary);
    else changed.push(suppressor.apply(summary, run, await input.labels(run.id)));
  }
  return changed;
}

async function* viewsOf(
  input: ReportInput,
  suppressor: Suppressor,
  ids: readonly string[],
): AsyncGenerator<ReportRun> {
  const views: RunViewOptions = {
    modes: input.modes,
    displayUri: input.displayUri,
    precisionOf: input.precisionOf ?? (() => null),
    whyUnlabelled: (mode) =>
      input.modes.find(({ id }) => id === mode)?.labellers.length === 0
        ? "no detector yet"
        : "not examined yet; run mast detect",
    suppressor,
  };
  for (let start = 0; start < ids.length; start += BATCH) {
    const part = ids.slice(start, start + BATCH);
    const runs = new Map<string, Run>();
    for await (const batch of input.runs(part)) for (const run of batch) runs.set(run.id, run);
    const merged = new Map<string, RunSummary["verdicts"]>();
    for await (const batch of input.summaries(part))
      for (const one of batch) merged.set(one.id, one.verdicts);
    for (const id of part) {
      const run = runs.get(id);
      if (run === undefined) continue;
      const judgement = (await input.judgement?.(id)) ?? null;
      yield toReportRun(run, await input.labels(id), merged.get(id) ?? {}, views, judgement);
    }
  }
}

function sortedProblems(input: ReportInput): Report["problems"] {
  return input.problems
    .map(({ uri, locator, code, message }) => ({ uri: input.displayUri(uri), locator, code, message }))
    .sort(
      (a, b) =>
        compareText(a.uri, b.uri) ||
        compareNumbered(a.locator, b.locator) ||
        compareText(a.code, b.code) ||
        compareText(a.message, b.message),
    );
}

/** Numbers inside the text count as numbers: `/9` before `/10`. */
export function compareNumbered(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const numbers = /^\d/.test(part) && /^\d/.test(other);
    const order = (numbers ? Number(part) - Number(other) : 0) || compareText(part, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}
