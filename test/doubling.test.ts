import { copyFileSync, cpSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { RateRow, ReportRun } from "../src/core/report.ts";
import { openSource } from "../src/sources/open-source.ts";
import { tempFolder } from "./helpers/mast.ts";
import { asProtobuf, isJsonRequest, type JsonRequest, scattered } from "./helpers/otlp-forms.ts";
import { reportOnPaths } from "./helpers/report-on-paths.ts";
import { unpackedFile } from "./helpers/unpacked-file.ts";

const SAMPLES = join(import.meta.dirname, "../sample-traces");
const TIMEOUT = 300_000;
const EXPECTED = join(import.meta.dirname, "expected");
/** Files that give runs; what lies beside them to complete them has no expectations. */
const samples = readdirSync(EXPECTED, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -".json".length))
  .sort();

interface Outcome {
  rates: RateRow[];
  /** Of each run what does not depend on where its file lies. */
  runs: Map<string, unknown>;
  problems: unknown[];
}

async function outcomeOf(folder: string): Promise<Outcome> {
  const { runs, rates, problems } = await reportOnPaths(["."], folder, (uri) => uri.slice(folder.length + 1));
  return { rates, problems, runs: new Map(runs.map((run) => [run.id, essence(run)])) };
}

/** Places differ between forms of a file (lines, pointers, offsets); what was done and found in the run does not. */
function essence({
  framework,
  task,
  steps,
  toolCalls,
  tokens,
  endReason,
  agents,
  labels,
}: ReportRun): unknown {
  return {
    ...{ framework, task, steps, toolCalls, tokens, endReason },
    agents: agents.map(({ name }) => name),
    findings: Object.entries(labels).map(([mode, { verdict, findings }]) => [
      mode,
      verdict,
      findings.map(({ id, agent, quotes }) => ({ id, agent, quotes })),
    ]),
  };
}

function expectSame(doubled: Outcome, once: Outcome): void {
  const extra = [...doubled.runs].filter(([id]) => !once.runs.has(id)).map(([id, run]) => ({ id, run }));
  expect(extra, "runs that only the doubled input gives").toEqual([]);
  expect([...once.runs.keys()].filter((id) => !doubled.runs.has(id))).toEqual([]);
  for (const [id, run] of once.runs) expect({ id, run: doubled.runs.get(id) }).toEqual({ id, run });
  expect(doubled.rates).toEqual(once.rates);
  expect(doubled.problems).toEqual([]);
}

describe("the same traces given twice change neither the runs nor any rate", () => {
  it("under another name, plain and packed", { timeout: TIMEOUT }, async () => {
    using once = tempFolder();
    using doubled = tempFolder();
    for (const folder of [once, doubled]) cpSync(SAMPLES, folder.path, { recursive: true });
    for (const sample of samples) {
      const path = join(doubled.path, sample);
      // Beside it, so that what lies around a file lies around its copy too.
      copyFileSync(path, join(dirname(path), `again.${basename(path)}`));
      writeFileSync(`${path}.again.gz`, gzipSync(await unpackedFile(path)));
    }
    expectSame(await outcomeOf(doubled.path), await outcomeOf(once.path));
  });

  it("as OTLP in JSON and in protobuf, each span in a request of its own, in reverse", {
    timeout: TIMEOUT,
  }, async () => {
    using once = tempFolder();
    using doubled = tempFolder();
    let converted = 0;
    for (const sample of samples) {
      const requests = await jsonRequests(join(SAMPLES, sample));
      if (requests === null) continue;
      converted++;
      const name = sample.replaceAll(/[\\/]/g, "_");
      for (const folder of [once, doubled]) copyFileSync(join(SAMPLES, sample), join(folder.path, name));
      const loose = scattered(requests);
      const lines = loose.map((request) => `${JSON.stringify(request)}\n`).join("");
      writeFileSync(join(doubled.path, `${name}.lines.jsonl`), lines);
      writeFileSync(join(doubled.path, `${name}.again.pb`), asProtobuf(loose));
    }
    expect(converted).toBeGreaterThan(10);
    expectSame(await outcomeOf(doubled.path), await outcomeOf(once.path));
  });
});

/** Null where the file is no OTLP/JSON with hexadecimal ids. */
async function jsonRequests(path: string): Promise<JsonRequest[] | null> {
  await using source = await openSource({ path, uri: path, explicit: true });
  const requests: JsonRequest[] = [];
  for await (const batch of source.records()) {
    for (const { value } of batch) {
      if (!isJsonRequest(value) || /"(?:trace|span)Id":"[^"]*[^0-9a-f"]/i.test(JSON.stringify(value)))
        return null;
      requests.push(value);
    }
  }
  return requests.length === 0 ? null : requests;
}
