import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { SuppressionList } from "../core/suppression.ts";
import type { Io } from "./io.ts";
import { displayUri } from "./paths.ts";
import { type ConfigOptions, openConfig } from "./session.ts";

/** Beside the configuration, or in the working directory where there is none. */
const FILE = "mast.suppressions.yaml";

/** Where `mast suppress` writes, and every report reads. */
export function suppressionsFile(folder: string, io: Pick<Io, "cwd">): { path: string; shown: string } {
  const path = resolve(folder, FILE);
  return { path, shown: displayUri(io.cwd)(relative(io.cwd, path)) };
}

/** What the configuration and its neighbour say is known, as of today. */
export async function openSuppressions(
  options: ConfigOptions,
  io: Pick<Io, "cwd">,
): Promise<SuppressionList> {
  const config = await openConfig(options, io);
  const folder = config?.folder ?? io.cwd;
  const entries = [...(config?.suppressions ?? [])];
  if (existsSync(join(folder, FILE))) {
    const { loadSuppressions } = await import("../config/suppressions.ts");
    const { path, shown } = suppressionsFile(folder, io);
    entries.push(...(await loadSuppressions(path, shown)));
  }
  return { entries, today: today() };
}

/** In UTC, as suppressions name their last day. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}
