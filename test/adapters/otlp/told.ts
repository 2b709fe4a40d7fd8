import type { RunDraft } from "../../../src/adapters/adapter.ts";
import { otlpAdapter } from "../../../src/adapters/otlp/adapter.ts";
import { decodeJsonRequest } from "../../../src/adapters/otlp/json-request.ts";
import { stageSpan } from "../../../src/adapters/otlp/stage.ts";
import { jsonRequest, type SpanSpec } from "./sdk-spans.ts";

const TRACE = "7b1c0ffee0ddba11feed5eedcafef00d";

/** What is made of spans, each a second long and a second after the one before it, if not told otherwise. */
export function runsOf(specs: readonly Partial<SpanSpec>[]): RunDraft[] {
  const spans = specs.map((spec, index) => ({
    traceId: TRACE,
    spanId: `${index + 1}`.padStart(16, "0"),
    start: [1_795_000_000 + index * 2, 0] as [number, number],
    end: [1_795_000_001 + index * 2, 0] as [number, number],
    ...spec,
  }));
  const fragments = [...decodeJsonRequest(JSON.parse(jsonRequest(spans)), "")].flatMap(({ span }) =>
    span === undefined ? [] : [stageSpan(span)],
  );
  return [...(otlpAdapter.assemble?.(fragments) ?? [])].flatMap((event) =>
    event.type === "run" ? [event.draft] : [],
  );
}

/** The steps of these runs as lines. */
export function told(specs: readonly Partial<SpanSpec>[]): string[] {
  return runsOf(specs).flatMap((run) =>
    run.steps.map(({ agent, kind, tool, text, ok }) =>
      [agent ?? "-", kind, tool, text, ok].filter((part) => part !== undefined).join(" "),
    ),
  );
}
