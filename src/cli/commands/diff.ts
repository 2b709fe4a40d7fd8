import { resolve } from "node:path";
import type { ReportDiff } from "../../core/diff.ts";
import { EXIT } from "../../core/errors.ts";
import { type ComparedReport, diffReports } from "../../gate/diff.ts";
import { diffMarkdown, diffTable } from "../../reporters/diff-text.ts";
import { paint } from "../../reporters/layout.ts";
import { openSide } from "../compared-side.ts";
import type { Io } from "../io.ts";
import type { OutputPairs } from "../outputs.ts";
import type { FilterOptions, StoreOptions } from "../session.ts";
import type { StoredReportFlags } from "../stored-report.ts";
import { keepStore, wantsColor, writeOutputs } from "../write-reports.ts";

export interface DiffFlags extends StoredReportFlags, StoreOptions, FilterOptions {
  format: OutputPairs;
  color: boolean;
}

/** Two reports, stores or tags side by side; what is found is no failure, so the exit code is 0. */
export async function diffCommand(before: string, after: string, flags: DiffFlags, io: Io): Promise<number> {
  return compareSides(await openSide(before, flags, io), await openSide(after, flags, io), flags, io);
}

export async function compareSides(
  before: ComparedReport,
  after: ComparedReport,
  flags: DiffFlags,
  io: Io,
): Promise<number> {
  const outputs = flags.format.pairs("table");
  keepStore(outputs, resolve(io.cwd, flags.db), io.cwd);
  const diff = await diffReports(before, after);
  const color = wantsColor(flags.color, io);
  await writeOutputs(outputs, (format, file) => textOf(diff, format, color && file === null, io), io);
  return EXIT.done;
}

function textOf(diff: ReportDiff, format: string, color: boolean, io: Io): Iterable<string> {
  if (format === "json") return [`${JSON.stringify(diff, null, 2)}\n`];
  if (format === "markdown") return [diffMarkdown(diff)];
  return diffTable(diff, Math.min(140, Math.max(60, io.stdout.columns)), paint(color));
}
