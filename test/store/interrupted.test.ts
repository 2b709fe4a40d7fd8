import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/sqlite/database.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";

const WORKLOAD = join(import.meta.dirname, "ingest-workload.mjs");

/** Everything that a reader of the store can see. */
async function contentOf(file: string): Promise<unknown> {
  await using store = await openSqliteStore(file);
  const runs: unknown[] = [];
  const summaries: unknown[] = [];
  const labels: unknown[] = [];
  for await (const batch of store.runs({})) runs.push(...batch);
  for await (const batch of store.summaries({})) {
    summaries.push(...batch);
    for (const { id } of batch) labels.push(await store.labels(id));
  }
  return { runs, summaries, labels, problems: await store.problems(), sources: await store.sources({}) };
}

/** What must hold whenever no process has the file open, whatever happened to the last one. */
function expectSound(file: string): void {
  const db = openDatabase(file);
  try {
    expect(db.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(db.pragma("foreign_key_check")).toEqual([]);
    // Killed before the tables were made.
    if (db.pragma("user_version", { simple: true }) === 0) return;
    const count = (sql: string): unknown => db.prepare(`SELECT count(*) FROM ${sql}`).pluck().get();
    expect(count("version v WHERE NOT EXISTS (SELECT 1 FROM body b WHERE b.version = v.id)")).toBe(0);
    const direct = "SELECT 1 FROM content_run l WHERE l.version = v.id";
    const made = "SELECT 1 FROM assembly_run l WHERE l.version = v.id";
    expect(count(`version v WHERE NOT EXISTS (${direct}) AND NOT EXISTS (${made})`)).toBe(0);
    expect(count("content c WHERE writer IS NULL AND id NOT IN (SELECT content FROM source)")).toBe(0);
    expect(count("assembly a WHERE id NOT IN (SELECT assembly FROM fragment_group WHERE assembly > 0)")).toBe(
      0,
    );
    expect(count("fragment_group WHERE id NOT IN (SELECT fragment_group FROM fragment_chunk)")).toBe(0);
  } finally {
    db.close();
  }
}

async function begin(file: string, generation: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [WORKLOAD, file, String(generation)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (child.stdout === null) throw new Error("no output");
  await once(child.stdout, "data");
  return child;
}

/** Returns how long the work took, in milliseconds. */
async function finish(file: string, generation: number): Promise<number> {
  const child = await begin(file, generation);
  const start = performance.now();
  if (child.exitCode === null) await once(child, "exit");
  expect(child.exitCode).toBe(0);
  return performance.now() - start;
}

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

describe("a store whose process is killed", () => {
  let folder: string;
  let undisturbed: unknown;
  let durationMs: number;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "mast-kill-"));
    const file = join(folder, "undisturbed.db");
    await finish(file, 1);
    durationMs = await finish(file, 2);
    undisturbed = await contentOf(file);
    expectSound(file);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is sound after each kill and the same in the end", async () => {
    const file = join(folder, "killed.db");
    let killed = 0;
    for (let attempt = 0; attempt < 60 && killed < 12; attempt++) {
      // The generations differ, so that there is work to be killed at however far the last process came.
      const child = await begin(file, 1 + (attempt % 2));
      await sleep(Math.random() * durationMs);
      if (child.exitCode === null) {
        child.kill("SIGKILL");
        await once(child, "exit");
      }
      if (child.signalCode === "SIGKILL") killed++;
      expectSound(file);
    }
    expect(killed).toBe(12);
    await finish(file, 1);
    await finish(file, 2);
    expectSound(file);
    expect(await contentOf(file)).toEqual(undisturbed);
  }, 60_000);

  it("is the same when several processes do the same work at once", async () => {
    const file = join(folder, "shared.db");
    await Promise.all([finish(file, 1), finish(file, 1), finish(file, 1)]);
    await Promise.all([finish(file, 2), finish(file, 2)]);
    expectSound(file);
    expect(await contentOf(file)).toEqual(undisturbed);
  }, 60_000);
});
