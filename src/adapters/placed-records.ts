import type { TraceSource } from "./source.ts";

/** The records of a stream by their lines, or the elements of a list that was dumped as one document by their pointers. */
export async function* placedRecords(
  source: TraceSource,
): AsyncIterable<{ value: unknown; locator: string }> {
  const { probe } = source;
  if (probe.kind === "json" && Array.isArray(probe.value)) {
    for (const [index, value] of probe.value.entries()) yield { value, locator: `/${index}` };
    return;
  }
  for await (const batch of source.records()) {
    for (const { value, line } of batch) yield { value, locator: `line:${line}` };
  }
}

/** The records by which such a source is recognised: the first of a stream, or all of a list. */
export function probedRecords({ probe }: TraceSource): readonly unknown[] {
  if (probe.kind === "records") return probe.records.map(({ value }) => value);
  if (probe.kind !== "json") return [];
  return Array.isArray(probe.value) ? probe.value : [probe.value];
}
