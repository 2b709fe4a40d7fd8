import { availableParallelism } from "node:os";
import { ADAPTERS } from "../adapters/registry.ts";
import { DETECTORS } from "../detectors/registry.ts";
import { inlineReader, type ReaderOptions, type SourceReader, WORTH_THREADS } from "./source-reader.ts";
import { WorkerReader } from "./worker-reader.ts";

/** Storing keeps one thread busy; more readers than this only wait for it. */
const MOST_THREADS = 8;

/**
 * Threads where there is enough to read for them, else this thread. `jobs` forces a number, this thread among them.
 * Standard input can be read in this thread alone, and
 * so can what needs an adapter or a detector that threads do not know (those of mappings and plugins).
 */
export function startReader(options: ReaderOptions, bytes: number, jobs: number | undefined): SourceReader {
  const threads = jobs ?? (bytes < WORTH_THREADS ? 1 : Math.min(MOST_THREADS, availableParallelism()));
  const isBuiltIn =
    options.adapters.every((adapter) => ADAPTERS.includes(adapter)) &&
    (options.detectors?.detectors ?? []).every(({ meta }) =>
      DETECTORS.some((known) => known.meta.id === meta.id),
    );
  return threads === 1 || !isBuiltIn ? inlineReader(options) : new WorkerReader(options, threads, bytes);
}
