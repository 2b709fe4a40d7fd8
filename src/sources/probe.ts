import type { JsonRecord, Probe } from "../adapters/source.ts";
import type { SourceLimits } from "./limits.ts";
import { deeperThan, parseTolerant, readRecords } from "./records.ts";

const HEAD = 64 * 1024;
const SQLITE_MAGIC = "SQLite format 3\0";

/** Decides what a content is from its beginning (a JSON document: from all of it). */
export function probeContent(bytes: Buffer, text: string, limits: SourceLimits): Probe {
  if (bytes.length === 0) return { kind: "empty" };
  if (bytes.toString("latin1", 0, SQLITE_MAGIC.length) === SQLITE_MAGIC) return { kind: "sqlite" };
  if (text.slice(0, 8192).includes("\0")) return { kind: "binary", head: bytes.subarray(0, HEAD) };
  if (text.trim() === "") return { kind: "empty" };
  const value = parseTolerant(text);
  if (value !== undefined && typeof value === "object" && !deeperThan(value, limits.maxDepth)) {
    return { kind: "json", value, damage: null };
  }
  const records: JsonRecord[] = [];
  for (const record of readRecords(text.slice(0, HEAD), limits, () => {})) {
    if (typeof record.value === "object") records.push(record);
  }
  return records.length > 0 && /^\s*[[{]/.test(text)
    ? { kind: "records", records }
    : { kind: "text", head: text.slice(0, HEAD) };
}
