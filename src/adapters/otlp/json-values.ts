import { isObject } from "../../core/json.ts";
import type { Json } from "../../core/run.ts";
import {
  type Attributes,
  MAX_VALUE_DEPTH,
  NO_ATTRIBUTES,
  type OtlpSpan,
  type SpanEvent,
  STATUS,
} from "./span.ts";
import { finite } from "./wire.ts";

export function eventsOf(raw: unknown): SpanEvent[] {
  const events: SpanEvent[] = [];
  for (const [, event] of entriesOf(raw)) {
    if (isObject(event))
      events.push({ name: text(event["name"]), attributes: attributesOf(event["attributes"]) });
  }
  return events;
}

/** A status code by number, or by the name that protobuf tools write. */
export function statusOf(code: unknown): OtlpSpan["status"] {
  if (typeof code === "number") return STATUS[code] ?? "unset";
  if (code === "STATUS_CODE_ERROR" || code === "2") return "error";
  return code === "STATUS_CODE_OK" || code === "1" ? "ok" : "unset";
}

/** A text, or "" for anything else. */
export const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Nanoseconds as decimal text; "0" for anything else. */
export function nanos(value: unknown): string {
  if (typeof value === "string") return /^\d{1,20}$/.test(value) ? value : "0";
  return typeof value === "number" && value > 0 && value < 2 ** 64
    ? BigInt(Math.trunc(value)).toString()
    : "0";
}

/** A count as number or text; 0 for anything else. */
export function count(value: unknown): number {
  const number = Number(value);
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}

const HEX = /^[0-9a-fA-F]+$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** Enough for any id that somebody writes by hand. */
const MAX_ID = 128;

/**
 * Ids as lower-case hex. Hex of the right length first; else base64 or a byte list of `bytes` bytes; else a
 * hand-written id as it is. Null for an absent or all-zero id, which the specification forbids.
 */
export function idOf(value: unknown, bytes: number): string | null {
  if (typeof value !== "string") return byteListId(value, bytes);
  if (value.length === 0 || value.length > MAX_ID || /^0+$/.test(value)) return null;
  if (value.length === bytes * 2 && HEX.test(value)) return value.toLowerCase();
  const base64Length = Math.ceil((bytes * 4) / 3);
  if ((value.length === base64Length || value.length === Math.ceil(bytes / 3) * 4) && BASE64.test(value)) {
    const decoded = Buffer.from(value, "base64");
    if (decoded.length === bytes) return nonZero(decoded.toString("hex"));
  }
  return value;
}

function byteListId(value: unknown, bytes: number): string | null {
  const list = isObject(value) ? value["data"] : value;
  if (!Array.isArray(list) || list.length !== bytes) return null;
  return nonZero(Buffer.from(list.map(Number)).toString("hex"));
}

const nonZero = (hex: string): string | null => (/^0+$/.test(hex) ? null : hex);

/** Attributes as a list of keys and values, or as a plain object. */
export function attributesOf(raw: unknown): Attributes {
  if (Array.isArray(raw)) {
    const attributes = new Map<string, Json>();
    for (const item of raw) {
      if (isObject(item) && typeof item["key"] === "string")
        attributes.set(item["key"], anyValue(item["value"], 0));
    }
    return attributes;
  }
  return isObject(raw)
    ? new Map(Object.entries(raw).map(([key, value]) => [key, plain(value, 0)]))
    : NO_ATTRIBUTES;
}

export function anyValue(raw: unknown, depth: number): Json {
  if (!isObject(raw) || depth > MAX_VALUE_DEPTH) return null;
  const string = raw["stringValue"] ?? raw["string_value"];
  if (typeof string === "string") return string;
  const int = raw["intValue"] ?? raw["int_value"];
  // Phoenix writes every kind of value, all but one of them null.
  if (int !== undefined && int !== null) return integer(int);
  const bool = raw["boolValue"] ?? raw["bool_value"];
  if (typeof bool === "boolean") return bool;
  const double = raw["doubleValue"] ?? raw["double_value"];
  if (double !== undefined && double !== null) return finite(Number(double));
  const array = raw["arrayValue"] ?? raw["array_value"];
  if (isObject(array)) {
    return Array.isArray(array["values"]) ? array["values"].map((item) => anyValue(item, depth + 1)) : [];
  }
  const list = raw["kvlistValue"] ?? raw["kvlist_value"];
  if (isObject(list)) return objectOf(list["values"], depth + 1);
  const bytes = raw["bytesValue"] ?? raw["bytes_value"];
  return typeof bytes === "string" ? bytes : null;
}

/** The elements of a list with their indices; nothing for anything else. */
export function entriesOf(list: unknown): Iterable<[number, unknown]> {
  return Array.isArray(list) ? list.entries() : [];
}

function objectOf(values: unknown, depth: number): Json {
  const entries: [string, Json][] = [];
  for (const [, item] of entriesOf(values)) {
    if (isObject(item) && typeof item["key"] === "string")
      entries.push([item["key"], anyValue(item["value"], depth)]);
  }
  return Object.fromEntries(entries);
}

function integer(value: unknown): Json {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  return typeof value === "string" && /^-?\d{1,20}$/.test(value) ? value : finite(number);
}

/** A value of an exporter that writes attributes as a plain object. */
export function plain(value: unknown, depth = 0): Json {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return finite(value);
  if (depth > MAX_VALUE_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1));
  if (!isObject(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, depth + 1)]));
}

const ISO_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** A time in ISO 8601 as nanoseconds; "0" for anything else. Dates hold milliseconds only; what follows is kept. */
export function isoNanos(value: unknown): string {
  const [, seconds, fraction = "", zone] = ISO_TIME.exec(text(value)) ?? [];
  const millis = Date.parse(`${seconds}${zone}`);
  return Number.isFinite(millis) && millis > 0 ? `${millis / 1000}${fraction.padEnd(9, "0")}` : "0";
}
