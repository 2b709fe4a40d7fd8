import { readFileSync, writeFileSync } from "node:fs";
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
});
