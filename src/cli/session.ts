import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { TraceAdapter } from "../adapters/adapter.ts";
import { ADAPTERS } from "../adapters/registry.ts";
import type { Config } from "../config/config.ts";
import { findConfig } from "../config/find-config.ts";
import { EXIT, MastError } from "../core/errors.ts";
import { MODE_IDS, type ModeId } from "../core/finding.ts";
import { nearestOf } from "../core/nearest.ts";
import type { Detector } from "../detectors/detector.ts";
import { DETECTORS } from "../detectors/registry.ts";
import { calibrate } from "../pipeline/calibrate.ts";
import type { DetectorSet } from "../pipeline/detect.ts";
import { NO_PLUGINS, type PluginParts } from "../plugins/plugin.ts";
import { openMemoryStore } from "../store/memory.ts";
import { openSqliteStore } from "../store/sqlite/open.ts";
import type { RunFilter, RunSummary, Store } from "../store/store.ts";
import { BUILT_IN_TAXONOMY, loadTaxonomy } from "../taxonomy/load.ts";
import type { Taxonomy } from "../taxonomy/taxonomy.ts";
import type { Io } from "./io.ts";
import { once } from "./once.ts";

export interface StoreOptions {
  db: string;
  /** false with `--no-store`. */
  store?: boolean;
}

export async function openStore(options: StoreOptions, io: Io): Promise<Store> {
  if (options.store === false) return openMemoryStore();
  return openSqliteStore(resolve(io.cwd, options.db));
}

/** A store that must be there already: reading commands do not leave an empty database behind. */
export async function openExistingStore(options: StoreOptions, io: Io): Promise<Store> {
  const file = resolve(io.cwd, options.db);
  if (!existsSync(file)) {
    throw new MastError(`no store at ${options.db}`, {
      hint: "mast analyze PATH or mast ingest PATH makes one; --db names another",
    });
  }
  return openStore(options, io);
}

export async function openTaxonomy(folder: string | undefined, io: Io): Promise<Taxonomy> {
  const path = folder === undefined ? BUILT_IN_TAXONOMY : resolve(io.cwd, folder);
  return once(io, `taxonomy ${path}`, () => loadTaxonomy(path));
}

export interface ConfigOptions {
  /** Given with `--config`. */
  config?: string;
}

/** What the configuration says, with the folder that its paths are relative to; null where there is none. */
export async function openConfig(
  { config }: ConfigOptions,
  io: Pick<Io, "cwd">,
): Promise<(Config & { folder: string }) | null> {
  return once(io, `configuration ${config ?? ""}`, async () => {
    const file = config ?? findConfig(io.cwd);
    if (file === null) return null;
    // Only here, so that those who have no configuration need not wait for what reads it.
    const { loadConfig } = await import("../config/config.ts");
    const path = resolve(io.cwd, file);
    return { ...(await loadConfig(path, file)), folder: dirname(path) };
  });
}

/** What the plugins of the configuration add. */
export async function openPlugins(options: ConfigOptions, io: Pick<Io, "cwd">): Promise<PluginParts> {
  const config = await openConfig(options, io);
  if (config === null || config.plugins.length === 0) return NO_PLUGINS;
  return once(io, `plugins ${options.config ?? ""}`, async () => {
    const { loadPlugins } = await import("../plugins/load-plugins.ts");
    const { REPORTERS } = await import("../reporters/registry.ts");
    const known = { adapters: ADAPTERS, detectors: DETECTORS, reporters: REPORTERS };
    return loadPlugins(config.plugins, config.folder, known);
  });
}

/** The built-in detectors and those of plugins, whether or not a taxonomy switches them on. */
export async function allDetectors(
  options: ConfigOptions,
  io: Pick<Io, "cwd">,
): Promise<readonly Detector[]> {
  return [...DETECTORS, ...(await openPlugins(options, io)).detectors];
}

