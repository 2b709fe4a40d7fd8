import type { RunViews, StreamedReport } from "../../core/report.ts";
import { loadClientFiles } from "../html-client.ts";
import type { RenderOptions, Reporter } from "../reporter.ts";
import { comparisonCaveat, twinNote } from "../table-notes.ts";
import { cleanTexts, type TextCleaner, visibleText } from "./clean-text.ts";
import { pack } from "./pack.ts";
import { pageChunks } from "./page-chunks.ts";
import { type PageHead, RUN_PLACE, type RunEntry } from "./page-data.ts";
import { toRunEntry } from "./run-entry.ts";
import { clientElement, entriesElement, headElement, pageStart } from "./shell.ts";

/** Runs listed; more would make the overview slow. Rates count all runs. */
const MOST_RUNS = 50_000;
/** Runs per element of entries. */
const ENTRIES_PER_PART = 5_000;
const MOST_PROBLEMS = 500;

/** One file for a browser: overview, search and a page per run; it opens from disk and loads nothing. */
export const htmlReporter: Reporter = {
  meta: { id: "html", title: "one page for a browser, with every run", extension: "html", leaves: true },
  async *render(report, options, runs) {
    const files = await loadClientFiles();
    const clean = visibleText;
    yield pageStart(files);
    let listed = 0;
    let runCount = 0;
    const entries: string[] = [];
    let part: RunEntry[] = [];
    const closePart = (): void => {
      if (part.length > 0) entries.push(entriesElement(listed - part.length, pack(part)));
      part = [];
    };
    for await (const run of report.runs()) {
      runCount++;
      if (listed === MOST_RUNS) continue;
      part.push(toRunEntry(run, report.head.modes, clean));
      listed++;
      if (part.length === ENTRIES_PER_PART) closePart();
    }
    closePart();
    yield headElement(pack(toHead(report, options, { runCount, listed }, clean)));
    yield* entries;
    yield clientElement(files);
    yield* pageChunks(runs ?? withoutSteps(report), listed, clean);
  },
};

/** Runs of which only the report is known: their pages show findings and quotes. */
function withoutSteps(report: StreamedReport): RunViews {
  return async function* () {
    for await (const view of report.runs()) yield { view, run: null };
  };
}

function toHead(
  report: StreamedReport,
  { showCommand, definitionOf }: RenderOptions,
  { runCount, listed }: { runCount: number; listed: number },
  clean: TextCleaner,
): PageHead {
  const { mast, taxonomy, modes, rates, gate, suppressions, problems, walk, twins } = report.head;
  const notes = [comparisonCaveat(report), twinNote(twins)].filter((note) => note !== null);
  const explained = modes.map((mode) => {
    const definition = definitionOf(mode.id);
    return { ...mode, summary: definition?.summary ?? null, remediation: definition?.remediation ?? [] };
  });
  const head: PageHead = {
    ...{ mast, taxonomy, rates, gate, suppressions, walk, notes, listed },
    modes: explained,
    first: report.first,
    problems: problems.slice(0, MOST_PROBLEMS),
    moreProblems: Math.max(0, problems.length - MOST_PROBLEMS),
    runs: runCount,
    showCommand: showCommand === null ? null : showCommand(RUN_PLACE),
  };
  return cleanTexts(head, clean);
}
