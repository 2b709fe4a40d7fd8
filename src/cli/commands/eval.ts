import { resolve } from "node:path";
import { EXIT, MastError } from "../../core/errors.ts";
import type { Evaluation, LabelSet } from "../../core/evaluation.ts";
import { sha256Of } from "../../core/hash.ts";
import { VERSION } from "../../core/version.ts";
import { evaluate } from "../../eval/evaluate.ts";
import type { ScoredRun } from "../../eval/scored-run.ts";
import { type LabelLine, type LineProblem, readLabelLines } from "../../labels/label-line.ts";
import { LineMatcher } from "../../labels/match-lines.ts";
import { lineCatalogue, type Pairing, pairLines, scoreLines } from "../../pipeline/pair-lines.ts";
import { scoreRuns } from "../../pipeline/score-runs.ts";
import { storeCatalogue } from "../../pipeline/store-catalogue.ts";
import { EVALUATION_REPORTERS } from "../../reporters/evaluation/reporters.ts";
import { plural } from "../../reporters/layout.ts";
import type { RunFilter, Store } from "../../store/store.ts";
import type { Taxonomy } from "../../taxonomy/taxonomy.ts";
import type { Io } from "../io.ts";
import type { OutputPairs } from "../outputs.ts";
import { displayUri } from "../paths.ts";
import { readGiven } from "../read-given.ts";
import {
  configuredDetectors,
  type FilterOptions,
  knownFamilies,
  openStore,
  openTaxonomy,
  parseMode,
  runFilter,
} from "../session.ts";
import { openStoreToRead } from "../store-to-read.ts";
import { keepStore, wantsColor, writeOutputs } from "../write-reports.ts";
import { detectWithProgress } from "./detect.ts";
import { type IngestFlags, ingestWithProgress } from "./ingest.ts";

export interface EvalFlags extends Omit<IngestFlags, "db" | "tag" | "framework">, FilterOptions {
  labels: string;
  predictions?: string;
  /** Stores in which the same runs were judged in several ways. */
  stores?: string[];
  /** Without it: mast.db, or nothing on disk where paths are given, or no store where predictions are. */
  db?: string;
  taxonomy?: string;
  mode?: string[];
  resamples: number;
  minPositives: number;
  list?: boolean;
  format: OutputPairs;
  color: boolean;
}

/** Fixed, so that the same labels and verdicts give the same intervals everywhere. */
export const SEED = 20_250_317;

/** Scores verdicts against labels: of the runs read from paths, of stored runs, or of a file of predictions. */
export async function evalCommand(paths: readonly string[], flags: EvalFlags, io: Io): Promise<number> {
  const taxonomy = await openTaxonomy(flags.taxonomy, io);
  const only = flags.mode?.map((mode) => parseMode(mode, taxonomy));
  const outputs = flags.format.pairs("table");
  keepStore(outputs, flags.db ?? "mast.db", io.cwd);
  const labels = await readLines(flags.labels, "labels", taxonomy, io);
  const predictions =
    flags.predictions === undefined ? null : await readLines(flags.predictions, "predictions", taxonomy, io);
  const { runs, pairing } = await scoredRuns(paths, labels, predictions, taxonomy, flags, io);
  await explainUnmatched(pairing, flags, io);
  if (runs.length === 0) {
    throw new MastError("no label belongs to a run that is here", {
      hint: "labels name runs by id, the framework's own id, or the end of the file's path",
      exitCode: EXIT.noRuns,
    });
  }
  const modes = taxonomy.active.map(({ id }) => id).filter((id) => only === undefined || only.includes(id));
  const evaluation: Evaluation = {
    schema: "mast-eval/1",
    mast: VERSION,
    taxonomy: taxonomy.label,
    labels: { ...labels.set, unmatched: pairing.unmatched.labels.length },
    predictions: predictions && { ...predictions.set, unmatched: pairing.unmatched.predictions.length },
    ...evaluate(runs, { modes, resamples: flags.resamples, seed: SEED, minPositives: flags.minPositives }),
  };
  const titles = new Map<string, string>(taxonomy.active.map(({ id, title }) => [id, title]));
  await writeOutputs(
    outputs,
    (format, file) => {
      const reporter = EVALUATION_REPORTERS.find(({ meta }) => meta.id === format);
      if (reporter === undefined) throw new MastError(`unknown format "${format}"`);
      const color = file === null && wantsColor(flags.color, io);
      return [
        reporter.render(evaluation, { titles, list: flags.list === true, width: io.stdout.columns, color }),
      ];
    },
    io,
  );
  return EXIT.done;
}

