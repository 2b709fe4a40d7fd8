import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Run } from "../../src/core/run.ts";
import type { ExportedRun } from "../../src/export/jsonl.ts";
import { toOtlpLines } from "../../src/export/otlp.ts";
import { assembleSources } from "../adapters/otlp/assemble-sources.ts";
import { unpackedFile } from "../helpers/unpacked-file.ts";

const SAMPLES = new URL("../../sample-traces/otlp/", import.meta.url);

async function* exported(runs: readonly Run[]): AsyncGenerator<ExportedRun> {
  for (const run of runs) yield { run, labels: [], verdicts: {} };
}

async function exportText(runs: readonly Run[]): Promise<string> {
  let text = "";
  for await (const line of toOtlpLines(exported(runs))) text += line;
  return text;
}

/** A run without what names its source. */
function content({ id: _id, contentHash: _hash, sources: _sources, steps, ...run }: Run) {
  return { ...run, steps: steps.map(({ locator: _locator, ...step }) => step) };
}

describe("export as OTLP", () => {
  it.each(readdirSync(SAMPLES))("%s comes back the same", async (name) => {
    const { runs } = await assembleSources(await unpackedFile(fileURLToPath(new URL(name, SAMPLES))));
    const text = await exportText(runs);
    expect(text.split("\n")).toHaveLength(runs.length + 1);
    const again = await assembleSources(Buffer.from(text));
    expect(again.problems).toEqual([]);
    expect(again.runs.map(content)).toEqual(runs.map(content));
  });

  it("writes GenAI attributes that others read, under the run's id as trace", async () => {
    const { runs } = await assembleSources(readFileSync(new URL("tide-planner.openinference.pb", SAMPLES)));
    const request = JSON.parse(await exportText(runs));
    const spans = request.resourceSpans[0].scopeSpans[0].spans as {
      traceId: string;
      attributes: { key: string }[];
    }[];
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([runs[0]?.id]));
    const keys = new Set(spans.flatMap(({ attributes }) => attributes.map(({ key }) => key)));
    for (const key of [
      "operation.name",
      "agent.name",
      "tool.name",
      "output.messages",
      "usage.input_tokens",
    ]) {
      expect(keys).toContain(`gen_ai.${key}`);
    }
  });

  it("refuses what somebody changed into no run", async () => {
    const { runs } = await assembleSources(readFileSync(new URL("tide-planner.openinference.pb", SAMPLES)));
    const broken = (await exportText(runs)).replaceAll('\\"kind\\":\\"message\\"', '\\"kind\\":\\"shout\\"');
    await expect(assembleSources(Buffer.from(broken))).rejects.toThrow(/kind/);
  });
});
