import { open } from "node:fs/promises";
import { resolve } from "node:path";
import type { DiffRun } from "../core/diff.ts";
import { EXIT, MastError } from "../core/errors.ts";
import type { ComparedReport } from "../gate/diff.ts";
import { readPlaces } from "../report/read-report.ts";
import type { Store } from "../store/store.ts";
import type { Io } from "./io.ts";
import { displayUri } from "./paths.ts";
import { readGiven } from "./read-given.ts";
import { runFilter, type StoreOptions } from "./session.ts";
import { openStoreToRead } from "./store-to-read.ts";
import { reportOnStored, type StoredReportFlags } from "./stored-report.ts";

/**
 * One side of a comparison: a report or baseline (JSON), another store, or `tag:NAME=VALUE`: the stored runs with this
 * tag. @throws MastError where it is none of these, or has no runs
 */
export async function openSide(
  text: string,
  flags: StoredReportFlags & StoreOptions,
  io: Io,
): Promise<ComparedReport> {
  const tag = /^tag:([^=]+)=(.*)$/s.exec(text);
  if (tag !== null) {
    const [, name = "", value = ""] = tag;
    return sideOfStore(text, flags.db, { ...flags, tag: { [name]: value } }, io);
  }
  if (await isDatabase(resolve(io.cwd, text))) return sideOfStore(text, text, flags, io);
  const name = displayUri(io.cwd)(text);
  const { runs, ...report } = readPlaces(await readGiven(text, io), name);
  const places = new Map<string, DiffRun[]>();
  for (const { id, source, taskKey, framework } of runs) remember(places, taskKey, framework, id, source.uri);
  return known({ name, report, runs: places });
}

/** The stored runs that the filters leave. */
export async function sideOfStore(
  name: string,
  db: string,
  flags: StoredReportFlags,
  io: Io,
): Promise<ComparedReport> {
  await using store = await openStoreToRead({ db }, io);
  const report = (await reportOnStored(store, flags, io)).head;
  return known({ name, report, runs: await placesIn(store, flags, io) });
}

async function placesIn(store: Store, flags: StoredReportFlags, io: Io): Promise<Map<string, DiffRun[]>> {
  const places = new Map<string, DiffRun[]>();
  const shown = displayUri(io.cwd);
  for await (const batch of store.summaries(runFilter(flags, io))) {
    for (const { id, taskKey, framework, source } of batch)
      remember(places, taskKey, framework, id, shown(source?.uri ?? ""));
  }
  return places;
}

function remember(
  places: Map<string, DiffRun[]>,
  taskKey: string | null,
  framework: string,
  id: string,
  uri: string,
): void {
  if (taskKey === null) return;
  const key = `${taskKey}\0${framework}`;
  const runs = places.get(key);
  if (runs === undefined) places.set(key, [{ id, uri }]);
  else runs.push({ id, uri });
}

function known(side: ComparedReport): ComparedReport {
  if (side.report.rates.length > 0) return side;
  throw new MastError(`${side.name} has no runs to compare`, { exitCode: EXIT.noRuns });
}

/** The first bytes of every SQLite file. */
const SQLITE = "SQLite format 3\0";

async function isDatabase(path: string): Promise<boolean> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SQLITE.length), 0, SQLITE.length, 0);
    return buffer.toString("latin1", 0, bytesRead) === SQLITE;
  } catch {
    // Whoever reads it next says why it cannot be read.
    return false;
  }
}
