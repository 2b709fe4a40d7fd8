import { isObject } from "../../core/json.ts";
import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import type { TraceSource } from "../source.ts";
import { sourceRecords } from "../source-records.ts";
import { FORMATS } from "./formats.ts";
import { MessagePool } from "./message-pool.ts";
import { runsOfTraces } from "./runs-of-traces.ts";
import { tracesOf } from "./trace.ts";
import { idOf, readRun, runsIn, type TracedRun } from "./traced-run.ts";

export const langsmithAdapter: TraceAdapter = {
  meta: { id: "langsmith", version: 3, family: "langsmith", formats: FORMATS },

  recognise(source: TraceSource): Recognition | null {
    const { probe } = source;
    if (probe.kind === "json") {
      for (const { raw } of runsIn(probe.value, "")) {
        if (typeof raw["run_type"] === "string")
          return {
            score: 0.95,
            format: "langsmith/runs",
            why: "runs with run_type and their place in a trace",
          };
      }
      return null;
    }
    if (probe.kind !== "records") return null;
    const runs = probe.records.filter((record) => [...runsIn(record.value, "")].length > 0).length;
    if (runs === 0 || runs < probe.records.length / 2) return null;
    return {
      score: 0.95,
      format: "langsmith/runs",
      why: "one run a record, with run_type and its place in a trace",
    };
  },

  async *read(source: TraceSource): AsyncGenerator<AdapterEvent> {
    const found = new Map<string, Record<string, unknown>>();
    const runs = new Map<string, TracedRun>();
    const pool = new MessagePool();
    for await (const { value, locator } of sourceRecords(source, () => true)) {
      let any = false;
      for (const { raw, locator: place, inside } of runsIn(value, locator)) {
        any = true;
        const id = idOf(raw);
        if (id === null) continue;
        // A patch holds only what changed: both halves are needed before the run can be read.
        const known = found.get(id);
        const whole = known === undefined ? raw : { ...known, ...withoutNulls(raw) };
        if (raw["end_time"] === null || raw["end_time"] === undefined || known !== undefined)
          found.set(id, whole);
        const run = readRun({ raw: whole, locator: runs.get(id)?.locator ?? place, inside });
        if (run === null) continue;
        pool.share(run.outputs);
        runs.set(id, run);
      }
      if (!any && !isEmptyBody(value))
        yield { type: "problem", problem: { locator, code: "unknown-record", message: "no LangSmith run" } };
    }
    const damaged = source.probe.kind === "json" && source.probe.damage !== null;
    yield* runsOfTraces(tracesOf(runs.values()), { format: "langsmith/runs", damaged });
  },
};

/** Clients also post bodies in which nothing is. */
function isEmptyBody(value: unknown): boolean {
  return isObject(value) && ["post", "patch", "items", "runs"].some((list) => Array.isArray(value[list]));
}

function withoutNulls(raw: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null && value !== undefined));
}
