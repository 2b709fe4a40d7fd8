import { isObject } from "../../../core/json.ts";
import type { Probe } from "../../source.ts";
import { decodeJsonSpan } from "../json-request.ts";
import { type Decoded, NO_ATTRIBUTES } from "../span.ts";
import { decodeAgentsSdkItem, isAgentsSdkItem } from "./agents-sdk.ts";
import {
  decodeLangfuseObservation,
  decodeLangfuseTrace,
  isLangfuseObservation,
  isLangfuseTrace,
} from "./langfuse.ts";
import {
  decodePhoenixSpan,
  decodeSpanColumns,
  isPhoenixSpan,
  isSpanColumns,
  withInstrumentation,
} from "./phoenix.ts";
import { decodeSpanTree, isSpanTree } from "./trail.ts";

/** Spans in the form in which a tracing product gives them out: the same spans as in OTLP, in another envelope. */
interface SpanExport {
  format: string;
  why: string;
  fits(value: unknown): boolean;
  /** `base` starts the locators. */
  decode(value: unknown, base: string): Iterable<Decoded>;
}

const EXPORTS: readonly SpanExport[] = [
  {
    format: "trail/span-tree",
    why: "spans with child_spans",
    fits: isSpanTree,
    decode: decodeSpanTree,
  },
  {
    format: "phoenix/spans",
    why: "spans with span_kind, status_code and a context",
    fits: isPhoenixSpan,
    decode: (value, base) => [decodePhoenixSpan(value, base)],
  },
  {
    format: "phoenix/spans",
    why: "a data frame of spans, column by column",
    fits: isSpanColumns,
    decode: decodeSpanColumns,
  },
  {
    format: "phoenix/spans",
    why: "spans as OTLP writes them, without a resource",
    fits: (value) => isObject(value) && "trace_id" in value && "start_time_unix_nano" in value,
    decode: (value, base) => [
      withInstrumentation(decodeJsonSpan(value, base, { name: "", version: "" }, NO_ATTRIBUTES)),
    ],
  },
  {
    format: "langfuse/trace",
    why: "a trace with its observations",
    fits: isLangfuseTrace,
    decode: decodeLangfuseTrace,
  },
  {
    format: "langfuse/trace",
    why: "observations with a type, a trace and a start",
    fits: isLangfuseObservation,
    decode: (value, base) => [decodeLangfuseObservation(value, base)],
  },
  {
    format: "openai-agents/trace",
    why: "objects of kind trace.span with span_data",
    fits: isAgentsSdkItem,
    decode: decodeAgentsSdkItem,
  },
];

/** The lists in which products hand exports on: a list, a page of an API (`data`), a trace (`spans`). */
const LISTS = ["data", "spans"] as const;

/** Items of each list that are asked which export they are of: the first ones may be broken. */
const PROBED_ITEMS = 16;

/** A document or one of the first records that holds spans in a product's form. */
export function recogniseSpanExport(probe: Probe): { format: string; why: string } | null {
  const values =
    probe.kind === "json"
      ? [probe.value]
      : probe.kind === "records"
        ? probe.records.map(({ value }) => value)
        : [];
  for (const value of values) {
    for (const item of itemsOf(value, "", PROBED_ITEMS)) {
      const found = EXPORTS.find(({ fits }) => fits(item.value));
      if (found !== undefined) return found;
    }
  }
  return null;
}

export function isSpanExport(format: string): boolean {
  return EXPORTS.some((one) => one.format === format);
}

export function* decodeSpanExport(value: unknown, base: string): Generator<Decoded> {
  for (const item of itemsOf(value, base, Number.POSITIVE_INFINITY)) {
    const found = EXPORTS.find(({ fits }) => fits(item.value));
    if (found === undefined) {
      const message = "a record that is no span of the export";
      yield { problem: { locator: item.locator, code: "bad-span", message } };
      continue;
    }
    for (const decoded of found.decode(item.value, item.locator)) {
      if (decoded.span !== undefined) decoded.span.form = found.format;
      yield decoded;
    }
  }
}

/** What lists hold, `most` of each, lists of pages included; a value that is no list is itself. */
function* itemsOf(
  value: unknown,
  base: string,
  most: number,
  depth = 0,
): Generator<{ value: unknown; locator: string }> {
  const key =
    isObject(value) && !EXPORTS.some(({ fits }) => fits(value))
      ? LISTS.find((name) => Array.isArray(value[name]))
      : undefined;
  const list = Array.isArray(value) ? value : key !== undefined && isObject(value) ? value[key] : null;
  if (!Array.isArray(list) || depth > 2) {
    yield { value, locator: base };
    return;
  }
  const place = key === undefined ? base : `${base}/${key}`;
  for (const [index, item] of list.entries()) {
    if (index === most) break;
    yield* itemsOf(item, `${place}/${index}`, most, depth + 1);
  }
}
