import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../bin/mast.js", import.meta.url));
export const SAMPLES: string = fileURLToPath(new URL("../../sample-traces/", import.meta.url));

export interface MastResult {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface MastOptions {
  cwd: string;
  input?: string;
  /** Sends the signal after so many milliseconds. */
  kill?: { signal: NodeJS.Signals; afterMs: number };
}

/** Runs the built command in a process of its own, without the caller's API keys. */
export function mast(args: readonly string[], { cwd, input, kill }: MastOptions): Promise<MastResult> {
  const env = { PATH: process.env["PATH"], HOME: cwd, NO_COLOR: "1" };
  const child = spawn(process.execPath, [BIN, ...args], { cwd, env });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? "");
  const timer = kill === undefined ? null : setTimeout(() => child.kill(kill.signal), kill.afterMs);
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      if (timer !== null) clearTimeout(timer);
      resolve({ code, signal, stdout, stderr });
    });
  });
}

/** A folder that is gone when the test ends. */
export function tempFolder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), "mast-test-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
