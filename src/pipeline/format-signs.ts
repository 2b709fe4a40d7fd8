import type { FormatDoc, TraceAdapter } from "../adapters/adapter.ts";
import type { Probe } from "../adapters/source.ts";

/** How much of a format is in a content that no adapter, or another one, took. */
export interface NearFormat {
  adapter: string;
  format: string;
  title: string;
  /** Signs of the format that were found. */
  found: string[];
  /** Signs that were looked for in vain. */
  missed: string[];
}

/** Values looked at for names, so that a large document costs no more than a small one. */
const MOST_VALUES = 20_000;
/** Longer strings are content, not the name of a kind. */
const LONGEST_NAME = 80;
/** A format of which less is there is not near. */
const LEAST_SHARE = 0.5;

/** Formats of which at least half the signs are there, the nearest first. */
export function nearFormats(probe: Probe, adapters: readonly TraceAdapter[]): NearFormat[] {
  const holds = signReader(probe);
  return adapters
    .flatMap(({ meta }) => meta.formats.map((doc) => nearFormat(meta.id, doc, holds)))
    .filter(({ found, missed }) => found.length > 0 && shareOf(found, missed) >= LEAST_SHARE)
    .sort(
      (a, b) => shareOf(b.found, b.missed) - shareOf(a.found, a.missed) || b.found.length - a.found.length,
    );
}

function nearFormat(adapter: string, doc: FormatDoc, holds: (sign: string) => boolean): NearFormat {
  const { format, title, signs = [] } = doc;
  return {
    adapter,
    format,
    title,
    found: signs.filter((sign) => holds(sign)),
    missed: signs.filter((sign) => !holds(sign)),
  };
}

function shareOf(found: readonly string[], missed: readonly string[]): number {
  return found.length / (found.length + missed.length);
}

function signReader(probe: Probe): (sign: string) => boolean {
  switch (probe.kind) {
    case "json":
      return namesIn([probe.value]);
    case "records":
      return namesIn(probe.records.map(({ value }) => value));
    case "sqlite": {
      const names = new Set(Object.entries(probe.tables).flat(2));
      return (sign) => names.has(sign);
    }
    case "text":
      return (sign) => probe.head.includes(sign);
    // In binary data a short name can stand by chance.
    case "binary":
    case "empty":
      return () => false;
  }
}

/** Names of members, and short strings, which tell kinds apart. */
function namesIn(values: readonly unknown[]): (sign: string) => boolean {
  const names = new Set<string>();
  const queue: unknown[] = [...values];
  for (let at = 0; at < queue.length && at < MOST_VALUES; at++) {
    const value = queue[at];
    if (typeof value === "string" && value.length <= LONGEST_NAME) names.add(value);
    if (typeof value !== "object" || value === null) continue;
    if (!Array.isArray(value)) for (const name of Object.keys(value)) names.add(name);
    for (const member of Object.values(value)) {
      if (queue.length >= MOST_VALUES) break;
      queue.push(member);
    }
  }
  return (sign) => names.has(sign);
}
