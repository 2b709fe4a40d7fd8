import { isObject } from "../../../core/json.ts";
import { text } from "../json-values.ts";
import type { Decoded } from "../span.ts";
import { exportedSpan, notAnObject } from "./exported-span.ts";
import { endNanos, instantNanos } from "./instants.ts";
import { plainAttributes } from "./plain-attributes.ts";

/** Spans inside each other (`child_spans`), the form of the TRAIL data set and of Patronus, which wrote it. */
export function isSpanTree(value: unknown): boolean {
  if (!isObject(value) || !Array.isArray(value["spans"])) return false;
  return value["spans"].some(
    (span) => isObject(span) && Array.isArray(span["child_spans"]) && "span_id" in span,
  );
}

/** Every span of the tree, each after the span around it; without recursion, for depth is the writer's choice. */
export function* decodeSpanTree(tree: unknown, base: string): Generator<Decoded> {
  const trace = isObject(tree) ? tree["trace_id"] : null;
  const stack: { span: unknown; parent: unknown; locator: string }[] = [];
  const push = (list: unknown, parent: unknown, place: string) => {
    if (!Array.isArray(list)) return;
    for (let at = list.length - 1; at >= 0; at--)
      stack.push({ span: list[at], parent, locator: `${place}/${at}` });
  };
  push(isObject(tree) ? tree["spans"] : null, null, `${base}/spans`);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { span, parent, locator } = next;
    if (!isObject(span)) {
      yield notAnObject(locator);
      continue;
    }
    push(span["child_spans"], span["span_id"], `${locator}/child_spans`);
    yield decodeSpan(span, trace, parent, locator);
  }
}

function decodeSpan(
  span: Record<string, unknown>,
  trace: unknown,
  parent: unknown,
  locator: string,
): Decoded {
  const start = instantNanos(span["timestamp"]);
  return exportedSpan(
    {
      traceId: span["trace_id"] ?? trace,
      spanId: span["span_id"],
      parentId: span["parent_span_id"] ?? parent,
      name: span["span_name"],
      start,
      end: endNanos(start, span["duration"]),
      attributes: plainAttributes(span["span_attributes"]),
      events: span["events"],
      status: span["status_code"],
      statusMessage: span["status_message"],
      scope: { name: text(span["scope_name"]), version: text(span["scope_version"]) },
    },
    locator,
  );
}
