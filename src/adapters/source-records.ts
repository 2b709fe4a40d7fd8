import type { TraceSource } from "./source.ts";

/** One record with its place: `line:N`, or a JSON pointer into a document. */
export interface PlacedRecord {
  value: unknown;
  locator: string;
}

/**
 * The records of a source. A list in one document is read like one record a line, unless `isOne` says that the list
 * itself is a record.
 */
export async function* sourceRecords(
  source: TraceSource,
  isOne: (list: readonly unknown[]) => boolean = () => false,
): AsyncGenerator<PlacedRecord> {
  if (source.probe.kind === "json") {
    const { value } = source.probe;
    if (Array.isArray(value) && !isOne(value)) {
      for (const [index, item] of value.entries()) yield { value: item, locator: `/${index}` };
    } else yield { value, locator: "" };
    return;
  }
  for await (const batch of source.records()) {
    for (const { line, value } of batch) yield { value, locator: `line:${line}` };
  }
}
