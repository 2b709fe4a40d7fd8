import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mast, SAMPLES, tempFolder } from "../helpers/mast.ts";

const chat = (reply: string) =>
  JSON.stringify([
    { role: "user", content: "Which berth is free?" },
    { role: "assistant", name: "harbour", content: reply },
  ]);

describe("the main job", () => {
  it("reads the sample traces, reports, and says the same the second time without reading them again", async () => {
    using folder = tempFolder();
    const first = await mast(["analyze", SAMPLES], { cwd: folder.path });
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(/^\d+ runs · \d+ sources read/);
    expect(first.stdout).toContain("Look at these first");
    expect(statSync(join(folder.path, "mast.db")).mode & 0o777).toBe(0o600);
    const second = await mast(["analyze", SAMPLES], { cwd: folder.path });
    expect(second).toEqual(first);
    const stored = await mast(["report", "--format", "json"], { cwd: folder.path });
    const direct = await mast(["analyze", SAMPLES, "--no-store", "--format", "json"], { cwd: folder.path });
    const { walk: _, ...fromStore } = JSON.parse(stored.stdout);
    const { walk: __, ...fromFiles } = JSON.parse(direct.stdout);
    expect(fromStore).toEqual(fromFiles);
  });

  it("says with -v what it passed over, and why", async () => {
    using folder = tempFolder();
    mkdirSync(join(folder.path, "traces"));
    writeFileSync(join(folder.path, "traces/chat.json"), chat("Berth 3."));
    writeFileSync(join(folder.path, "traces/notes.md"), "nothing");
    const { stderr } = await mast(["analyze", "traces", "-v", "--no-store"], { cwd: folder.path });
    expect(stderr).toContain("traces/notes.md: skipped: documentation\n");
  });

  it("says why there is nothing to report where all files were passed over", async () => {
    using folder = tempFolder();
    mkdirSync(join(folder.path, "traces"));
    for (let number = 1; number <= 7; number++) writeFileSync(join(folder.path, `traces/${number}.md`), "#");
    for (const command of ["analyze", "ingest"]) {
      const { code, stderr } = await mast([command, "traces"], { cwd: folder.path });
      expect(code).toBe(3);
      expect(stderr).toContain("traces/1.md: skipped: documentation\n");
      expect(stderr).toMatch(/^2 more files skipped \(-v names them\)$/m);
    }
    const quiet = await mast(["analyze", "traces", "--no-store", "-q"], { cwd: folder.path });
    expect(quiet.stderr).toBe("");
  });

  it("gives the same report with one thread and with two", async () => {
    using folder = tempFolder();
    const args = ["analyze", SAMPLES, "--no-store", "--format", "json"];
    const [one, two] = await Promise.all(
      ["1", "2"].map((jobs) => mast([...args, "--jobs", jobs], { cwd: folder.path })),
    );
    expect(one?.code).toBe(0);
    expect(two?.stdout).toBe(one?.stdout);
    expect(existsSync(join(folder.path, "mast.db"))).toBe(false);
  });

  it("reports only what the paths gave, from a store that holds more", async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "a.json"), chat("Berth 4."));
    writeFileSync(join(folder.path, "b.json"), chat("Berth 5."));
    await mast(["ingest", "."], { cwd: folder.path });
    const { stdout } = await mast(["analyze", "b.json", "--format", "json"], { cwd: folder.path });
    expect(JSON.parse(stdout).runs.map((run: { source: unknown }) => run.source)).toEqual([
      { uri: "b.json", locator: "" },
    ]);
  });

  it("says with --profile what detection cost, and where there was nothing to do", async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "a.json"), chat("Berth 4."));
    await mast(["ingest", "."], { cwd: folder.path });
    const { stdout, stderr } = await mast(["detect", "--profile"], { cwd: folder.path });
    expect(stderr).toBe("1 run labelled\n");
    expect(stdout).toMatch(/^ +ms +share +µs per run +runs *\n/);
    expect(stdout).toMatch(/\n +step-repetition +[\d.]+ /);
    expect(stdout).toMatch(/\n +shared by detectors +[\d.]+ /);
    const again = await mast(["detect", "--profile", "-q"], { cwd: folder.path });
    expect(again.stdout).toBe("No stored run lacked a label, so nothing was measured.\n");
  });

  it("reads standard input", async () => {
    using folder = tempFolder();
    const { code, stdout } = await mast(["analyze", "-", "--format", "json"], {
      cwd: folder.path,
      input: chat("4."),
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).runs).toHaveLength(1);
  });

  it("replaces the runs of a changed source and keeps those of a vanished one", async () => {
    using folder = tempFolder();
    const file = join(folder.path, "a.json");
    writeFileSync(file, chat("Berth 4."));
    await mast(["ingest", "a.json"], { cwd: folder.path });
    writeFileSync(file, chat("Berth 7, on second thought."));
    await mast(["ingest", "a.json"], { cwd: folder.path });
    const { stdout } = await mast(["export"], { cwd: folder.path });
    expect(stdout.trim().split("\n")).toHaveLength(1);
    expect(stdout).toContain("Berth 7");
  });
});

