import { z } from "zod";
import { MODE_IDS, type Need } from "../core/finding.ts";
import { PLUGIN_LISTS, type PluginParts } from "./plugin.ts";

const called = z.custom((value) => typeof value === "function", "expected a function");
const version = z.int().min(1);
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9-]+)*$/, "expected small letters, digits, - and /");

/** Each once, which the compiler sees to. */
const NEEDS: Readonly<Record<Need, true>> = {
  ...{ recipients: true, times: true, tokens: true, reasoning: true, toolCalls: true, toolResults: true },
  ...{ declaredTools: true, roles: true, task: true, endReason: true, content: true },
};

const adapter = z.looseObject({
  meta: z.looseObject({
    id: name,
    version,
    family: z.string().min(1),
    formats: z
      .array(
        z.looseObject({
          format: z.string().min(1),
          title: z.string(),
          signs: z.array(z.string()).optional(),
        }),
      )
      .min(1),
  }),
  recognise: called,
  read: called,
});

const detector = z.looseObject({
  meta: z.looseObject({
    id: name,
    mode: z.enum(MODE_IDS),
    version,
    needs: z.array(z.enum(Object.keys(NEEDS))),
    decides: z.enum(["present", "both"]),
    options: z.custom(
      (value) => typeof value === "object" && value !== null && "parse" in value && "safeParse" in value,
      "expected a schema of zod",
    ),
    summary: z.string(),
    blindSpots: z.array(z.string()),
  }),
  detect: called,
});

const reporter = z.looseObject({
  meta: z.looseObject({
    id: name.includes("/", "needs a slash, such as acme/chat"),
    title: z.string(),
    extension: z.string(),
    leaves: z.boolean(),
  }),
  render: called,
});

/** Of a module only these names are looked at. */
const plugin = z.looseObject({
  adapters: z.array(adapter).optional(),
  detectors: z.array(detector).optional(),
  reporters: z.array(reporter).optional(),
});

/** What is wrong with the exports of a module, each with its place; none: they are a plugin. */
export function pluginFaults(exported: object): string[] {
  if (!PLUGIN_LISTS.some((part) => part in exported)) {
    return ["exports neither adapters nor detectors nor reporters"];
  }
  const { error } = plugin.safeParse({ ...exported });
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

/** Ids that are there already. */
export function takenIds(parts: PluginParts, known: PluginParts): string[] {
  const taken = (own: readonly { meta: { id: string } }[], others: readonly { meta: { id: string } }[]) =>
    own
      .map(({ meta }) => meta.id)
      .filter((id, at, ids) => ids.indexOf(id) < at || others.some(({ meta }) => meta.id === id));
  return [
    ...taken(parts.adapters, known.adapters).map((id) => `a second adapter "${id}"`),
    ...taken(parts.detectors, known.detectors).map((id) => `a second detector "${id}"`),
    ...taken(parts.reporters, known.reporters).map((id) => `a second format "${id}"`),
  ];
}
