import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { mast, SAMPLES, tempFolder } from "../helpers/mast.ts";

const TRACES = join(SAMPLES, "autogen");

describe("a gate in CI", () => {
  it("ends with 0, 1, 2 or 3, and prints the verdict that the code stands for", async () => {
    using folder = tempFolder();
    const run = async (...args: string[]) => {
      const { code, stdout } = await mast(["analyze", TRACES, "--no-store", "--no-progress", ...args], {
        cwd: folder.path,
      });
      return [/^Gate (\w+)/m.exec(stdout)?.[1] ?? null, code];
    };
    expect(await run("--gate", "--max-rate", "any=0.99")).toEqual(["PASS", 0]);
    expect(await run("--gate", "--max-rate", "any=0.01")).toEqual(["FAIL", 1]);
    const few = ["--gate", "--max-rate", "any=0.99", "--min-runs", "5000"];
    expect(await run(...few)).toEqual(["INCONCLUSIVE", 0]);
    expect(await run(...few, "--strict")).toEqual(["INCONCLUSIVE", 1]);
    expect(await run("--gate")).toEqual([null, 2]);
    const empty = await mast(["analyze", ".", "--no-store", "--max-rate", "any=0.5"], { cwd: folder.path });
    expect(empty.code).toBe(3);
  });

  it("compares with the baseline of the last build, and forgives what the team suppressed", async () => {
    using folder = tempFolder();
    const at = { cwd: folder.path };
    const healthy = join(TRACES, "ferry-timetable.task-result.json");
    const loop = join(TRACES, "chair-order-loop.task-result.json");
    await mast(["analyze", healthy, "--no-progress"], at);
    expect((await mast(["baseline", "save"], at)).code).toBe(0);
    await mast(["analyze", loop, "--no-progress"], at);
    const rules = "gate:\n  maxRate: { FM-1.3: 0 }\n  maxIncrease: { any: 0.05 }\n  minRuns: 1\n";
    writeFileSync(join(folder.path, "mast.config.yaml"), rules);
    const failed = await mast(["gate", "--format", "json", "-o", "gate.json", "--format", "table"], at);
    expect(failed.code).toBe(1);
    const { gate } = JSON.parse(readFileSync(join(folder.path, "gate.json"), "utf8"));
    expect(gate.verdict).toBe("FAIL");
    for (const { rule, why } of gate.rules) {
      expect(failed.stdout).toContain(rule);
      expect(failed.stdout.replace(/\s+/g, " ")).toContain(why.replace(/\s+/g, " "));
    }
    const { stdout } = await mast(["report", "--format", "json"], at);
    const shown = JSON.parse(stdout).runs.flatMap(
      (run: { labels: Record<string, { findings: { id: string }[] }> }) =>
        (run.labels["FM-1.3"]?.findings ?? []).map(({ id }) => id),
    );
    expect(shown.length).toBeGreaterThan(0);
    for (const id of shown) {
      const args = ["suppress", id, "--reason", "known", "--until", "2999-01-01"];
      expect(await mast(args, at)).toMatchObject({ code: 0, stdout: "" });
    }
    expect(existsSync(join(folder.path, "mast.suppressions.yaml"))).toBe(true);
    const forgiven = await mast(["gate"], at);
    expect([forgiven.code, forgiven.stdout.includes("suppressed and not counted")]).toEqual([0, true]);
  });

  it("shows what changed between two stores", async () => {
    using folder = tempFolder();
    const at = { cwd: folder.path };
    await mast(["analyze", join(TRACES, "ferry-timetable.task-result.json"), "--db", "old.db"], at);
    await mast(["analyze", join(TRACES, "chair-order-loop.task-result.json"), "--db", "new.db"], at);
    const { code, stdout, stderr } = await mast(["diff", "old.db", "new.db"], at);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^old\.db \(1 run\) → new\.db \(1 run\)\n/);
    expect(stdout).toMatch(/FM-1\.3 .* appeared, open$/m);
  });
});
