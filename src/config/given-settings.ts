import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { isObject } from "../core/json.ts";

/** What a configuration that was found right says itself, without the defaults that are filled in. */
export async function givenSettings(path: string): Promise<Readonly<Record<string, unknown>>> {
  const value: unknown = parse(await readFile(path, "utf8"));
  return isObject(value) ? value : {};
}
