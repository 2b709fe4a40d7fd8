import { resolve } from "node:path";
import { EXIT } from "../../core/errors.ts";
import type { ExportedRun } from "../../export/jsonl.ts";
import { exportRuns } from "../../pipeline/export-runs.ts";
import type { Io } from "../io.ts";
import { displayUri } from "../paths.ts";
import { type FilterOptions, runFilter, type StoreOptions } from "../session.ts";
import { openStoreToRead } from "../store-to-read.ts";
import { keepStore, writeFileWhole } from "../write-reports.ts";

export interface ExportFlags extends StoreOptions, FilterOptions {
  format: "jsonl" | "csv" | "otlp";
  output?: string;
}

/** Writes stored runs and their labels for other programs. */
export async function exportCommand(flags: ExportFlags, io: Io): Promise<number> {
  if (flags.output !== undefined) keepStore([{ format: flags.format, file: flags.output }], flags.db, io.cwd);
  await using store = await openStoreToRead(flags, io);
  let count = 0;
  async function* counted(): AsyncGenerator<ExportedRun> {
    for await (const one of exportRuns(store, runFilter(flags, io), displayUri(io.cwd))) {
      io.signal.throwIfAborted();
      count++;
      yield one;
    }
  }
  const chunks = await render(flags.format, counted());
  if (flags.output === undefined) for await (const chunk of chunks) await io.stdout.write(chunk);
  else await writeFileWhole(resolve(io.cwd, flags.output), chunks, flags.output);
  return count === 0 ? EXIT.noRuns : EXIT.done;
}

async function render(
  format: ExportFlags["format"],
  runs: AsyncIterable<ExportedRun>,
): Promise<AsyncIterable<string>> {
  switch (format) {
    case "jsonl":
      return (await import("../../export/jsonl.ts")).toJsonLines(runs);
    case "csv":
      return (await import("../../export/csv.ts")).toCsv(runs);
    case "otlp":
      return (await import("../../export/otlp.ts")).toOtlpLines(runs);
  }
}
