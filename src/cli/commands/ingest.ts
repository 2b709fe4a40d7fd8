import { resolve } from "node:path";
import type { Problem } from "../../adapters/adapter.ts";
import { EXIT } from "../../core/errors.ts";
import { safeLine } from "../../core/terminal-text.ts";
import type { DetectorSet } from "../../pipeline/detect.ts";
import { type IngestResult, ingest } from "../../pipeline/ingest.ts";
import { LONG } from "../../pipeline/reading-thread.ts";
import { startReader } from "../../pipeline/start-reader.ts";
import { plural } from "../../reporters/layout.ts";
import type { Store } from "../../store/store.ts";
import { keepHeapsSmall } from "../engine-flags.ts";
import type { Io } from "../io.ts";
import { displayUri } from "../paths.ts";
import { startProgress } from "../progress.ts";
import {
  type ConfigOptions,
  configuredAdapters,
  forcedAdapter,
  openStore,
  type StoreOptions,
} from "../session.ts";

/** Files passed over that are named unasked where no run was read. */
const MOST_SKIPPED = 5;

export interface IngestFlags extends StoreOptions, ConfigOptions {
  framework?: string;
  tag?: Record<string, string>;
  maxRunSize: number;
  jobs?: number;
  strictInput?: boolean;
  quiet?: boolean;
  progress?: boolean;
  verbose?: boolean;
}

export async function ingestCommand(paths: readonly string[], flags: IngestFlags, io: Io): Promise<number> {
  await using store = await openStore(flags, io);
  const result = await ingestWithProgress(paths, store, null, flags, io);
  const runs = await store.runsOfSources(result.sources);
  const { read, skipped, refused } = result.walk;
  if (flags.quiet !== true) {
    await io.stderr.write(
      `${plural(runs.length, "run")} from ${plural(read, "source")} (${result.unchanged} unchanged), ${skipped} skipped, ${refused} refused, ${plural(result.problems.length, "problem")}\n`,
    );
    await explainProblems(flags.verbose === true ? result.problems : result.problems.slice(0, 5), io);
    await explainSkipped(result, runs, flags, io);
  }
  if (runs.length === 0) return EXIT.noRuns;
  return flags.strictInput === true && result.problems.length > 0 ? EXIT.incomplete : EXIT.done;
}

export async function ingestWithProgress(
  paths: readonly string[],
  store: Store,
  detectors: DetectorSet | null,
  flags: IngestFlags,
  io: Io,
): Promise<IngestResult> {
  const adapters = await configuredAdapters(flags, io);
  const forced = forcedAdapter(flags.framework, adapters);
  const progress = await startProgress("reading", flags, io);
  try {
    return await ingest(paths, store, {
      cwd: io.cwd,
      adapters,
      forced,
      tags: flags.tag ?? {},
      limits: { maxRunBytes: flags.maxRunSize },
      stdin: io.stdin,
      ownDatabase: resolve(io.cwd, flags.db),
      detectors,
      startReader: (options, bytes) => {
        if (bytes >= LONG) keepHeapsSmall();
        return startReader(options, bytes, flags.jobs);
      },
      signal: io.signal,
      onProgress: ({ done, total, uri }) => progress.update(done, total, uri),
    });
  } finally {
    progress.stop();
  }
}

/** Names files that were passed over: all where asked to, and some where they are why there is no run at all. */
export async function explainSkipped(
  { skipped }: IngestResult,
  runs: readonly string[],
  { verbose, quiet }: IngestFlags,
  io: Io,
): Promise<void> {
  const most = verbose === true ? skipped.length : runs.length === 0 && quiet !== true ? MOST_SKIPPED : 0;
  for (const { uri, reason } of skipped.slice(0, most))
    await io.stderr.write(`${safeLine(uri)}: skipped: ${safeLine(reason)}\n`);
  if (most > 0 && skipped.length > most)
    await io.stderr.write(`${plural(skipped.length - most, "more file")} skipped (-v names them)\n`);
}

export async function explainProblems(problems: readonly Problem[], io: Io): Promise<void> {
  const shown = displayUri(io.cwd);
  for (const { uri, locator, code, message } of problems) {
    const place = locator === "" ? shown(uri) : `${shown(uri)}:${locator}`;
    await io.stderr.write(`${safeLine(place)}: ${code}: ${safeLine(message)}\n`);
  }
}
