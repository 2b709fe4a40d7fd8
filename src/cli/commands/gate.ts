import { resolve } from "node:path";
import { EXIT } from "../../core/errors.ts";
import type { ReportRun, StreamedReport } from "../../core/report.ts";
import { isStopped } from "../../gate/gate.ts";
import { firstFindingsOf } from "../../report/first-findings.ts";
import { readCounts, readReport } from "../../report/read-report.ts";
import { gatePart } from "../../reporters/gate-part.ts";
import { paint } from "../../reporters/layout.ts";
import type { Store } from "../../store/store.ts";
import { type GateFlags, type GatePlan, planGate, withGate } from "../gate-plan.ts";
import type { Io } from "../io.ts";
import type { Output, OutputPairs } from "../outputs.ts";
import { displayUri } from "../paths.ts";
import { readGiven } from "../read-given.ts";
import type { FilterOptions, StoreOptions } from "../session.ts";
import { openStoreToRead } from "../store-to-read.ts";
import { reportOnStored } from "../stored-report.ts";
import {
  checkFormats,
  keepStore,
  type RenderFlags,
  wantsColor,
  writeOutputs,
  writeReports,
} from "../write-reports.ts";
import { showCommandFor } from "./analyze.ts";

export interface GateCommandFlags extends GateFlags, StoreOptions, FilterOptions, RenderFlags {
  /** A stored report in the place of the store. */
  report?: string;
  format: OutputPairs;
}

/** Holds stored runs, or a report, against the rules; the exit code says what came of it. */
export async function gateCommand(flags: GateCommandFlags, io: Io): Promise<number> {
  const outputs = flags.format.pairs("table");
  keepStore(outputs, flags.db, io.cwd);
  await checkFormats(outputs, flags, io);
  const plan = await planGate(flags, io);
  if (flags.report !== undefined) {
    return conclude(await reportOfFile(flags.report, outputs, io), null, plan, outputs, flags, io);
  }
  await using store = await openStoreToRead(flags, io);
  const report = await reportOnStored(store, { ...flags, by: plan.by }, io);
  return await conclude(report, store, plan, outputs, flags, io);
}

async function conclude(
  report: StreamedReport,
  store: Store | null,
  plan: GatePlan,
  outputs: readonly Output[],
  flags: GateCommandFlags,
  io: Io,
): Promise<number> {
  const judged = await withGate(report, plan);
  const { gate } = judged.head;
  const color = wantsColor(flags.color, io);
  // On its own a gate prints its verdict; everything else is the report that carries it.
  const short = outputs.filter(({ format }) => format === "table");
  const long = outputs.filter(({ format }) => format !== "table");
  const showCommand = flags.report === undefined ? showCommandFor(flags.db) : null;
  if (long.length > 0) await writeReports(judged, long, flags, { showCommand, store }, io);
  if (gate === null) return EXIT.bug;
  const width = Math.min(120, Math.max(60, io.stdout.columns));
  if (short.length > 0) {
    const text = (_: string, file: string | null) => gatePart(gate, width, paint(color && file === null));
    await writeOutputs(short, text, io);
  }
  if (judged.head.rates.length === 0) return EXIT.noRuns;
  return isStopped(gate) ? EXIT.gateFailed : EXIT.done;
}

/** For a verdict alone the runs of a large report need not be looked at. */
async function reportOfFile(file: string, outputs: readonly Output[], io: Io): Promise<StreamedReport> {
  const name = displayUri(io.cwd)(resolve(io.cwd, file));
  const bytes = await readGiven(file, io);
  if (outputs.some(({ format }) => format !== "table")) {
    const { runs, ...head } = readReport(bytes, name);
    return streamed(head, runs);
  }
  const counts = readCounts(bytes, name);
  const rest = {
    twins: [],
    suppressions: [],
    gate: null,
    problems: [],
    walk: { read: 0, skipped: 0, refused: 0 },
  };
  return streamed({ schema: "mast-report/1", ...counts, ...rest }, []);
}

function streamed(head: StreamedReport["head"], runs: readonly ReportRun[]): StreamedReport {
  return {
    head,
    first: firstFindingsOf(runs, head.modes),
    runs: async function* () {
      yield* runs;
    },
  };
}
