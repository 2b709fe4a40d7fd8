import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { tempFolder } from "../helpers/mast.ts";

const BIN = fileURLToPath(new URL("../../bin/mast.js", import.meta.url));

const hasFish = spawnSync("fish", ["--version"]).status === 0;

it.skipIf(!hasFish)(
  "completes in fish, and offers files where mast knows no word",
  () => {
    using folder = tempFolder();
    mkdirSync(join(folder.path, "bin"));
    const command = join(folder.path, "bin/mast");
    writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`);
    chmodSync(command, 0o755);
    writeFileSync(join(folder.path, "own.jsonl"), "");
    const completed = (line: string): string[] => {
      const script = `mast completion fish | source; complete -C '${line}'`;
      const env = { PATH: `${join(folder.path, "bin")}:${process.env["PATH"]}`, HOME: folder.path };
      return execFileSync("fish", ["--no-config", "-c", script], { cwd: folder.path, env, encoding: "utf8" })
        .split("\n")
        .slice(0, -1);
    };
    expect(completed("mast baseline ")).toEqual(["diff", "help", "save", "show"]);
    expect(completed("mast gate --format sa")).toEqual(["sarif"]);
    expect(completed("mast analyze ow")).toEqual(["own.jsonl"]);
  },
  30_000,
);

it("completes in bash, and takes what it completes for words alone", () => {
  using folder = tempFolder();
  mkdirSync(join(folder.path, "bin"));
  const command = join(folder.path, "bin/mast");
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`);
  chmodSync(command, 0o755);
  const completed = (...words: string[]): string[] => {
    const quoted = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    const script = `eval "$(mast completion bash)"
COMP_WORDS=(mast ${quoted}); COMP_CWORD=${words.length}
"$(complete -p mast | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { PATH: `${join(folder.path, "bin")}:${process.env["PATH"]}`, HOME: folder.path };
    return execFileSync("bash", ["--norc", "-c", script], { cwd: folder.path, env, encoding: "utf8" })
      .split("\n")
      .slice(0, -1);
  };
  expect(completed("analyze", "traces/", "--max-r")).toEqual(["--max-run-size", "--max-rate"]);
  expect(completed("gate", "--format", "sa")).toEqual(["sarif"]);
  expect(completed("analyze", "$(touch owned)")).toEqual([""]);
  expect(existsSync(join(folder.path, "owned"))).toBe(false);
  expect(completed("analyze", "--format", "")).toContain("html");
}, 30_000);
