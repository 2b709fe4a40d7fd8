import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mast, SAMPLES, tempFolder } from "../helpers/mast.ts";

/** Enough small runs that a kill lands in the middle of them. */
function writeTraces(folder: string, count: number): void {
  for (let number = 0; number < count; number++) {
    const messages = [{ role: "user", content: `Count the crates of hall ${number}.` }];
    for (let turn = 0; turn < 40; turn++) {
      messages.push({ role: "assistant", content: `Hall ${number}, row ${turn}: ${"crate ".repeat(60)}` });
    }
    writeFileSync(join(folder, `run-${number}.json`), JSON.stringify(messages));
  }
}

/** Traces in two files each, so that all of them are made into runs after the last file is read. */
function writeSpans(folder: string, count: number): void {
  const attribute = (key: string, stringValue: string) => ({ key, value: { stringValue } });
  for (const half of [0, 1]) {
    const requests = Array.from({ length: count }, (_, number) => {
      const spans = Array.from({ length: 20 }, (_, turn) => {
        const content = `Hall ${number}, row ${turn}.${half}: ${"crate ".repeat(60)}`;
        const messages = JSON.stringify([{ role: "assistant", parts: [{ type: "text", content }] }]);
        const nanos = (ms: number): string => `${1_700_000_000_000 + turn * 1000 + half * 500 + ms}000000`;
        return {
          traceId: (number + 1).toString(16).padStart(32, "0"),
          spanId: (turn * 2 + half + 1).toString(16).padStart(16, "0"),
          name: "chat crate-model",
          startTimeUnixNano: nanos(0),
          endTimeUnixNano: nanos(400),
          attributes: [
            attribute("gen_ai.operation.name", "chat"),
            attribute("gen_ai.agent.name", half === 0 ? "counter" : "checker"),
            attribute("gen_ai.output.messages", messages),
          ],
        };
      });
      return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ scope: { name: "demo" }, spans }] }] });
    });
    writeFileSync(join(folder, `spans-${half}.jsonl`), requests.join("\n"));
  }
}

const REPORT = ["analyze", ".", "--format", "json"];

describe("a process that dies", () => {
  it("killed at any moment, the same command ends with the report of an undisturbed run", async () => {
    using folder = tempFolder();
    writeTraces(folder.path, 150);
    const undisturbed = await mast([...REPORT, "--no-store"], { cwd: folder.path });
    expect(undisturbed.code).toBe(0);
    let killed = 0;
    for (const afterMs of [150, 300, 450, 600, 800]) {
      const { signal } = await mast(REPORT, { cwd: folder.path, kill: { signal: "SIGKILL", afterMs } });
      if (signal === "SIGKILL") killed++;
    }
    expect(killed).toBeGreaterThan(0);
    const after = await mast(REPORT, { cwd: folder.path });
    expect(after).toEqual(undisturbed);
  }, 60_000);

  it("killed while threads make runs of spans, the same command ends with the report of an undisturbed run", async () => {
    using folder = tempFolder();
    writeSpans(folder.path, 250);
    const threads = [...REPORT, "--jobs", "2"];
    const begun = performance.now();
    const undisturbed = await mast([...threads, "--no-store"], { cwd: folder.path });
    const wholeMs = performance.now() - begun;
    expect(JSON.parse(undisturbed.stdout).runs).toHaveLength(250);
    let killed = 0;
    for (const share of [0.35, 0.5, 0.6, 0.7, 0.8]) {
      const afterMs = share * wholeMs;
      const { signal } = await mast(threads, { cwd: folder.path, kill: { signal: "SIGKILL", afterMs } });
      if (signal === "SIGKILL") killed++;
    }
    expect(killed).toBeGreaterThan(0);
    expect(await mast(threads, { cwd: folder.path })).toEqual(undisturbed);
  }, 60_000);

  it("interrupted, it says so with exit code 130 and resumes", async () => {
    using folder = tempFolder();
    writeTraces(folder.path, 1200);
    let interrupted: string | null = null;
    for (const afterMs of [150, 200, 215, 230, 250, 300, 400, 550, 750, 1000, 1400]) {
      const db = `after-${afterMs}.db`;
      const result = await mast([...REPORT, "--db", db], {
        cwd: folder.path,
        kill: { signal: "SIGINT", afterMs },
      });
      // A busy machine may not have started the program yet, and then nobody listens.
      if (interrupted === null && result.signal === "SIGINT") continue;
      // Whenever it comes, also while threads start: a thread that nobody ends keeps the process for ever.
      expect([0, 130]).toContain(result.code);
      if (result.code !== 130) continue;
      expect(result.stderr).toContain("the same command goes on");
      interrupted ??= db;
    }
    expect(interrupted).not.toBeNull();
    expect((await mast([...REPORT, "--db", interrupted ?? ""], { cwd: folder.path })).code).toBe(0);
  }, 60_000);
});

describe("a process that waits for input", () => {
  it("ends at the first interrupt", async () => {
    using folder = tempFolder();
    const bin = new URL("../../bin/mast.js", import.meta.url).pathname;
    const child = spawn(process.execPath, [bin, "analyze", "-"], { cwd: folder.path });
    child.stdin.write("[");
    const timer = setTimeout(() => child.kill("SIGINT"), 1500);
    const code = await new Promise((resolve) => child.on("close", resolve));
    clearTimeout(timer);
    expect(code).toBe(130);
  });

  it.skipIf(!existsSync("/dev/full"))("says that the disk is full where its output goes", async () => {
    using folder = tempFolder();
    const bin = new URL("../../bin/mast.js", import.meta.url).pathname;
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, [bin, "modes"], {
      cwd: folder.path,
      stdio: ["ignore", full, "pipe"],
    });
    let errors = "";
    child.stderr?.on("data", (chunk) => {
      errors += String(chunk);
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    closeSync(full);
    expect(code).toBe(2);
    expect(errors).toBe("error: the output cannot be written: the disk is full\n");
  });
});

describe("two at once", () => {
  it("on one database wait for each other and both give the whole report", async () => {
    using folder = tempFolder();
    writeTraces(folder.path, 60);
    const [one, two] = await Promise.all([
      mast(REPORT, { cwd: folder.path }),
      mast(REPORT, { cwd: folder.path }),
    ]);
    expect(one.stderr).toBe("");
    expect(two).toEqual(one);
  });
});

describe("a reader that goes away", () => {
  it("ends the output quietly", async () => {
    using folder = tempFolder();
    const bin = new URL("../../bin/mast.js", import.meta.url).pathname;
    const child = spawn(process.execPath, [bin, "analyze", SAMPLES, "--no-store", "--format", "json"], {
      cwd: folder.path,
    });
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += String(chunk);
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});
