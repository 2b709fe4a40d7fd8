/**
 * Brings the output that README.md shows up to date after samples, detectors or the table have changed: runs each
 * command of its console blocks on a copy of `sample-traces/` and takes, for each stretch between two cuts (`…`), as many
 * lines as before from the first line that looks like the one shown, whatever its numbers. Run after a build, from the
 * project's folder: `npm run readme`. test/e2e/readme.test.ts proves the result.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const BLOCK = /^```console\n(\$ (?:npm ci && )?npx mast (.+)\n)([\s\S]*?)^```$/gm;
const CUT = "…";

const folder = mkdtempSync(join(tmpdir(), "mast-readme-"));
try {
  cpSync("sample-traces", join(folder, "sample-traces"), { recursive: true });
  const readme = readFileSync("README.md", "utf8");
  writeFileSync(
    "README.md",
    readme.replace(BLOCK, (_block, prompt: string, command: string, shown: string) => {
      const printed = run(command.split(" ")).split("\n");
      return `\`\`\`console\n${prompt}${refreshed(shown.split("\n"), printed).join("\n")}\`\`\``;
    }),
  );
} finally {
  rmSync(folder, { recursive: true });
}

function run(args: readonly string[]): string {
  return execFileSync(process.execPath, [resolve("bin/mast.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "ignore"],
  });
}

/** The shown lines, each stretch taken anew from what is printed now. */
function refreshed(shown: readonly string[], printed: readonly string[]): string[] {
  let from = 0;
  let isFirst = true;
  let anchor = -1;
  return shown.map((line) => {
    if (line === CUT) {
      isFirst = true;
      return line;
    }
    if (line === "" && isFirst) return line;
    if (isFirst) {
      anchor = printed.findIndex((candidate, index) => index >= from && shapeOf(candidate) === shapeOf(line));
      if (anchor < 0) throw new Error(`no line like this is printed any more: ${line}`);
      from = anchor;
      isFirst = false;
    }
    return printed[from++] ?? "";
  });
}

/** A line without its numbers, their padding, and counts that stand only where there is something to count. */
function shapeOf(line: string): string {
  return line
    .replace(/[\d.]+/g, "0")
    .replace(/ +/g, " ")
    .replace(/, 0 (?:skipped|refused)/g, "");
}
