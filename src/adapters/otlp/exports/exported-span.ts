import { isObject } from "../../../core/json.ts";
import { text } from "../json-values.ts";
import { type Attributes, type Decoded, NO_ATTRIBUTES, type OtlpSpan, type SpanEvent } from "../span.ts";
import { plainAttributes } from "./plain-attributes.ts";

/** What a tracing product says of one span, before it is checked. `start` and `end`: nanoseconds as decimal text. */
export interface ExportedSpan {
  traceId: unknown;
  spanId: unknown;
  parentId: unknown;
  name: unknown;
  start: string;
  end: string;
  attributes: Attributes;
  events?: unknown;
  status: unknown;
  statusMessage: unknown;
  scope?: OtlpSpan["scope"];
}

/** A span of a product's export as OTLP would have carried it, or what is wrong with it. */
export function exportedSpan(raw: ExportedSpan, locator: string): Decoded {
  const traceId = idText(raw.traceId);
  const spanId = idText(raw.spanId);
  if (traceId === null || spanId === null) {
    const message = "a span needs a trace id and a span id";
    return { problem: { locator, code: "span-without-id", message } };
  }
  return {
    span: {
      traceId,
      spanId,
      parentId: idText(raw.parentId),
      name: text(raw.name),
      start: raw.start,
      end: raw.end,
      attributes: raw.attributes,
      droppedAttributes: 0,
      events: Array.isArray(raw.events) ? raw.events.flatMap(eventOf) : [],
      status: statusOf(raw.status),
      statusMessage: text(raw.statusMessage),
      scope: raw.scope ?? { name: "", version: "" },
      resource: NO_ATTRIBUTES,
    },
  };
}

export function notAnObject(locator: string): Decoded {
  return { problem: { locator, code: "bad-span", message: "a span that is not an object" } };
}

/** Enough for any id that a product makes. */
const MAX_ID = 128;

/** Hex in lower case, as the same span has it in OTLP; ids of other kinds as they are. */
function idText(value: unknown): string | null {
  if (typeof value !== "string") return null;
  const id = value.replace(/^0x/, "");
  if (id === "" || id.length > MAX_ID || /^0+$/.test(id)) return null;
  return /^[0-9a-fA-F]+$/.test(id) ? id.toLowerCase() : id;
}

/** Products write the name of the status in one of three ways. */
function statusOf(status: unknown): OtlpSpan["status"] {
  const name = text(status)
    .replace(/^STATUS_CODE_/, "")
    .toLowerCase();
  return name === "ok" || name === "error" ? name : "unset";
}

function eventOf(raw: unknown): SpanEvent[] {
  if (!isObject(raw)) return [];
  const attributes = plainAttributes(raw["attributes"] ?? raw["Attributes"]);
  return [{ name: text(raw["name"] ?? raw["Name"]), attributes }];
}
