import type { TraceAdapter } from "../adapters/adapter.ts";
import type { Detector } from "../detectors/detector.ts";
import type { Reporter } from "../reporters/reporter.ts";

/**
 * What a plugin's module exports, each in the form of the built-in ones. It is code of whoever runs mast and may do what
 * they may do.
 */
export interface Plugin {
  /** Asked beside the built-in ones; the surest reads. Ids are not those of others. */
  adapters?: readonly TraceAdapter[];
  /** Run beside the built-in ones and never in their place. */
  detectors?: readonly Detector[];
  /** Ids hold a slash, such as `acme/chat`, so that no format to come has the same: `--format acme/chat`. */
  reporters?: readonly Reporter[];
}

/** The names that are looked at of a module. */
export const PLUGIN_LISTS: readonly (keyof Plugin)[] = ["adapters", "detectors", "reporters"];

/** What all plugins together add. */
export interface PluginParts {
  readonly adapters: readonly TraceAdapter[];
  readonly detectors: readonly Detector[];
  readonly reporters: readonly Reporter[];
}

export const NO_PLUGINS: PluginParts = { adapters: [], detectors: [], reporters: [] };
