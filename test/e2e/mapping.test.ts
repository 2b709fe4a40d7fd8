import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { mast, tempFolder } from "../helpers/mast.ts";

const EXAMPLE = join(import.meta.dirname, "../../docs/examples/mapping");

function example(): ReturnType<typeof tempFolder> {
  const folder = tempFolder();
  for (const name of ["mast.config.yaml", "helpdesk.json", "switchboard.jsonl"]) {
    copyFileSync(join(EXAMPLE, name), join(folder.path, name));
  }
  return folder;
}

it("reads the example of the documentation as it says", async () => {
  using folder = example();
  const { code, stdout } = await mast(["analyze", ".", "--no-store", "--format", "json"], {
    cwd: folder.path,
  });
  expect(code).toBe(0);
  const report = JSON.parse(stdout);
  expect(report.problems).toEqual([]);
  const runs = report.runs
    .map(
      (run: { source: object; agents: { name: string }[]; labels: Record<string, { verdict: string }> }) => ({
        ...run,
        agents: run.agents.map(({ name }) => name),
        present: Object.keys(run.labels).filter((mode) => run.labels[mode]?.verdict === "present"),
      }),
    )
    .sort((a: { task: string }, b: { task: string }) => (a.task < b.task ? -1 : 1));
  expect(runs).toMatchObject([
    { framework: "switchboard", agents: ["router", "ferry-desk"], steps: 3, present: [] },
    { framework: "switchboard", agents: ["router"], steps: 2, endReason: "unknown", present: [] },
    { agents: ["dispatcher", "roster"], toolCalls: 1, endReason: "completed", present: [] },
    { agents: ["dispatcher", "roster"], toolCalls: 4, endReason: "limit", present: ["FM-1.3"] },
  ]);
});

it("takes the configuration that --config names, and reads a file again when its mapping changed", async () => {
  using folder = example();
  const config = readFileSync(join(EXAMPLE, "mast.config.yaml"), "utf8");
  writeFileSync(join(folder.path, "mast.config.yaml"), "mappings: []");
  expect((await mast(["ingest", "helpdesk.json"], { cwd: folder.path })).code).toBe(3);
  writeFileSync(join(folder.path, "other.yaml"), config);
  const args = ["ingest", "helpdesk.json", "--config", "other.yaml"];
  expect(await mast(args, { cwd: folder.path })).toMatchObject({
    code: 0,
    stderr: /^2 runs .*\(0 unchanged\)/,
  });
  expect(await mast(args, { cwd: folder.path })).toMatchObject({ code: 0, stderr: /\(1 unchanged\)/ });
  writeFileSync(join(folder.path, "other.yaml"), config.replace("users: [caller]", "users: []"));
  expect(await mast(args, { cwd: folder.path })).toMatchObject({ code: 0, stderr: /\(0 unchanged\)/ });
});

it("speaks of mappings only where none was tried", async () => {
  using folder = example();
  const hint = "a mapping in mast.config.yaml can say";
  writeFileSync(join(folder.path, "other.json"), '{"nothing":["of","the","kind"]}');
  expect((await mast(["doctor", "other.json"], { cwd: folder.path })).stdout).not.toContain(hint);
  writeFileSync(join(folder.path, "mast.config.yaml"), "mappings: []");
  expect((await mast(["doctor", "other.json"], { cwd: folder.path })).stdout).toContain(hint);
});

it("names file, line and place of a mistake, and exits with 2", async () => {
  using folder = example();
  writeFileSync(
    join(folder.path, "mast.config.yaml"),
    "mappings:\n  - name: a\n    agent: $[\n    text: $.x\n",
  );
  const { code, stderr } = await mast(["doctor", "helpdesk.json"], { cwd: folder.path });
  expect(code).toBe(2);
  expect(stderr).toContain("mast.config.yaml:3:12: mappings.0.agent: no JSONPath");
});
