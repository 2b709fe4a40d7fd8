import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { TraceAdapter } from "../adapters/adapter.ts";
import { MastError } from "../core/errors.ts";
import { SourceError } from "../sources/source-error.ts";
import { pluginFaults, takenIds } from "./check-plugin.ts";
import { NO_PLUGINS, type Plugin, type PluginParts } from "./plugin.ts";

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
    exported = (await import(pathToFileURL(fileOf(name, folder)).href)) as object;
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
  return { adapters: adapters.map((adapter) => namedIn(adapter, name)), detectors, reporters };
}

function fileOf(name: string, folder: string): string {
  if (name.startsWith(".") || isAbsolute(name)) return resolve(folder, name);
  return createRequire(join(folder, "any.js")).resolve(name);
}

/** An adapter whose errors say whose they are, and cost the source that it was given alone. */
function namedIn(adapter: TraceAdapter, plugin: string): TraceAdapter {
  const place = `the adapter ${adapter.meta.id} of the plugin ${plugin}`;
  const failure = (error: unknown, doing: string): Error => {
    if (error instanceof SourceError || (error instanceof Error && "syscall" in error)) return error;
    const why = error instanceof Error ? error.message : String(error);
    return new SourceError("plugin-failed", `${place} failed ${doing}: ${why}`, { cause: error });
  };
  const { assemble } = adapter;
  return {
    meta: adapter.meta,
    recognise(source) {
      try {
        return adapter.recognise(source);
      } catch (error) {
        throw failure(error, "to say whether it is its own");
      }
    },
    async *read(source, format) {
      try {
        yield* adapter.read(source, format);
      } catch (error) {
        throw failure(error, "to read it");
      }
    },
    ...(assemble === undefined ? {} : { assemble: (fragments) => assemble.call(adapter, fragments) }),
  };
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
