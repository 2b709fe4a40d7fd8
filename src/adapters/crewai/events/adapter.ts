import type { AdapterEvent, FormatDoc, Recognition, TraceAdapter } from "../../adapter.ts";
import type { JsonRecord, TraceSource } from "../../source.ts";
import { isCrewEvent, isLegacyEvent } from "./event.ts";
import { runsOfEvents } from "./read-events.ts";

const FORMAT = "crewai/events";

const DOC: FormatDoc = {
  format: FORMAT,
  title: "CrewAI event-bus dump",
  signs: ["type", "source_type", "source_fingerprint", "task_id", "agent_role"],
  writtenBy:
    "an event listener that writes json.dumps(event.to_json()) or json.dumps(event.model_dump(), default=str), one event a line or all as one array",
  tested: "crewai 1.15.30, 0.186.1 (before 1.9: no ids in the events)",
  carries:
    "tasks, model answers, tool calls and results, delegation, guardrails, errors, retries, tokens, times, order",
  loses:
    "text beside native tool calls (CrewAI keeps the calls only); tokens before 1.x, and in its to_json dumps the events of tasks and agents, which refer to themselves; values deeper than five levels are Python literals in to_json dumps; memory, knowledge and MCP events",
  endReasons: {
    "crew_kickoff_completed, flow_finished, lite_agent_execution_completed": "completed",
    "… after a final answer that max_iter forced": "limit",
    "crew_kickoff_failed, flow_failed, lite_agent_execution_error": "error",
    "… with “execution timed out after N seconds” (max_execution_time)": "limit",
    flow_paused: "waiting",
    "none of these": "truncated",
  },
};

export const crewaiEvents: TraceAdapter = {
  meta: { id: "crewai-events", version: 3, family: "crewai", formats: [DOC] },

  recognise({ probe }: TraceSource): Recognition | null {
    const sample =
      probe.kind === "records"
        ? probe.records.slice(0, 50).map((record) => record.value)
        : probe.kind === "json" && Array.isArray(probe.value)
          ? probe.value.slice(0, 50)
          : probe.kind === "json"
            ? [probe.value]
            : [];
    const events = sample.filter(isCrewEvent).length;
    const legacy = events > 0 ? 0 : sample.filter(isLegacyEvent).length;
    if (events + legacy === 0 || (events + legacy) * 2 < sample.length) return null;
    const why =
      legacy > 0
        ? "records with type, timestamp, source_type and source_fingerprint"
        : "records with type, event_id, emission_sequence";
    return { score: 0.95, format: FORMAT, why };
  },

  read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
    return runsOfEvents(recordsOf(source), format);
  },
};

/** The records of a stream, or the items of one array, each with its place. */
async function* recordsOf(source: TraceSource): AsyncGenerator<{ value: unknown; locator: string }> {
  const { probe } = source;
  if (probe.kind === "json" && Array.isArray(probe.value)) {
    for (const [index, value] of probe.value.entries()) yield { value, locator: `/${index}` };
    return;
  }
  for await (const batch of source.records()) {
    for (const { value, line } of batch satisfies readonly JsonRecord[])
      yield { value, locator: `line:${line}` };
  }
}