interface Lines {
  file: string;
  lines: LabelLine[];
  set: Omit<LabelSet, "unmatched">;
}

export async function readLines(
  file: string,
  use: "labels" | "predictions",
  taxonomy: Taxonomy,
  io: Io,
): Promise<Lines> {
  const bytes = await readGiven(file, io);
  const { lines, problems } = readLabelLines(bytes.toString("utf8"), use, taxonomy);
  complain(file, problems);
  if (lines.length === 0) throw new MastError(`${file}: no line`);
  const shown = displayUri(io.cwd)(resolve(io.cwd, file));
  return { file, lines, set: { file: shown, sha256: sha256Of(bytes), lines: lines.length } };
}

const MOST_PROBLEMS = 10;

function complain(file: string, problems: readonly LineProblem[]): void {
  if (problems.length === 0) return;
  const shown = problems.slice(0, MOST_PROBLEMS).map(({ line, message }) => `${file}:${line}: ${message}`);
  const more = problems.length - shown.length;
  throw new MastError(
    `${plural(problems.length, "label line")} cannot be used:\n${shown.join("\n")}${more > 0 ? `\nand ${more} more` : ""}`,
  );
}

export async function scoredRuns(
  paths: readonly string[],
  labels: Lines,
  predictions: Lines | null,
  taxonomy: Taxonomy,
  flags: EvalFlags,
  io: Io,
): Promise<{ runs: ScoredRun[]; pairing: Pairing }> {
  const pair = async (matcher: LineMatcher): Promise<Pairing> => {
    const pairing = await pairLines(matcher, labels.lines, predictions?.lines ?? null);
    for (const [of, lines] of [
      ["labels", labels],
      ["predictions", predictions],
    ] as const) {
      complain(
        lines?.file ?? "",
        pairing.problems.filter((problem) => problem.of === of),
      );
    }
    return pairing;
  };
  if (predictions !== null && paths.length === 0 && flags.db === undefined) {
    const pairing = await pair(new LineMatcher(lineCatalogue(labels.lines)));
    return { runs: scoreLines(pairing), pairing };
  }
  await using store =
    paths.length > 0
      ? await openStore({ db: flags.db ?? "mast.db", store: flags.db !== undefined }, io)
      : await openStoreToRead({ db: flags.db ?? "mast.db" }, io);
  const filter = await runsToScore(store, paths, taxonomy, flags, io);
  const families = await knownFamilies(flags, io);
  const pairing = await pair(new LineMatcher(await storeCatalogue(store, filter, families)));
  const runs: ScoredRun[] = [];
  const options = { modes: taxonomy.infos, displayUri: displayUri(io.cwd) };
  for await (const run of scoreRuns(store, pairing.runs, options)) runs.push(run);
  return { runs, pairing };
}

/** Paths are read and looked through as `mast analyze` does; stored runs get the labels that they lack. */
async function runsToScore(
  store: Store,
  paths: readonly string[],
  taxonomy: Taxonomy,
  flags: EvalFlags,
  io: Io,
): Promise<RunFilter> {
  const detectors = await configuredDetectors(taxonomy, flags, io);
  let filter = runFilter(flags, io);
  if (paths.length > 0) {
    // Those two are filters here, not orders to the reader.
    const { framework: _framework, tag: _tag, ...rest } = flags;
    const given = { ...rest, db: flags.db ?? "mast.db" };
    const result = await ingestWithProgress(paths, store, detectors, given, io);
    filter = { ...filter, ids: await store.runsOfSources(result.sources) };
  }
  await detectWithProgress(store, detectors, filter, flags, io);
  return filter;
}

export async function explainUnmatched({ unmatched }: Pairing, flags: EvalFlags, io: Io): Promise<void> {
  if (flags.quiet === true) return;
  for (const [of, file] of [
    ["labels", flags.labels],
    ["predictions", flags.predictions],
  ] as const) {
    const lines = unmatched[of];
    if (lines.length === 0 || file === undefined) continue;
    const shown = flags.verbose === true ? lines : lines.slice(0, MOST_PROBLEMS);
    const more = lines.length > shown.length ? ", …" : "";
    const which = `line${lines.length === 1 ? "" : "s"} ${shown.join(", ")}${more}`;
    await io.stderr.write(`${file}: ${plural(lines.length, "line")} of runs that are not here (${which})\n`);
  }
}
