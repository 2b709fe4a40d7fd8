import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Looked for in the working directory, in this order. */
export const CONFIG_NAMES: readonly string[] = ["mast.config.yaml", "mast.config.yml", "mast.config.json"];

/** The first that is there. */
export function findConfig(cwd: string): string | null {
  return CONFIG_NAMES.find((name) => existsSync(join(cwd, name))) ?? null;
}

/** Those that are there too, and are not read. */
export function passedOver(cwd: string): string[] {
  return CONFIG_NAMES.filter((name) => existsSync(join(cwd, name))).slice(1);
}

/** The path of a configuration in a folder above, which is not read unless it is named: it may be anybody's. */
export function configAbove(cwd: string): string | null {
  for (let folder = dirname(cwd), last = cwd; folder !== last; last = folder, folder = dirname(folder)) {
    const name = findConfig(folder);
    if (name !== null) return join(folder, name);
  }
  return null;
}
