import { isObject } from "../../../core/json.ts";
import type { Json } from "../../../core/run.ts";
import { text } from "../json-values.ts";
import type { Attributes, Decoded } from "../span.ts";
import { exportedSpan, notAnObject } from "./exported-span.ts";
import { instantNanos } from "./instants.ts";
import { plainAttributes } from "./plain-attributes.ts";

/**
 * A span as Phoenix gives it: from its API and client with `context` and `attributes` as objects, from a data frame
 * with a column for each (`context.span_id`, `attributes.llm.model_name`). Neither says which instrumentation wrote it.
 */
export function isPhoenixSpan(value: unknown): value is Record<string, unknown> {
  return (
    isObject(value) &&
    "span_kind" in value &&
    "status_code" in value &&
    typeof contextOf(value)?.span === "string"
  );
}

export function decodePhoenixSpan(value: unknown, locator: string): Decoded {
  if (!isObject(value)) return notAnObject(locator);
  const context = contextOf(value);
  const attributes = attributesOf(value);
  const decoded = exportedSpan(
    {
      traceId: context?.trace,
      spanId: context?.span,
      parentId: value["parent_id"],
      name: value["name"],
      start: instantNanos(value["start_time"]),
      end: instantNanos(value["end_time"]),
      attributes,
      events: value["events"],
      status: value["status_code"],
      statusMessage: value["status_message"],
    },
    locator,
  );
  return withInstrumentation(decoded);
}

/** `DataFrame.to_json()` writes a column after the other, each with its rows by index. */
export function isSpanColumns(value: unknown): boolean {
  return isObject(value) && isObject(value["context.span_id"]) && isObject(value["span_kind"]);
}

/** The spans of such a frame, row by row. */
export function decodeSpanColumns(value: unknown, locator: string): Decoded[] {
  const columns = Object.entries(isObject(value) ? value : {}).flatMap(([name, cells]) =>
    isObject(cells) ? [{ name, cells }] : [],
  );
  const ids = columns.find(({ name }) => name === "context.span_id");
  return Object.keys(ids?.cells ?? {}).map((row) => {
    const span = Object.fromEntries(columns.map(({ name, cells }) => [name, cells[row] ?? null]));
    return decodePhoenixSpan(span, `${locator}#${row}`);
  });
}

function contextOf(span: Record<string, unknown>): { trace: unknown; span: unknown } | null {
  const context = span["context"];
  if (isObject(context)) return { trace: context["trace_id"], span: context["span_id"] };
  return "context.trace_id" in span
    ? { trace: span["context.trace_id"], span: span["context.span_id"] }
    : null;
}

const COLUMN = "attributes.";

function attributesOf(span: Record<string, unknown>): Attributes {
  const nested = span["attributes"];
  const attributes = new Map<string, Json>(
    plainAttributes(
      isObject(nested)
        ? nested
        : Object.fromEntries(
            Object.entries(span).flatMap(([key, value]) =>
              key.startsWith(COLUMN) ? [[key.slice(COLUMN.length), value]] : [],
            ),
          ),
    ),
  );
  const kind = text(span["span_kind"]);
  if (kind !== "" && kind !== "UNKNOWN" && !attributes.has("openinference.span.kind")) {
    attributes.set("openinference.span.kind", kind);
  }
  return attributes;
}

/** Attributes that only one instrumentation writes. */
const SIGNS: readonly (readonly [instrumentation: string, sign: RegExp])[] = [
  ["smolagents", /^smolagents\./],
  ["crewai", /^(?:crew_|task_key$)/],
  ["autogen_agentchat", /^(?:participant_names|team_id)$/],
  ["ag2", /^ag2\./],
];

const SMOLAGENTS_MODEL = /^\w{0,60}Model\.(?:generate|generate_stream|__call__)$/;
/** A step's input, and a tool's, whose order of keys is fixed. */
const SMOLAGENTS_INPUT = /^\{"memory_step":|"sanitize_inputs_outputs": (?:true|false), "kwargs": \{/;

/** Phoenix keeps no scopes: where attributes are one instrumentation's own, it wrote the span. */
export function withInstrumentation(decoded: Decoded): Decoded {
  const { span } = decoded;
  if (span === undefined || span.scope.name !== "") return decoded;
  span.scope = { name: instrumentationOf(span.name, span.attributes), version: "" };
  return decoded;
}

function instrumentationOf(name: string, attributes: Attributes): string {
  const prefix = "openinference.instrumentation.";
  for (const key of attributes.keys()) {
    const sign = SIGNS.find(([, pattern]) => pattern.test(key));
    if (sign !== undefined) return prefix + sign[0];
  }
  const input = text(attributes.get("input.value"));
  if (SMOLAGENTS_MODEL.test(name) || SMOLAGENTS_INPUT.test(input)) return `${prefix}smolagents`;
  return /"(?:langgraph_|ls_)\w+":/.test(text(attributes.get("metadata"))) ? `${prefix}langchain` : "";
}