/** The built-in adapters, those of plugins, and one for each mapping of the configuration. */
export async function configuredAdapters(
  options: ConfigOptions,
  io: Pick<Io, "cwd">,
): Promise<readonly TraceAdapter[]> {
  const config = await openConfig(options, io);
  if (config === null) return ADAPTERS;
  const { mappings } = config;
  const own = [...ADAPTERS, ...(await openPlugins(options, io)).adapters];
  if (mappings.length === 0) return own.length === ADAPTERS.length ? ADAPTERS : own;
  const { mappedAdapter } = await import("../adapters/mapped/mapped-adapter.ts");
  const families = new Set(own.map(({ meta }) => meta.family));
  const taken = mappings.find(({ name }) => families.has(name));
  if (taken !== undefined)
    throw new MastError(`the mapping "${taken.name}" has the name of a known framework`);
  return [...own, ...mappings.map(mappedAdapter)];
}

/** Frameworks that runs may have, as far as adapters say: each is the first part of the ids of its runs' sources. */
export async function knownFamilies(options: ConfigOptions, io: Pick<Io, "cwd">): Promise<string[]> {
  return [...new Set((await configuredAdapters(options, io)).map(({ meta }) => meta.family))];
}

/** An adapter id or family as `--framework` gives it; a mistyped one would refuse every source. */
export function forcedAdapter(
  name: string | undefined,
  adapters: readonly TraceAdapter[] = ADAPTERS,
): string | null {
  if (name === undefined) return null;
  const known = new Set(adapters.flatMap(({ meta }) => [meta.family, meta.id]));
  if (known.has(name)) return name;
  const near = nearestOf(name, [...known]);
  const all = `known: ${[...known].sort().join(", ")}`;
  throw new MastError(`no adapter or family "${name}"`, {
    hint: near === null ? all : `did you mean ${near}? ${all}`,
  });
}

/**
 * The detectors, built-in ones and those of plugins, that the taxonomy switches on, with the options it sets and what it
 * knows of their precision.
 */
export async function configuredDetectors(
  taxonomy: Taxonomy,
  options: ConfigOptions,
  io: Pick<Io, "cwd">,
): Promise<DetectorSet> {
  const all = await allDetectors(options, io);
  const detectors = all.filter((detector) => taxonomy.isEnabled(detector));
  const set = { detectors, options: taxonomy.detectorOptions };
  return calibrate(set, taxonomy.calibration?.detectors ?? []);
}

/** `FM-1.3` from what a person writes: the id in any case, also without FM-, the slug or the title. */
export function parseMode(text: string, taxonomy: Taxonomy): ModeId {
  const wanted = text.trim().toLowerCase();
  const hit = taxonomy.active.find(({ id, slug, title }) =>
    [id, id.slice(3), slug, title].some((name) => name.toLowerCase() === wanted),
  );
  if (hit !== undefined) return hit.id;
  throw new MastError(`no mode "${text}"`, { hint: `modes: ${MODE_IDS.join(", ")}` });
}

export interface FilterOptions {
  source?: string;
  since?: string;
  framework?: string;
  tag?: Record<string, string>;
}

export function runFilter(options: FilterOptions, io: Io): RunFilter {
  const [tag] = Object.entries(options.tag ?? {});
  return {
    ...(options.source === undefined
      ? {}
      : { source: options.source.startsWith("stdin:") ? options.source : resolve(io.cwd, options.source) }),
    ...(options.since === undefined ? {} : { since: options.since }),
    ...(options.framework === undefined ? {} : { framework: options.framework }),
    ...(tag === undefined ? {} : { tag }),
  };
}

/** The stored run whose id begins with the text; ambiguous or unknown is an error that says so. */
export async function findRun(text: string, store: Store): Promise<RunSummary> {
  const prefix = text.trim().toLowerCase();
  const hits: RunSummary[] = [];
  if (/^[0-9a-f]{4,32}$/.test(prefix)) {
    for await (const batch of store.summaries({})) {
      for (const summary of batch) if (summary.id.startsWith(prefix)) hits.push(summary);
    }
  }
  const [hit, ...more] = hits;
  if (hit !== undefined && more.length === 0) return hit;
  if (hit === undefined) {
    throw new MastError(`no stored run "${text}"`, {
      hint: "give at least four hexadecimal digits of an id; mast report --format json lists them",
      exitCode: EXIT.noRuns,
    });
  }
  throw new MastError(
    `"${text}" fits ${hits.length} runs: ${hits
      .slice(0, 5)
      .map(({ id }) => id)
      .join(", ")}`,
  );
}
