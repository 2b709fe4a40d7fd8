import { existsSync } from "node:fs";
import { join } from "node:path";

/** Looked for in the working directory, in this order. */
export const CONFIG_NAMES: readonly string[] = ["mast.config.yaml", "mast.config.yml", "mast.config.json"];

/** The first that is there. */
export function findConfig(cwd: string): string | null {
  return CONFIG_NAMES.find((name) => existsSync(join(cwd, name))) ?? null;
}
