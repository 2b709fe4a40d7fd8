import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { MastError } from "../core/errors.ts";
import { pluginFaults, takenIds } from "./check-plugin.ts";
import { guardAdapter } from "./guard-adapter.ts";
import { guardDetector } from "./guard-detector.ts";
import { guardReporter } from "./guard-reporter.ts";
import { NO_PLUGINS, PLUGIN_LISTS, type Plugin, type PluginParts } from "./plugin.ts";

/**
 * Loads modules, which runs them.
 * @param names paths that begin with a dot or a slash, relative to the folder; other names are packages that it finds
 * @param known what ids must not be those of
 * @throws MastError that names the plugin, and of its exports the place
 */
export async function loadPlugins(
  names: readonly string[],
  folder: string,
  known: PluginParts,
): Promise<PluginParts> {
  let all = NO_PLUGINS;
  for (const name of names) {
    const own = await loadPlugin(name, folder);
    const taken = takenIds(own, joined(known, all));
    if (taken.length > 0) throw faulty(name, taken);
    all = joined(all, own);
  }
  return all;
}

async function loadPlugin(name: string, folder: string): Promise<PluginParts> {
  let exported: object;
  try {
    exported = listsOf((await import(pathToFileURL(fileOf(name, folder)).href)) as object);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new MastError(`the plugin ${name} cannot be loaded: ${why}`, {
      cause: error,
      hint: "a path begins with ./ and is relative to the configuration; a package must be installed there",
    });
  }
  const faults = pluginFaults(exported);
  if (faults.length > 0) throw faulty(name, faults);
  const { adapters = [], detectors = [], reporters = [] } = exported as Plugin;
  return {
    adapters: adapters.map((adapter) => guardAdapter(adapter, name)),
    detectors: detectors.map((detector) => guardDetector(detector, name)),
    reporters: reporters.map((reporter) => guardReporter(reporter, name)),
  };
}

/** Of CommonJS modules Node finds only some names; all of them are in what it gives as the default export. */
function listsOf(exported: object): object {
  if (PLUGIN_LISTS.some((part) => part in exported) || !("default" in exported)) return exported;
  const { default: whole } = exported;
  return typeof whole === "object" && whole !== null ? whole : exported;
}

function fileOf(name: string, folder: string): string {
  if (name.startsWith(".") || isAbsolute(name)) return resolve(folder, name);
  return createRequire(join(folder, "any.js")).resolve(name);
}

function joined(one: PluginParts, other: PluginParts): PluginParts {
  return {
    adapters: [...one.adapters, ...other.adapters],
    detectors: [...one.detectors, ...other.detectors],
    reporters: [...one.reporters, ...other.reporters],
  };
}

function faulty(name: string, faults: readonly string[]): MastError {
  return new MastError(`the plugin ${name} is none:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
}
