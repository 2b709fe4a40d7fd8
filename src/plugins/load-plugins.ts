import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { MastError } from "../core/errors.ts";
import { systemCode } from "../core/system-error.ts";
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
  let isFound = false;
  try {
    const file = fileOf(name, folder);
    isFound = true;
    exported = listsOf((await import(pathToFileURL(file).href)) as object);
  } catch (error) {
    throw notLoaded(name, isFound, error);
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

/** @throws Error where there is no such file or package */
function fileOf(name: string, folder: string): string {
  const { resolve: find } = createRequire(join(folder, "any.js"));
  return find(isPath(name) ? resolve(folder, name) : name);
}

function isPath(name: string): boolean {
  return name.startsWith(".") || isAbsolute(name);
}

/** @param isFound false: there is no such file or package */
function notLoaded(name: string, isFound: boolean, error: unknown): MastError {
  const [why, hint] = isFound ? [firstLineOf(error), "-v says where"] : whyNotFound(name, error);
  return new MastError(`the plugin ${name} cannot be loaded: ${why}`, { cause: error, hint });
}

function whyNotFound(name: string, error: unknown): [why: string, hint: string] {
  const code = systemCode(error);
  if (code === "ERR_PACKAGE_PATH_NOT_EXPORTED")
    return ["it is a package for import alone", `name its file, such as ./node_modules/${name}/index.js`];
  if (code !== "MODULE_NOT_FOUND") return [firstLineOf(error), "-v says where"];
  return isPath(name)
    ? ["there is no such file", "a path is relative to the configuration"]
    : ["there is no such package", "it must be installed beside the configuration; a path begins with ./"];
}

function firstLineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0] ?? "";
}

/** Of CommonJS modules Node finds only some names; all of them are in what it gives as the default export. */
function listsOf(exported: object): object {
  if (PLUGIN_LISTS.some((part) => part in exported) || !("default" in exported)) return exported;
  const { default: whole } = exported;
  return typeof whole === "object" && whole !== null ? whole : exported;
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
