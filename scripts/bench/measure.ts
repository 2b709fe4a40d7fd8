import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export interface Usage {
  wallMs: number;
  /** All threads, user and system. */
  cpuMs: number;
  /** Largest resident set. */
  peakMb: number;
}

const PRELOAD = pathToFileURL(join(import.meta.dirname, "report-usage.js")).href;

/** Runs node with these arguments and waits for it. Throws where it fails, with what it wrote on stderr. */
export function measure(args: readonly string[], cwd: string): Usage {
  const usage = join(cwd, "usage.json");
  const start = performance.now();
  const { status, signal, stderr } = spawnSync(process.execPath, ["--import", PRELOAD, ...args], {
    cwd,
    env: { ...process.env, BENCH_USAGE: usage },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const wallMs = performance.now() - start;
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${signal ?? status}:\n${String(stderr)}`);
  return { wallMs, ...(JSON.parse(readFileSync(usage, "utf8")) as Omit<Usage, "wallMs">) };
}

/** Wall time of a bare command, nothing preloaded. */
export function wallOf(args: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: "ignore" });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}`);
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? high) + high) / 2;
}

export function medianUsage(all: readonly Usage[]): Usage {
  return {
    wallMs: median(all.map(({ wallMs }) => wallMs)),
    cpuMs: median(all.map(({ cpuMs }) => cpuMs)),
    peakMb: Math.max(...all.map(({ peakMb }) => peakMb)),
  };
}