describe("formats and files", () => {
  it("writes several formats in one call, each to its file", async () => {
    using folder = tempFolder();
    const args = ["analyze", SAMPLES, "--format", "json", "-o", "r.json", "--format", "table"];
    const { code, stdout } = await mast(args, { cwd: folder.path });
    expect(code).toBe(0);
    expect(JSON.parse(readFileSync(join(folder.path, "r.json"), "utf8")).schema).toBe("mast-report/1");
    expect(stdout).toMatch(/^\d+ runs/);
  });

  it("shows, exports and forgets a run", async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "a.json"), chat("Berth \u001b[31m4\u001b[0m."));
    await mast(["analyze", "a.json"], { cwd: folder.path });
    const exported = JSON.parse((await mast(["export"], { cwd: folder.path })).stdout);
    const id: string = exported.run.id;
    const shown = await mast(["show", id.slice(0, 8)], { cwd: folder.path });
    expect(shown.stdout).toContain("Berth 4.");
    expect(shown.stdout).not.toContain("\u001b");
    const csv = await mast(["export", "--format", "csv"], { cwd: folder.path });
    expect(csv.stdout.split("\r\n")[0]).toMatch(/^run,source,/);
    expect(await mast(["forget", id], { cwd: folder.path })).toMatchObject({
      code: 0,
      stderr: "1 run removed\n",
    });
    expect((await mast(["show", id], { cwd: folder.path })).code).toBe(3);
  });

  it("explains how a file is recognised", async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "a.json"), chat("Berth 4."));
    const { code, stdout } = await mast(["doctor", "a.json"], { cwd: folder.path });
    expect(code).toBe(0);
    expect(stdout).toContain("→ message-list: messages/openai");
    expect(stdout).toMatch(/^run [0-9a-f]{12}: .*, 2 steps \(1 with an agent\)/m);
    const json = await mast(["doctor", "a.json", "--format", "json"], { cwd: folder.path });
    expect(JSON.parse(json.stdout)).toMatchObject({
      file: "a.json",
      kind: "json",
      recognised: { format: "messages/openai" },
      refused: null,
      runs: [{ steps: 2, stepsWithAgent: 1 }],
    });
    expect((await mast(["doctor"], { cwd: folder.path })).stdout).toContain("ok    taxonomy");
  });

  it("says of a file that it does not recognise what it has of the nearest formats", async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "b.json"), '{"chat":{"chat_history":[],"cost":{},"human_input":[]}}');
    const { code, stdout } = await mast(["doctor", "b.json"], { cwd: folder.path });
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /autogen\/chat-result .*has "chat_history", "cost", "human_input"; lacks "summary"/,
    );
    expect(stdout).toContain("refused: unknown-format");
  });
});

describe("exit codes and clear errors", () => {
  it.each([
    { name: "no command", args: [], code: 2, says: "Usage" },
    { name: "an unknown flag", args: ["analyze", ".", "--nope"], code: 2, says: "unknown option '--nope'" },
    { name: "an unknown format", args: ["analyze", ".", "--format", "xml"], code: 2, says: "table, json" },
    { name: "a missing path", args: ["analyze", "nowhere"], code: 2, says: "nowhere" },
    {
      name: "an unknown reader",
      args: ["analyze", ".", "--framework", "langraph"],
      code: 2,
      says: "did you mean langgraph",
    },
    { name: "an unknown mode", args: ["analyze", ".", "--mode", "FM-9.9"], code: 2, says: "FM-9.9" },
    { name: "no store", args: ["report"], code: 2, says: "mast analyze" },
    {
      name: "a database that is a folder",
      args: ["analyze", ".", "--db", "folder"],
      code: 2,
      says: "folder",
    },
    {
      name: "a database that is none",
      args: ["analyze", ".", "--db", "text.txt"],
      code: 2,
      says: "text.txt",
    },
    { name: "an empty folder", args: ["analyze", "folder"], code: 3, says: "" },
    { name: "nothing that is a trace", args: ["analyze", "text.txt"], code: 3, says: "" },
    { name: "a broken source, strictly", args: ["analyze", ".", "--strict-input"], code: 4, says: "" },
    { name: "a broken source", args: ["analyze", "."], code: 0, says: "" },
    { name: "help", args: ["analyze", "--help"], code: 0, says: "" },
  ])("$name: $code", async ({ args, code, says }) => {
    using folder = tempFolder();
    mkdirSync(join(folder.path, "folder"));
    writeFileSync(join(folder.path, "text.txt"), "Dear diary, nothing happened.");
    writeFileSync(join(folder.path, "a.json"), chat("Berth 4."));
    const result = await mast(args, { cwd: folder.path });
    expect(result.stderr).toContain(says);
    expect(result.code).toBe(code);
    expect(result.stderr).not.toContain("please report it");
  });

  it("names file and place of what could not be read", async () => {
    using folder = tempFolder();
    writeFileSync(join(folder.path, "good.json"), chat("Berth 4."));
    writeFileSync(join(folder.path, "broken.jsonl"), `${chat("a")}\n{"messages": oops\n${chat("b")}\n`);
    const { stdout } = await mast(["analyze", ".", "--format", "json"], { cwd: folder.path });
    const report = JSON.parse(stdout);
    expect(report.problems).toMatchObject([{ uri: "broken.jsonl", locator: "line:2" }]);
    expect(report.runs).toHaveLength(3);
  });

  it("says that it cannot write a report", async () => {
    using folder = tempFolder();
    chmodSync(folder.path, 0o700);
    const args = ["analyze", SAMPLES, "--no-store", "-o", "no/such/folder/r.json"];
    const { code, stderr } = await mast(args, { cwd: folder.path });
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("cannot write no/such/folder/r.json"),
    });
  });
});
