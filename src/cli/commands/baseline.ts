import { resolve } from "node:path";
import { EXIT, MastError } from "../../core/errors.ts";
import type { StreamedReport } from "../../core/report.ts";
import { runsIn } from "../../gate/groups.ts";
import { readCounts } from "../../report/read-report.ts";
import { baselineTable } from "../../reporters/baseline-table.ts";
import { jsonReporter } from "../../reporters/json.ts";
import { paint, plural } from "../../reporters/layout.ts";
import { openSide, sideOfStore } from "../compared-side.ts";
import type { Io } from "../io.ts";
import { displayUri } from "../paths.ts";
import { BASELINE_FILE, readGiven } from "../read-given.ts";
import type { StoreOptions } from "../session.ts";
import { openStoreToRead } from "../store-to-read.ts";
import { reportOnStored, type StoredReportFlags } from "../stored-report.ts";
import { keepStore, wantsColor, writeFileWhole } from "../write-reports.ts";
import { compareSides, type DiffFlags } from "./diff.ts";

export interface BaselineSaveFlags extends StoredReportFlags, StoreOptions {
  output?: string;
  /** A report in the place of the store. */
  report?: string;
  quiet?: boolean;
}

/** Keeps the counts of a report, without its runs: small enough to commit, and all that a gate needs. */
export async function baselineSave(flags: BaselineSaveFlags, io: Io): Promise<number> {
  const file = flags.output ?? BASELINE_FILE;
  keepStore([{ format: "json", file }], flags.db, io.cwd);
  const head = await headFrom(flags, io);
  if (head.rates.length === 0) {
    throw new MastError("there are no runs to make a baseline of", { exitCode: EXIT.noRuns });
  }
  // Addresses of sources and what was wrong with them are no business of whoever reads the repository.
  const kept: StreamedReport = {
    head: { ...head, twins: [], problems: [], gate: null },
    first: [],
    runs: async function* () {},
  };
  const options = { width: 80, color: false, showCommand: null, definitionOf: () => null };
  await writeFileWhole(resolve(io.cwd, file), jsonReporter.render(kept, options), file);
  if (flags.quiet !== true) await io.stderr.write(`${plural(runsIn(head), "run")} counted in ${file}\n`);
  return EXIT.done;
}

async function headFrom(flags: BaselineSaveFlags, io: Io): Promise<StreamedReport["head"]> {
  if (flags.report !== undefined) {
    const counts = readCounts(await readGiven(flags.report, io), displayUri(io.cwd)(flags.report));
    const walk = { read: 0, skipped: 0, refused: 0 };
    return { schema: "mast-report/1", ...counts, twins: [], gate: null, problems: [], walk };
  }
  await using store = await openStoreToRead(flags, io);
  return (await reportOnStored(store, flags, io)).head;
}

/** What a baseline holds. */
export async function baselineShow(
  given: string | undefined,
  flags: { color: boolean },
  io: Io,
): Promise<number> {
  const file = given ?? BASELINE_FILE;
  const name = displayUri(io.cwd)(file);
  const counts = readCounts(await readGiven(file, io), name);
  for (const text of baselineTable(name, counts, paint(wantsColor(flags.color, io))))
    await io.stdout.write(text);
  return EXIT.done;
}

/** What changed since: the baseline against the stored runs, or a report. */
export async function baselineDiff(
  given: string | undefined,
  flags: DiffFlags & { report?: string },
  io: Io,
): Promise<number> {
  const before = await openSide(given ?? BASELINE_FILE, flags, io);
  const after =
    flags.report === undefined
      ? await sideOfStore(flags.db, flags.db, flags, io)
      : await openSide(flags.report, flags, io);
  return compareSides(before, after, flags, io);
}
