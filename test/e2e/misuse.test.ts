import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mast, tempFolder } from "../helpers/mast.ts";

const CHAT = JSON.stringify([
  { role: "user", content: "Which berth is free?" },
  { role: "assistant", name: "harbour", content: "Berth 4." },
]);

function span(id: string, parent: string, name: string, second: number): string {
  const time = (at: number) => `${1_760_000_000 + at}000000000`;
  const kind = parent === "" ? "CHAIN" : "AGENT";
  const attributes = {
    "openinference.span.kind": kind,
    "graph.node.id": name,
    "input.value": "Which berth is free?",
    "output.value": `${name}: berth ${second}.`,
  };
  const one = {
    traceId: "0123456789abcdef0123456789abcdef",
    spanId: id,
    parentSpanId: parent,
    name,
    startTimeUnixNano: time(second),
    endTimeUnixNano: time(second + 1),
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } })),
  };
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [one] }] }] });
}

describe("a report in a file", () => {
  it("replaces neither the store, nor a link, nor a pipe", async () => {
    using folder = tempFolder();
    const at = (name: string) => join(folder.path, name);
    writeFileSync(at("a.json"), CHAT);
    await mast(["ingest", "a.json"], { cwd: folder.path });
    const store = await mast(["report", "-o", "./mast.db"], { cwd: folder.path });
    expect(store).toMatchObject({ code: 2, stderr: expect.stringContaining("is the store itself") });
    mkdirSync(at("kept"));
    writeFileSync(at("kept/report.json"), "old");
    symlinkSync("kept/report.json", at("link.json"));
    expect((await mast(["report", "-o", "link.json"], { cwd: folder.path })).code).toBe(0);
    expect(JSON.parse(readFileSync(at("kept/report.json"), "utf8")).runs).toHaveLength(1);
    const folderName = await mast(["report", "-o", "kept"], { cwd: folder.path });
    expect(folderName).toMatchObject({ code: 2, stderr: expect.stringContaining("it is a folder") });
  });

  it.skipIf(process.platform === "win32")("is written to a pipe, which stays one", async () => {
    using folder = tempFolder();
    const pipe = join(folder.path, "pipe");
    writeFileSync(join(folder.path, "a.json"), CHAT);
    execFileSync("mkfifo", [pipe]);
    const [{ code }, text] = await Promise.all([
      mast(["analyze", "a.json", "--no-store", "--format", "json", "-o", "pipe"], { cwd: folder.path }),
      import("node:fs/promises").then(({ readFile }) => readFile(pipe, "utf8")),
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(text).runs).toHaveLength(1);
    expect(statSync(pipe).isFIFO()).toBe(true);
  });
});

describe("forgetting one of the files that a run is spread over", () => {
  it("keeps the run with what the others gave, labelled and tagged", async () => {
    using folder = tempFolder();
    const at = (name: string) => join(folder.path, name);
    writeFileSync(at("a.jsonl"), `${span("1111111111111111", "", "crew", 0)}\n`);
    writeFileSync(at("b.jsonl"), `${span("2222222222222222", "1111111111111111", "clerk", 2)}\n`);
    writeFileSync(at("c.jsonl"), `${span("3333333333333333", "1111111111111111", "pilot", 4)}\n`);
    const report = ["--format", "json"];
    const rest = await mast(
      ["analyze", "a.jsonl", "b.jsonl", "--no-store", "--tag", "port=north", ...report],
      {
        cwd: folder.path,
      },
    );
    expect(JSON.parse(rest.stdout).runs).toHaveLength(1);
    await mast(["analyze", ".", "--tag", "port=north"], { cwd: folder.path });
    const { code, stderr } = await mast(["forget", "c.jsonl"], { cwd: folder.path });
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "source forgotten, 0 runs removed, 1 run kept with what other sources gave\n",
    });
    const after = await mast(["report", ...report], { cwd: folder.path });
    expect(JSON.parse(after.stdout).runs).toEqual(JSON.parse(rest.stdout).runs);
  });
});

describe("wrong usage", () => {
  it.each([
    [["doctor", "."], 3, /no file but a folder/],
    [["analyze", "a.json", "--framework", "autogem"], 2, /no adapter or family "autogem"[\s\S]*autogen/],
    [["analyze", "a.json", "--max-run-size", "0"], 2, /nothing is small enough/],
    [["report", "--since", "5"], 2, /ISO 8601/],
    [["report", "--tag", "a=1", "--tag", "b=2"], 2, /give it once/],
    [["\u001b[31mnope\u202e"], 2, /unknown command 'nope<U\+202E>'/],
  ] as const)("%j says what is wrong", async (args, code, text) => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "a.json"), CHAT);
    const result = await mast(args, { cwd: folder.path });
    expect(result).toMatchObject({ code, stderr: expect.stringMatching(text) });
    for (const never of ["bug in mast", "\u001b"]) expect(result.stderr).not.toContain(never);
  });

  it("lets no name of a tag reach the terminal as it is", async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "a.json"), CHAT);
    const args = ["analyze", "a.json", "--no-store", "--tag", "\u001b[31mx=\u001b[2Jy"];
    const { stdout } = await mast([...args, "--by", "tag:\u001b[31mx"], { cwd: folder.path });
    expect(stdout).toContain("Failure modes by tag x");
    expect(stdout).not.toContain("\u001b");
  });
});
