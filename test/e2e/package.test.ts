import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { markdownBlocks } from "../helpers/markdown-blocks.ts";
import { SAMPLES, tempFolder } from "../helpers/mast.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

const COMPILER_OPTIONS = {
  module: "nodenext",
  target: "es2022",
  lib: ["es2023", "esnext.disposable"],
  strict: true,
  skipLibCheck: true,
  types: ["node"],
  typeRoots: [join(ROOT, "node_modules/@types")],
};

/** The package as npm would publish it, with nothing but its own dependencies beside it. */
function install(folder: string): void {
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
    cwd: ROOT,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  execFileSync("tar", ["-xzf", join(folder, filename), "-C", folder]);
  mkdirSync(join(folder, "node_modules"));
  renameSync(join(folder, "package"), join(folder, "node_modules/mast-analyzer"));
  const { dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  for (const name of Object.keys(dependencies)) {
    const place = join(folder, "node_modules", name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), place, "junction");
  }
}

/** Packages that the types of `index.d.ts` lead to; a user must have the types of each. */
function typePackages(): string[] {
  const packages = new Set<string>();
  const files = [join(ROOT, "dist/index.d.ts")];
  const seen = new Set(files);
  for (const file of files) {
    for (const [, target = ""] of readFileSync(file, "utf8").matchAll(/from "([^"]+)"/g)) {
      if (!target.startsWith(".")) packages.add(target);
      else {
        const next = join(dirname(file), target.replace(/\.[jt]s$/, ".d.ts"));
        if (!seen.has(next)) files.push(next);
        seen.add(next);
      }
    }
  }
  return [...packages].filter((name) => !name.startsWith("node:")).sort();
}

it("leads with its types only to Node and to packages that bring their own", () => {
  expect(typePackages()).toEqual(["zod"]);
});

it("packed and installed, it runs, and the documented programs compile and run", () => {
  using folder = tempFolder();
  install(folder.path);
  const run = (...args: string[]): string =>
    execFileSync(process.execPath, args, { cwd: folder.path, encoding: "utf8" });
  cpSync(join(SAMPLES, "autogen/orchard-reset.stream.jsonl"), join(folder.path, "traces/run.jsonl"));
  writeFileSync(join(folder.path, "package.json"), '{"type":"module"}');

  const report = run("node_modules/mast-analyzer/bin/mast.js", "analyze", "traces/", "--no-store");
  expect(report).toMatch(/^1 run · 1 source read · mast \d/);

  cpSync(join(ROOT, "examples/evaluate/evaluate.js"), join(folder.path, "evaluate.js"));
  const [finding, verdict] = run("evaluate.js", "traces/").trimEnd().split("\n").slice(-2);
  expect(finding).toMatch(/^traces\/run\.jsonl: FM-\d\.\d by \w+ in steps \d/);
  expect(verdict).toBe("gate: INCONCLUSIVE");

  const programs = ["README.md", "docs/library.md", "docs/gate.md"].flatMap((file) =>
    markdownBlocks(file, "ts"),
  );
  const names = programs.map((_, index) => `program-${index}`);
  for (const [index, program] of programs.entries()) {
    writeFileSync(join(folder.path, `program-${index}.ts`), program);
  }
  const config = { compilerOptions: COMPILER_OPTIONS, files: names.map((name) => `${name}.ts`) };
  writeFileSync(join(folder.path, "tsconfig.json"), JSON.stringify(config));
  run(TSC, "-p", ".");
  expect(names.map((name) => run(`${name}.js`).split("\n", 1)[0])).toEqual([
    "messages/openai 2",
    expect.stringMatching(/^FM-2\.1 coordinator/),
    "",
    expect.stringMatching(/^FM-1\.1 unknown/),
    "a message in capitals",
    "bracket/log 2",
    "",
  ]);
}, 60_000);
