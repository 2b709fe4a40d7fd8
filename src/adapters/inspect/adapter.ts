import { isObject } from "../../core/json.ts";
import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import type { TraceSource } from "../source.ts";
import { FORMAT, runOfSample } from "./sample-run.ts";

const PACKED = "inspect/eval";
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/** Logs of Inspect: each sample of each epoch is a run. */
export const inspectAdapter: TraceAdapter = {
  meta: {
    id: "inspect",
    version: 1,
    family: "inspect",
    formats: [
      {
        format: FORMAT,
        title: "Inspect, logs in JSON",
        signs: ["version", "status", "eval", "plan", "samples"],
        writtenBy:
          "`--log-format json`; `inspect log convert --to json` or `inspect log dump` of an `.eval` log",
        tested: "inspect_ai 0.3.285 with the react agent, handoffs and agents as tools",
        carries:
          "messages, thoughts, calls, results, handoffs, tokens, models, offered tools, times, limits, errors; the first scorer's grade as the outcome",
        loses:
          "`.eval` archives are not unpacked; states, stores, approvals, compactions; what scorers asked models",
        endReasons: {
          "no limit and no error": "completed",
          "limit: message, token, time, working, turn, cost, context": "limit",
          "limit: operator; status cancelled": "stopped",
          error: "error",
          "status started": "truncated",
        },
      },
    ],
  },

  recognise({ probe }: TraceSource): Recognition | null {
    if (probe.kind === "json" && isLog(probe.value)) {
      return { score: 1, format: FORMAT, why: "version, status, eval and samples of an Inspect log" };
    }
    if (probe.kind !== "binary" || ZIP.some((byte, at) => probe.head[at] !== byte)) return null;
    const names = Buffer.from(probe.head).toString("latin1");
    const isEval = /_journal\/start\.json|samples\/[^/]{1,200}_epoch_\d+\.json/.test(names);
    return isEval ? { score: 1, format: PACKED, why: "an archive with the journal of an Inspect log" } : null;
  },

  async *read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
    if (format === PACKED) {
      const message =
        "`.eval` archives are not read: write JSON with `inspect log convert --to json --output-dir DIR FILE`";
      yield { type: "problem", problem: { locator: "", code: "packed-log", message } };
      return;
    }
    const log = source.probe.kind === "json" ? source.probe.value : null;
    if (!isObject(log) || !Array.isArray(log["samples"])) return;
    for (const [index, sample] of log["samples"].entries()) {
      const locator = `/samples/${index}`;
      if (!isObject(sample)) {
        const message = "a sample that is not an object";
        yield { type: "problem", problem: { locator, code: "bad-sample", message } };
        continue;
      }
      const draft = runOfSample(sample, log, locator);
      if (draft.steps.length > 0) yield { type: "run", draft };
    }
  },
};

function isLog(value: unknown): value is Record<string, unknown> {
  if (!isObject(value) || typeof value["status"] !== "string" || !isObject(value["eval"])) return false;
  return "version" in value && "plan" in value && Array.isArray(value["samples"]);
}
