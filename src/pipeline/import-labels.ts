import type { Problem } from "../adapters/adapter.ts";
import type { Label, ModeId } from "../core/finding.ts";
import { hashOf } from "../core/hash.ts";
import type { Run } from "../core/run.ts";
import { occursIn } from "../detectors/quote.ts";
import type { LabelFile, LabelLine } from "../labels/label-line.ts";
import { evidenceOf } from "../labels/line-evidence.ts";
import { LineMatcher } from "../labels/match-lines.ts";
import { mergeLabels } from "../labels/merge.ts";
import type { LabelledRun, Store } from "../store/store.ts";
import { ambiguity } from "./pair-lines.ts";
import { storeCatalogue } from "./store-catalogue.ts";

export interface ImportedFile {
  /** Absolute. */
  path: string;
  /** Last part of the path. */
  name: string;
  /** Hash of the bytes. */
  contentHash: string;
  content: LabelFile;
}

export interface ImportResult {
  /** Runs that have a label of this file now. */
  runs: number;
  labels: number;
  /** `human:anna`, … */
  labellers: string[];
  /** Codes without an heir among the modes, which give no label. */
  retired: number;
  /** Lines that could not be read, or whose run is not in the store, or not to be told from others. */
  problems: Problem[];
}

/** The key under which the store knows a label file; not its path alone, under which it may be read as a trace too. */
export function labelSourceKey(path: string): string {
  return `labels:${path}`;
}

/** A human label is what rules are measured by; a foreign one stands behind every rule. */
const TIER = { human: "certain", foreign: "medium" } as const;

/**
 * Puts the labels of a file into the store, where they enter the merge by their kind, in the place of what the same file
 * gave before; a label of the same labeller for the same run and mode from another file is replaced too. An empty
 * file takes its labels out.
 */
export async function importLabels(
  store: Store,
  file: ImportedFile,
  families: readonly string[],
): Promise<ImportResult> {
  const problems = file.content.problems.map(({ line, message }) =>
    problemOf(file, line, "label-line", message),
  );
  const byRun = await linesByRun(store, file, families, problems);
  const origin = originOf(file);
  const entries: LabelledRun[] = [];
  const labellers = new Set<string>();
  let count = 0;
  const touched = new Set([...(await store.runsWithLabelsFrom(origin)), ...byRun.keys()]);
  for await (const batch of store.runs({ ids: [...touched] })) {
    for (const run of batch) {
      const labels = labelsOf(run, byRun.get(run.id) ?? [], file, origin);
      const replaced = new Set(labels.map(keyOf));
      const others = (await store.labels(run.id)).filter(
        (label) => !isFrom(label, origin) && !replaced.has(keyOf(label)),
      );
      entries.push({
        runId: run.id,
        contentHash: run.contentHash,
        labels,
        merged: mergeLabels(run, [...others, ...labels]),
      });
      count += labels.length;
      for (const { labeller } of labels) labellers.add(`${labeller.kind}:${labeller.id}`);
    }
  }
  await store.replaceLabelsFrom(origin, entries, {
    ...{ key: labelSourceKey(file.path), stamp: null, contentHash: file.contentHash },
    ...{ reader: "labels", adapter: null, outcome: "skipped", problems },
  });
  return {
    runs: entries.filter(({ labels }) => labels.length > 0).length,
    labels: count,
    labellers: [...labellers].sort(),
    retired: file.content.lines.reduce((sum, { retired }) => sum + retired.length, 0),
    problems,
  };
}

/** Which file a label came from, kept as its labeller's version; without the folder, which is nobody else's business. */
function originOf({ name, path }: ImportedFile): string {
  return `${name}#${hashOf(8, path)}`;
}

function isFrom({ labeller }: Label, origin: string): boolean {
  return (labeller.kind === "human" || labeller.kind === "foreign") && labeller.version === origin;
}

function keyOf({ labeller, mode }: Label): string {
  return [labeller.kind, labeller.id, mode].join("\0");
}

async function linesByRun(
  store: Store,
  file: ImportedFile,
  families: readonly string[],
  problems: Problem[],
): Promise<Map<string, LabelLine[]>> {
  const matcher = new LineMatcher(await storeCatalogue(store, {}, families));
  const byRun = new Map<string, LabelLine[]>();
  for (const line of file.content.lines) {
    const match = await matcher.match(line);
    if (match.kind === "run") byRun.set(match.id, [...(byRun.get(match.id) ?? []), line]);
    else if (match.kind === "ambiguous") {
      problems.push(problemOf(file, line.line, "label-ambiguous", ambiguity(line, match.candidates)));
    } else {
      const given = [line.id, line.file, line.locator].filter((part) => part !== null).join(", ");
      problems.push(problemOf(file, line.line, "label-unmatched", `no stored run is meant by "${given}"`));
    }
  }
  return byRun;
}

function problemOf(file: ImportedFile, line: number, code: string, message: string): Problem {
  return { uri: file.path, locator: `line:${line}`, code, message };
}

/** Where one labeller speaks of a mode twice, the later line holds. */
function labelsOf(run: Run, lines: readonly LabelLine[], file: ImportedFile, origin: string): Label[] {
  const labels = new Map<string, Label>();
  for (const line of lines) {
    for (const [mode, verdict] of Object.entries(line.modes)) {
      if (typeof verdict !== "boolean") continue;
      const label = labelOf(run, line, mode as ModeId, verdict, file, origin);
      labels.set(keyOf(label), label);
    }
  }
  return [...labels.values()];
}

function labelOf(
  run: Run,
  line: LabelLine,
  mode: ModeId,
  present: boolean,
  file: ImportedFile,
  origin: string,
): Label {
  const tier = TIER[line.kind];
  const { findings, remarks, notFound } = evidenceOf(line, mode, run, tier, occursIn);
  const by = line.labeller ?? file.name.replace(/\.[^.]*$/, "");
  const missing = notFound === 0 ? "" : `; ${notFound} of its quotes not found in the run`;
  return {
    ...{ runId: run.id, mode, verdict: present ? "present" : "absent", tier },
    labeller: { kind: line.kind, id: by, version: origin },
    why: `${[...new Set(remarks)].join("; ") || `${by} says so`}${missing}`,
    ...{ examined: true, decidesAbsent: true },
    findings: present ? findings : [],
  };
}
