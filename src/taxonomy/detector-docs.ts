import { z } from "zod";
import type { Json } from "../core/run.ts";
import type { KnownDetector } from "./known-detector.ts";
import type { ModeDefinition } from "./schema.ts";

/** What docs and `mast modes` tell of a detector; every `Detector` has this shape. */
export interface DescribedDetector extends KnownDetector {
  readonly meta: KnownDetector["meta"] & {
    readonly version: number;
    readonly needs: readonly string[];
    readonly decides: "present" | "both";
    readonly minAgents?: number;
    readonly englishOnly?: boolean;
    readonly summary: string;
    readonly blindSpots: readonly string[];
  };
}

export interface OptionDoc {
  name: string;
  /** What it means, with its unit; null where the detector does not say. */
  description: string | null;
  /** `2–20`, `true or false`, …; null where there is no limit. */
  range: string | null;
  default: Json;
  /** Set by the mode file, else the default. */
  value: Json;
}

export interface DetectorDoc {
  id: string;
  version: number;
  enabled: boolean;
  summary: string;
  /** What it can say, and what a trace must have for that; sentences. */
  conditions: string[];
  blindSpots: readonly string[];
  options: OptionDoc[];
}

/** The detectors of a mode as the docs show them. */
export function detectorDocs(mode: ModeDefinition, detectors: readonly DescribedDetector[]): DetectorDoc[] {
  return detectors
    .filter(({ meta }) => meta.mode === mode.id)
    .map(({ meta }) => {
      const entry = mode.detectors.find(({ id }) => id === meta.id);
      return {
        id: meta.id,
        version: meta.version,
        enabled: entry?.enabled ?? true,
        summary: meta.summary,
        conditions: conditionsOf(meta),
        blindSpots: meta.blindSpots,
        options: optionDocs(meta.options, entry?.options ?? {}),
      };
    });
}

function conditionsOf(meta: DescribedDetector["meta"]): string[] {
  const both = meta.decides === "both";
  return [
    both
      ? "It can also say that the mode is absent, within its domain."
      : "It never says that the mode is absent: where it finds nothing, the verdict is unknown.",
    ...(meta.needs.length === 0 ? [] : [`The trace must carry: ${meta.needs.join(", ")}.`]),
    ...(meta.minAgents === undefined ? [] : [`The run must have at least ${meta.minAgents} agents.`]),
    ...(meta.englishOnly === true
      ? ["Its cues are English; runs in other languages are unknown to it."]
      : []),
  ];
}

interface JsonSchemaProperty {
  description?: string;
  default?: Json;
  type?: string;
  minimum?: number;
  maximum?: number;
  enum?: Json[];
}

function optionDocs(schema: z.ZodType, set: Readonly<Record<string, Json>>): OptionDoc[] {
  // A plugin may come with another zod, of which only the fourth can be described.
  if (!("_zod" in schema)) return [];
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as {
    properties?: Record<string, JsonSchemaProperty>;
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    description: property.description ?? null,
    range: rangeOf(property),
    default: property.default ?? null,
    value: Object.hasOwn(set, name) ? (set[name] ?? null) : (property.default ?? null),
  }));
}

function rangeOf({ type, minimum, maximum, enum: values }: JsonSchemaProperty): string | null {
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(", ");
  if (type === "boolean") return "true or false";
  if (minimum !== undefined && maximum !== undefined) return `${minimum}–${maximum}`;
  return minimum === undefined ? null : `≥ ${minimum}`;
}
