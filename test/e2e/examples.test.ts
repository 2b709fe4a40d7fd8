import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { tempFolder } from "../helpers/mast.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The example in a folder of its own, where mast and zod are found as after `npm install`. */
function installed(name: string, folder: string): void {
  cpSync(join(ROOT, "examples", name), folder, { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(ROOT, join(folder, "node_modules/mast-analyzer"), "junction");
  symlinkSync(join(ROOT, "node_modules/zod"), join(folder, "node_modules/zod"), "junction");
}

test("the example of house rules runs, finds what its own rule is about, and says so in its own report", () => {
  using folder = tempFolder();
  installed("house-rules", folder.path);
  const { stdout, stderr, status } = spawnSync(process.execPath, ["main.js", "traces/"], {
    cwd: folder.path,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(stdout.split("\n").slice(0, 2)).toEqual(["sales: 1", "gate INCONCLUSIVE"]);
  expect(status).toBe(0);
  const markdown = readFileSync(join(folder.path, "report.md"), "utf8");
  expect(markdown).toContain("## mast: gate INCONCLUSIVE");
  expect(markdown).toContain("`we will deliver them on Monday`");
  expect(markdown).not.toContain("kim@");
});

test("the example of house rules has no mistakes in its types", () => {
  using folder = tempFolder();
  installed("house-rules", folder.path);
  const compilerOptions = {
    ...{ module: "nodenext", target: "es2022", lib: ["es2023", "esnext.disposable"], strict: true },
    ...{ allowJs: true, checkJs: true, noEmit: true, skipLibCheck: true, types: ["node"] },
    typeRoots: [join(ROOT, "node_modules/@types")],
  };
  writeFileSync(join(folder.path, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["main.js"] }));
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  expect(execFileSync(process.execPath, [tsc, "-p", "."], { cwd: folder.path, encoding: "utf8" })).toBe("");
}, 60_000);
