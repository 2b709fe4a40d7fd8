import { stringify } from "yaml";

/** A value on one line, as it can stand in a configuration. */
export function flowText(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trimEnd();
}
