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
  /** Beside PATH and HOME. */
  env?: Readonly<Record<string, string>>;
  /** Runs it as this user, which only root may. */
  uid?: number;
  /** Sends the signal after so many milliseconds, or once this resolves. */
  kill?: { signal: NodeJS.Signals; afterMs: number } | { signal: NodeJS.Signals; after: Promise<unknown> };
}

/** Runs the built command in a process of its own, without the caller's API keys. */
export function mast(
  args: readonly string[],
  { cwd, input, kill, uid, env: given }: MastOptions,
): Promise<MastResult> {
  const env = { PATH: process.env["PATH"], HOME: cwd, NO_COLOR: "1", ...given };
  const child = spawn(process.execPath, [BIN, ...args], { cwd, env, ...(uid === undefined ? {} : { uid }) });
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
  const timed = kill !== undefined && "afterMs" in kill ? kill : null;
  const timer = timed === null ? null : setTimeout(() => child.kill(timed.signal), timed.afterMs);
  if (kill !== undefined && "after" in kill) void kill.after.then(() => child.kill(kill.signal));
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
