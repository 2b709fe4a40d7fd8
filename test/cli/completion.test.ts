import { describe, expect, it } from "vitest";
import { cliSetting } from "../helpers/cli-setting.ts";

async function offered(...words: string[]): Promise<string[]> {
  using setting = cliSetting();
  const { code, out } = await setting.mast("complete-words", "--", ...words);
  expect(code).toBe(0);
  return out.split("\n").slice(0, -1);
}

describe("what is offered", () => {
  it("is commands, and those below them", async () => {
    expect(await offered("an")).toEqual(["analyze"]);
    expect(await offered("")).toEqual(
      expect.arrayContaining(["analyze", "gate", "init", "completion", "help"]),
    );
    expect(await offered("")).not.toContain("complete-words");
    expect(await offered("baseline", "")).toEqual(expect.arrayContaining(["save", "show", "diff"]));
    expect(await offered("completion", "")).toEqual(["bash", "zsh", "fish"]);
    expect(await offered("modes", "FM-3")).toEqual(["FM-3.1", "FM-3.2", "FM-3.3"]);
  });

  it("is options of the command, and values of the option", async () => {
    expect(await offered("analyze", "traces/", "--max-r")).toEqual(["--max-run-size", "--max-rate"]);
    expect(await offered("analyze", "--format", "j")).toEqual(["json", "jsonl", "junit"]);
    expect(await offered("analyze", "--format=ju")).toEqual(["--format=junit"]);
    expect(await offered("report", "--mode", "FM-3")).toEqual(["FM-3.1", "FM-3.2", "FM-3.3"]);
    expect(await offered("analyze", "--judge", "")).toEqual(["off", "auto", "on"]);
  });

  it("is nothing, so that the shell offers files, where a path is wanted", async () => {
    expect(await offered("analyze", "tra")).toEqual([]);
    expect(await offered("analyze", "--config", "")).toEqual([]);
    expect(await offered("analyze", "gate")).toEqual([]);
    expect(await offered()).toContain("analyze");
  });
});
