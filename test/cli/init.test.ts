import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseConfig } from "../../src/config/config.ts";
import { configKeys } from "../../src/config/config-keys.ts";
import { cliSetting } from "../helpers/cli-setting.ts";

const NAME = "mast.config.yaml";
const WORKFLOW = ".github/workflows/mast.yml";

function uncommented(text: string): string {
  return text.replace(/^(\s*)#(?=[^\s])/gm, "$1");
}

describe("mast init", () => {
  it("writes a configuration that sets nothing, and that is right in full once it is uncommented", async () => {
    using setting = cliSetting();
    expect(await setting.mast("init")).toMatchObject({ code: 0, out: "" });
    const text = readFileSync(join(setting.path, NAME), "utf8");
    expect(parseConfig(text, NAME)).toEqual(parseConfig("", NAME));
    const all = parseConfig(uncommented(text), NAME);
    expect(all.gate).toMatchObject({ maxRate: { any: "30%" }, minRuns: 20, strict: true });
    expect(all.mappings).toMatchObject([{ name: "helpdesk", calls: { tool: "$.where" } }]);
    expect(all.suppressions).toMatchObject([{ mode: "FM-1.3", agent: "planner" }]);
    const given: unknown = parse(uncommented(text));
    expect(Object.keys(given as object)).toEqual(configKeys().map(({ name }) => name));
    const schema: unknown = JSON.parse(readFileSync("schema/config.schema.json", "utf8"));
    const ajv = new Ajv2020({ allowUnionTypes: true });
    formats.default(ajv);
    const isValid = ajv.compile(schema as object);
    expect(isValid(given), JSON.stringify(isValid.errors)).toBe(true);
    expect(isValid({ gaet: {} })).toBe(false);
  });

  it("names the schema of the project's own mast where it has one", async () => {
    using setting = cliSetting();
    await setting.mast("init");
    const first = () => readFileSync(join(setting.path, NAME), "utf8").split("\n", 1)[0];
    expect(first()).toMatch(
      /^# yaml-language-server: \$schema=https:.*@\d+\.\d+\.\d+\/schema\/config\.schema\.json$/,
    );
    const folder = join(setting.path, "node_modules/mast-analyzer/schema");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "config.schema.json"), "{}");
    await setting.mast("init", "--force");
    expect(first()).toBe(
      "# yaml-language-server: $schema=./node_modules/mast-analyzer/schema/config.schema.json",
    );
  });

  it("leaves what is there unless it is forced, and never hides another form of it", async () => {
    using setting = cliSetting();
    writeFileSync(join(setting.path, NAME), "gate: { minRuns: 7 }\n");
    const refused = await setting.mast("init");
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.err).toMatch(/mast\.config\.yaml is there already\nhint: --force/);
    const kept = await setting.mast("init", "--workflow");
    expect(kept).toMatchObject({ code: 0 });
    expect(readFileSync(join(setting.path, NAME), "utf8")).toContain("minRuns: 7");
    expect(await setting.mast("init", "--workflow")).toMatchObject({ code: 2 });
    expect(await setting.mast("init", "--force")).toMatchObject({ code: 0 });
    expect(readFileSync(join(setting.path, NAME), "utf8")).not.toContain("minRuns: 7");

    using other = cliSetting();
    writeFileSync(join(other.path, "mast.config.json"), "{}");
    expect((await other.mast("init", "--force")).err).toMatch(
      /would be read in the place of mast\.config\.json/,
    );
    expect(existsSync(join(other.path, NAME))).toBe(false);
  });

  it("writes a workflow whose inputs the action has", async () => {
    using setting = cliSetting();
    const { code, err } = await setting.mast(
      "init",
      "--workflow",
      "--action",
      "acme/mast@v1",
      "--traces",
      "out: x/",
    );
    expect({ code, err }).toEqual({ code: 0, err: expect.not.stringContaining("OWNER") });
    const { jobs } = parse(readFileSync(join(setting.path, WORKFLOW), "utf8")) as {
      jobs: { mast: { steps: { uses?: string; with?: Record<string, unknown> }[] } };
    };
    const step = jobs.mast.steps.find(({ uses }) => uses === "acme/mast@v1");
    const { inputs } = parse(readFileSync("action.yml", "utf8")) as { inputs: Record<string, unknown> };
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(step?.with ?? {})));
    expect(step?.with).toMatchObject({ paths: "out: x/" });
    expect((await setting.mast("init", "--workflow", "--action", "x y")).err).toMatch(/as acme\/mast@v1/);
  });
});
