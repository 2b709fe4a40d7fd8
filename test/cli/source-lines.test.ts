import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Log } from "sarif";
import { describe, expect, test } from "vitest";
import { cliSetting } from "../helpers/cli-setting.ts";

/** The same question six times, in a document of many lines. */
function trace(indent: number): string {
  const call = (id: string) => [
    {
      ...{ role: "assistant", name: "pilot", content: "" },
      tool_calls: [{ id, type: "function", function: { name: "read_gauge", arguments: '{"at": "pier 4"}' } }],
    },
    { role: "tool", tool_call_id: id, name: "read_gauge", content: "no reading" },
  ];
  const messages = [
    { role: "user", content: "How high is the water?" },
    ...["a", "b", "c", "d", "e", "f"].flatMap(call),
  ];
  return JSON.stringify(messages, null, indent);
}

interface At {
  mast(...args: string[]): Promise<{ out: string }>;
}

async function linesIn(at: At): Promise<{ uri: string | undefined; line: number | undefined }[]> {
  const { runs } = JSON.parse((await at.mast("report", "--format", "sarif")).out) as Log;
  const places = runs.flatMap(({ results }) =>
    results?.map(({ locations }) => locations?.[0]?.physicalLocation),
  );
  return places.map((place) => ({ uri: place?.artifactLocation?.uri, line: place?.region?.startLine }));
}

describe("the line of a finding in a document of many lines", () => {
  test("is looked up in the file, for SARIF and for annotations", async () => {
    using at = cliSetting();
    writeFileSync(join(at.path, "run.json"), trace(1));
    await at.mast("ingest", "run.json", "--no-progress");
    await at.mast("detect", "--no-progress");
    expect(await linesIn(at)).toEqual([{ uri: "run.json", line: 6 }]);
    expect((await at.mast("report", "--format", "github")).out).toContain(
      "::warning file=run.json,line=6,title=FM-1.3",
    );
  });

  test("is the first where the file has changed, is gone or is packed", async () => {
    using at = cliSetting();
    const file = join(at.path, "run.json");
    writeFileSync(file, trace(1));
    await at.mast("ingest", "run.json", "--no-progress");
    await at.mast("detect", "--no-progress");
    writeFileSync(file, trace(4));
    expect(await linesIn(at)).toEqual([{ uri: "run.json", line: 1 }]);
    rmSync(file);
    expect(await linesIn(at)).toEqual([{ uri: "run.json", line: 1 }]);
    writeFileSync(file, gzipSync(trace(1)));
    expect(await linesIn(at)).toEqual([{ uri: "run.json", line: 1 }]);
    writeFileSync(file, trace(1));
    expect(await linesIn(at)).toEqual([{ uri: "run.json", line: 6 }]);
  });
});
