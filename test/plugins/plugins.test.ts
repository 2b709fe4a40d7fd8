import { mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Report } from "../../src/core/report.ts";
import { type CliSetting, cliSetting } from "../helpers/cli-setting.ts";
import { writePlugin } from "../helpers/example-plugin.ts";

function withPlugin(change?: (text: string) => string): CliSetting {
  const setting = cliSetting();
  writePlugin(setting.path, "own.mjs", change);
  writeFileSync(join(setting.path, "mast.config.yaml"), "plugins: [./own.mjs]\n");
  writeFileSync(
    join(setting.path, "log.txt"),
    "[planner] Count the crates.\n[clerk] I AM DONE with hall 4.\n",
  );
  return setting;
}

describe("a plugin", () => {
  it("reads, labels and reports beside what is built in", async () => {
    using setting = withPlugin();
    const { code, out, err } = await setting.mast(
      ...["analyze", "log.txt", "--format", "json", "-o", "r.json", "--format", "acme/count"],
    );
    expect({ code, out, err }).toEqual({ code: 0, out: "bracket present\n", err: "" });
    const { runs, modes } = JSON.parse(readFileSync(join(setting.path, "r.json"), "utf8")) as Report;
    expect(runs).toMatchObject([{ framework: "bracket", format: "bracket/log", steps: 2 }]);
    expect(runs[0]?.labels["FM-1.1"]).toMatchObject({
      verdict: "present",
      tier: "medium",
      by: expect.arrayContaining([expect.stringMatching(/^shouting@1/)]),
      findings: [
        {
          source: expect.stringMatching(/^shouting@1/),
          agent: "clerk",
          quotes: [{ step: 1, text: "AM DONE" }],
        },
      ],
    });
    expect(
      modes.find(({ id }) => id === "FM-1.1")?.labellers.some((name) => name.startsWith("shouting@1")),
    ).toBe(true);
    expect((await setting.mast("report", "--format", "acme/count")).out).toBe("bracket present\n");
    expect((await setting.mast("doctor")).out).toContain("bracket/log");
  });

  it("has its labels from however many threads read", async () => {
    using setting = withPlugin();
    const { out } = await setting.mast("analyze", "log.txt", "--jobs", "2", "--format", "acme/count");
    expect(out).toBe("bracket present\n");
  });

  it.each([
    [
      "an id of another",
      (text: string) => text.replace('"bracket-log"', '"message-list"'),
      /a second adapter "message-list"/,
    ],
    [
      "no mode",
      (text: string) => text.replace('mode: "FM-1.1"', 'mode: "FM-9.1"'),
      /detectors\.0\.meta\.mode: /,
    ],
    [
      "a format without a slash",
      (text: string) => text.replace("acme/count", "count"),
      /reporters\.0\.meta\.id: needs a slash/,
    ],
    [
      "no function",
      (text: string) => text.replace("async *read(", "async *reed("),
      /adapters\.0\.read: expected a function/,
    ],
    ["other names", (text: string) => text.replaceAll("export const", "const"), /exports neither adapters/],
    ["no program", () => "export const = 1", /cannot be loaded: /],
  ])("with %s is an error that names it and the place", async (_name, change, expected) => {
    using setting = withPlugin(change);
    const { code, err } = await setting.mast("analyze", "log.txt", "--no-store");
    expect(code).toBe(2);
    expect(err).toContain("./own.mjs");
    expect(err).toMatch(expected);
  });

  it.each(["recognise({ probe }) {", "async *read(source) {"])(
    "that throws in %s costs that source alone",
    async (begin) => {
      using setting = withPlugin((text) =>
        text.replace(
          begin,
          `${begin} if (JSON.stringify(${begin.includes("probe") ? "probe" : "source.probe"}).includes("[pl")) throw new Error("no luck");`,
        ),
      );
      writeFileSync(join(setting.path, "other.txt"), "[clerk] I AM DONE with hall 5.\n");
      await setting.mast("analyze", "log.txt", "other.txt", "--no-store", "--format", "json", "-o", "r.json");
      const { runs, problems } = JSON.parse(readFileSync(join(setting.path, "r.json"), "utf8")) as Report;
      expect(runs).toHaveLength(1);
      expect(problems).toMatchObject([
        {
          uri: "log.txt",
          code: "plugin-failed",
          message: expect.stringMatching(/bracket-log of the plugin \.\/own\.mjs failed .*no luck/),
        },
      ]);
    },
  );

  it("that is not there, and a format that none has, are found out before anything is read", async () => {
    using setting = withPlugin();
    const format = await setting.mast("analyze", "nowhere.txt", "--format", "acme/other");
    expect(format).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no format "acme\/other".*\n.*acme\/count/),
    });
    writeFileSync(join(setting.path, "mast.config.yaml"), "plugins: [mast-plugin-nowhere]\n");
    const gone = await setting.mast("analyze", "log.txt", "--no-store");
    expect(gone).toMatchObject({
      code: 2,
      err: expect.stringContaining("the plugin mast-plugin-nowhere cannot be loaded"),
    });
  });

  it("whose detector throws says so in the label, and costs no other", async () => {
    using setting = withPlugin((text) =>
      text.replace("detect(run) {", "detect(run) { throw new Error('no luck');"),
    );
    await setting.mast("analyze", "log.txt", "--no-store", "--format", "json", "-o", "r.json");
    const { runs } = JSON.parse(readFileSync(join(setting.path, "r.json"), "utf8")) as Report;
    expect(runs[0]?.labels["FM-1.1"]).toMatchObject({
      verdict: "unknown",
      why: expect.stringMatching(/shouting.*no luck|no luck/),
    });
    expect(Object.keys(runs[0]?.labels ?? {})).toHaveLength(14);
  });

  it.each([
    ["no findings", "return {};", /findings: .*\(plugin \.\/own\.mjs\)/],
    [
      "a tier that there is none of",
      'return { findings: [{ mode: "FM-1.1", tier: "sure" }] };',
      /findings\.0\.tier: /,
    ],
    ["a promise", "return Promise.reject(new Error('later'));", /gave a promise/],
  ])("whose detector gives %s says so in the label", async (_name, body, why) => {
    using setting = withPlugin((text) => text.replace("detect(run) {", `detect(run) { ${body}`));
    const { code } = await setting.mast(
      "analyze",
      "log.txt",
      "--no-store",
      "--format",
      "json",
      "-o",
      "r.json",
    );
    expect(code).toBe(0);
    const { runs } = JSON.parse(readFileSync(join(setting.path, "r.json"), "utf8")) as Report;
    expect(runs[0]?.labels["FM-1.1"]).toMatchObject({ verdict: "unknown", why: expect.stringMatching(why) });
  });

  it.each([
    ["throws", "throw new Error('no luck');", /no luck/],
    ["throws no error", "throw null;", /failed: null/],
    ["gives no text", "yield 7;", /gave a number and no text/],
  ])("whose reporter %s is named, and ends the command as wrong usage", async (_name, body, why) => {
    using setting = withPlugin((text) =>
      text.replace("async *render(report) {", `async *render(report) { ${body}`),
    );
    const { code, err } = await setting.mast(
      ...["analyze", "log.txt", "--no-store", "--format", "table", "-o", "t.txt", "--format", "acme/count"],
    );
    expect(code).toBe(2);
    expect(err).toContain("the reporter acme/count of the plugin ./own.mjs failed");
    expect(err).toMatch(why);
    expect(readFileSync(join(setting.path, "t.txt"), "utf8")).toContain("1 run");
  });

  it("whose reporter gives a promise is told how to write it", async () => {
    using setting = withPlugin((text) =>
      text.replace("async *render(", "async render(").replace("yield run.", "return run."),
    );
    const { code, err } = await setting.mast("analyze", "log.txt", "--no-store", "--format", "acme/count");
    expect(code).toBe(2);
    expect(err).toMatch(/acme\/count of the plugin \.\/own\.mjs failed: .*async \*render/);
  });

  it.each([
    ["agents: [...agents.values()]", 'agents: "none"', "invalid-run", /^agents: /],
    [
      'type: "run", draft',
      'type: "runs", draft',
      "plugin-failed",
      /bracket-log of the plugin .* to read it: type: /,
    ],
    ["yield { type", "yield 5; yield { type", "plugin-failed", /to read it: /],
    ["return { score: 0.6,", 'return { score: "much",', "plugin-failed", /whether it is its own: score: /],
  ])("whose adapter gives what is none (%s) costs that source alone", async (part, wrong, code, message) => {
    using setting = withPlugin((text) => text.replace(part, wrong));
    setting.write("chat.json", [
      { role: "user", content: "Count the crates." },
      { role: "assistant", name: "clerk", content: "Seven." },
    ]);
    await setting.mast("analyze", "log.txt", "--no-store", "--format", "json", "-o", "r.json");
    const { problems } = JSON.parse(readFileSync(join(setting.path, "r.json"), "utf8")) as Report;
    expect(problems).toMatchObject([{ uri: "log.txt", code, message: expect.stringMatching(message) }]);
  });

  it("is known to the commands that speak of detectors and frameworks", async () => {
    using setting = withPlugin();
    const modes = await setting.mast("modes", "FM-1.1");
    expect(modes).toMatchObject({ code: 0, out: expect.stringContaining("shouting") });
    expect((await setting.mast("modes", "FM-1.1", "--config", "none.yaml")).code).toBe(2);
    expect((await setting.mast("taxonomy", "check")).code).toBe(0);
    await setting.mast("analyze", "log.txt", "-q");
    expect((await setting.mast("forget", "log.txt")).code).toBe(0);
  });

  it("may be a package, of either kind of module, installed beside the configuration", async () => {
    using setting = withPlugin();
    unlinkSync(join(setting.path, "node_modules"));
    const folder = join(setting.path, "node_modules", "@acme", "rules");
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ name: "@acme/rules", version: "1.0.0", main: "index.cjs" }),
    );
    writeFileSync(
      join(folder, "index.cjs"),
      `const plugin = { reporters: [{ meta: { id: "acme/size", title: "size", extension: "txt", leaves: false },
        async *render(report) { let runs = 0; for await (const _ of report.runs()) runs++; yield runs + " runs\\n"; } }] };
      module.exports = plugin;`,
    );
    writeFileSync(join(setting.path, "mast.config.yaml"), "plugins: ['@acme/rules']\n");
    setting.write("chat.jsonl", [
      { role: "user", content: "Count the crates." },
      { role: "assistant", name: "clerk", content: "Seven." },
    ]);
    const { code, out, err } = await setting.mast(
      ...["analyze", "chat.jsonl", "--no-store", "--format", "acme/size"],
    );
    expect({ code, out, err }).toEqual({ code: 0, out: "1 runs\n", err: "" });
  });

  it.each([
    ["./gone.mjs", /cannot be loaded: there is no such file\n/],
    ["gone-rules", /cannot be loaded: there is no such package\n/],
    ["import-only", /cannot be loaded: it is a package for import alone\nhint: name its file/],
    ["./broken.mjs", /cannot be loaded: .*'.*needed\.mjs'/],
  ])("that cannot be found (%s) is told from one that breaks", async (name, message) => {
    using setting = withPlugin();
    unlinkSync(join(setting.path, "node_modules"));
    const folder = join(setting.path, "node_modules", "import-only");
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ name: "import-only", type: "module", exports: { import: "./index.js" } }),
    );
    writeFileSync(join(folder, "index.js"), "export const detectors = [];");
    writeFileSync(join(setting.path, "broken.mjs"), "import './needed.mjs';");
    writeFileSync(join(setting.path, "mast.config.yaml"), `plugins: [${name}]\n`);
    const { code, err } = await setting.mast("analyze", "log.txt", "--no-store");
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
