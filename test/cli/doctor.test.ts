import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cliSetting } from "../helpers/cli-setting.ts";

const KEY = "sk-sample-not-a-key-0123456789abcdef";

function configure(folder: string, text: string): void {
  writeFileSync(join(folder, "mast.config.yaml"), text);
}

describe("mast doctor without a file", () => {
  it("says what is off, and that this is no fault", async () => {
    using setting = cliSetting();
    const { code, out } = await setting.mast("doctor");
    expect(code).toBe(0);
    for (const part of ["configuration", "gate", "baseline", "judge", "suppressions"])
      expect(out).toMatch(new RegExp(`^off   ${part}: `, "m"));
  });

  it("names each setting with the file, the variable or the default that it comes from, and no key", async () => {
    const env = { MAST_JUDGE_API_KEY: KEY, MAST_JUDGE_MODEL: "gpt-5-mini" };
    using setting = cliSetting(env);
    configure(
      setting.path,
      "judge: { model: other, maxCost: 2, baseUrl: 'https://api.openai.com/v1?secret=x' }\ngate: { maxRate: { any: 30% } }\n",
    );
    const { code, out } = await setting.mast("doctor");
    expect(code).toBe(0);
    expect(out).toMatch(/^ok {4}judge: gpt-5-mini at api\.openai\.com, for at most 2 USD/m);
    expect(out).toContain("model: gpt-5-mini (MAST_JUDGE_MODEL)");
    expect(out).toContain("maxCost: 2 (mast.config.yaml)");
    expect(out).toContain("claims: true (default)");
    expect(out).toContain("key: set (MAST_JUDGE_API_KEY)");
    expect(out).toContain("maxRate: { any: 30% } (mast.config.yaml)");
    expect(out).toContain("minRuns: 20 (default)");
    expect(out).not.toContain(KEY);
    expect(out).not.toContain("secret");
    const json = JSON.parse((await setting.mast("doctor", "--format", "json")).out) as {
      checks: { name: string; state: string; settings: object[] }[];
    };
    expect(json.checks.find(({ name }) => name === "judge")).toMatchObject({
      state: "ok",
      settings: expect.arrayContaining([{ name: "maxCost", value: "2", from: "mast.config.yaml" }]),
    });
  });

  it("says what is missing", async () => {
    using setting = cliSetting();
    configure(setting.path, "judge: { model: gpt-5-mini }\ngate: { maxIncrease: { any: 0.05 } }\n");
    const { code, out } = await setting.mast("doctor");
    expect(code).toBe(0);
    expect(out).toMatch(/^lacks judge: no key for api\.openai\.com: MAST_JUDGE_API_KEY is not set/m);
    expect(out).toMatch(/^lacks baseline: mast\.baseline\.json is not there; mast baseline save/m);
    configure(setting.path, "gate: {}\n");
    expect((await setting.mast("doctor")).out).toMatch(/^lacks gate: it has no rule/m);
  });

  it("fails where commands would", async () => {
    using setting = cliSetting({ MAST_JUDGE_API_KEY: KEY });
    const noModel = await setting.mast("doctor");
    expect(noModel).toMatchObject({ code: 2 });
    expect(noModel.out).toMatch(/^FAIL {2}judge: no model is named[^\n]*\n {6}--model NAME/m);
    configure(setting.path, "gats: {}\n");
    const broken = await setting.mast("doctor");
    expect(broken).toMatchObject({ code: 2 });
    expect(broken.out).toMatch(/^FAIL {2}configuration: mast\.config\.yaml:1:1: .*did you mean "gate"/m);
  });

  it("tells of plugins, of a configuration that is passed over and of one above", async () => {
    using setting = cliSetting();
    configure(setting.path, "plugins: [./gone.mjs]\n");
    writeFileSync(join(setting.path, "mast.config.json"), "{}");
    const broken = await setting.mast("doctor");
    expect(broken).toMatchObject({ code: 2 });
    expect(broken.out).toMatch(/^FAIL {2}plugins: the plugin \.\/gone\.mjs cannot be loaded/m);
    expect(broken.out).toMatch(/^ok {4}taxonomy: mast@\S+, 14 modes$/m);
    expect(broken.out).toContain("mast.config.json beside it is not read");
    mkdirSync(join(setting.path, "below"));
    expect((await setting.in("below").mast("doctor")).out).toContain(
      `off   configuration: none here; ${join("..", "mast.config.yaml")} is not read unless --config names it`,
    );
  });

  it("counts suppressions and those that are over", async () => {
    using setting = cliSetting();
    const entry = (until: string) => `  - { mode: FM-1.3, agent: a, reason: known, until: ${until} }\n`;
    writeFileSync(
      join(setting.path, "mast.suppressions.yaml"),
      `suppressions:\n${entry("2020-01-01")}${entry("2999-01-01")}`,
    );
    expect((await setting.mast("doctor")).out).toContain(
      "ok    suppressions: 2 (mast.suppressions.yaml), 1 expired",
    );
  });
});
