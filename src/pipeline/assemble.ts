import type { Problem } from "../adapters/adapter.ts";
import { hashOf } from "../core/hash.ts";
import {
  type AssembledRuns,
  type EncodedLabels,
  type EncodedRun,
  encodeLabels,
  encodeRun,
  type StaleAssembly,
  unpackFragments,
} from "../store/store.ts";
import { type DetectorSet, labelRun } from "./detect.ts";
import { finishDraft } from "./finish-draft.ts";
import type { ReadContext } from "./read-source.ts";

export interface AssembleContext extends Pick<ReadContext, "adapters" | "tags"> {
  /** Label the runs as they are made, which saves reading them back; null = leave it to the detect station. */
  detectors: DetectorSet | null;
}

/** The runs of one assembly, ready to be stored. Plain data. */
export interface LabelledAssembly extends AssembledRuns {
  runs: EncodedRun[];
  /** Labels of the detectors for these runs; empty where no detectors were given. */
  labelled: EncodedLabels[];
}

/** Makes runs of fragments, here or in worker threads. */
export interface Assembler {
  /** How many assemblies are worth having under way at a time. */
  readonly parallel: number;
  /**
   * What `assemble` gives.
   * @throws UnreadableSource where the thread that made the runs ended
   */
  assemble(assembly: StaleAssembly): Promise<LabelledAssembly | null>;
}

/** Makes the runs of these fragments. Pure. Null where their adapter is not at hand. */
export function assemble(
  { adapter: id, sources, groups, fragments }: StaleAssembly,
  { adapters, tags, detectors }: AssembleContext,
): LabelledAssembly | null {
  const adapter = adapters.find(({ meta }) => meta.id === id);
  if (adapter?.assemble === undefined) return null;
  const names = groups.map(({ name }) => name).sort();
  const uri = sources[0] ?? "";
  const runs: EncodedRun[] = [];
  const problems: Problem[] = [];
  const labelled: EncodedLabels[] = [];
  for (const event of adapter.assemble(unpackFragments(fragments))) {
    if (event.type === "problem") {
      problems.push({ ...event.problem, uri });
      continue;
    }
    const { draft } = event;
    const origin = {
      adapter: adapter.meta,
      sources: sources.map((source) => ({ uri: source, locator: draft.locator })),
      contentIdentity: hashOf(32, ...names, String(runs.length)),
    };
    const result = finishDraft(draft, tags, origin, uri);
    if ("problem" in result) {
      problems.push(result.problem);
      continue;
    }
    const { run, json } = result.finished;
    runs.push(encodeRun(run, json));
    if (detectors === null) continue;
    labelled.push(encodeLabels({ ...labelRun(run, detectors, []), contentHash: run.contentHash }));
  }
  return { groups, runs, problems, labelled };
}
