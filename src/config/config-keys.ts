import { z } from "zod";
import { configSchema } from "./config.ts";

/** One key of the configuration, as its schema describes it. */
export interface ConfigKey {
  name: string;
  description: string;
  /** What holds where it is not given; undefined where its description says so instead. */
  fallback: unknown;
  /** A value that shows its form. */
  example: unknown;
  isRequired: boolean;
  /** In a few words, for people. */
  type: string;
  /** The keys below it; of a list of mappings those of one entry. */
  keys: readonly ConfigKey[];
  isList: boolean;
}

/** What is used of a JSON schema. */
interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  examples?: readonly unknown[];
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  properties?: Readonly<Record<string, Schema>>;
  required?: readonly string[];
  items?: Schema;
}

/** The JSON schema of the configuration as people write it. */
export function configJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(configSchema, { io: "input" });
}

/** All keys in the order of the schema, but for `$schema`, which mast does not read. */
export function configKeys(): readonly ConfigKey[] {
  return keysOf(configJsonSchema() as Schema).filter(({ name }) => name !== "$schema");
}

function keysOf({ properties = {}, required = [] }: Schema): ConfigKey[] {
  return Object.entries(properties).map(([name, given]) => {
    const schema = meant(given);
    const below = schema.type === "array" ? meant(schema.items ?? {}) : schema;
    return {
      name,
      description: given.description ?? schema.description ?? "",
      fallback: given.default,
      example: given.examples?.[0],
      isRequired: required.includes(name),
      type: typeText(given),
      keys: keysOf(below),
      isList: schema.type === "array",
    };
  });
}

/** Of `null` and something else the latter is what can be written. */
function meant(schema: Schema): Schema {
  return schema.anyOf?.find(({ type }) => type === "object") ?? schema;
}

function typeText(schema: Schema): string {
  if (schema.anyOf !== undefined) {
    const kinds = schema.anyOf.filter(({ type }) => type !== "null").map(typeText);
    return [...new Set(kinds)].join(" or ");
  }
  if (schema.enum !== undefined) return schema.enum.length > 6 ? "one of a list" : schema.enum.join(", ");
  if (schema.type === "array") return `list of ${typeText(schema.items ?? {})}`;
  return (
    { object: "mapping", boolean: "true or false", integer: "whole number", string: "text" }[
      schema.type ?? ""
    ] ??
    schema.type ??
    "any"
  );
}
