import type { AdapterEvent, FormatDoc, Recognition, TraceAdapter } from "../../adapter.ts";
import type { JsonRecord, TraceSource } from "../../source.ts";
import { isCrewEvent, readEvent } from "./event.ts";
import { KickoffSorter } from "./kickoffs.ts";
import { runOfKickoff } from "./run-of-kickoff.ts";

const FORMAT = "crewai/events";
/** Records that are no events are named one by one up to here, then counted. */
const MOST_PROBLEMS = 20;

const DOC: FormatDoc = {
  format: FORMAT,
  title: "CrewAI event-bus dump",
  writtenBy:
    "an event listener that writes json.dumps(event.to_json()) or json.dumps(event.model_dump(), default=str), one event a line or all as one array",
  tested: "crewai 1.15.30",
  carries:
    "tasks, model answers, tool calls and results, delegation, guardrails, errors, retries, tokens, times, order",
  loses:
    "text beside native tool calls (CrewAI keeps the calls only); values deeper than five levels are Python literals in to_json dumps; memory, knowledge and MCP events",
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
  meta: { id: "crewai-events", version: 1, family: "crewai", formats: [DOC] },

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
    if (events === 0 || events * 2 < sample.length) return null;
    return { score: 0.95, format: FORMAT, why: "records with type, event_id, emission_sequence" };
  },

  async *read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
    const sorter = new KickoffSorter();
    const interned = new Map<string, string>();
    const intern = (text: string): string => {
      const known = interned.get(text);
      if (known !== undefined) return known;
      interned.set(text, text);
      return text;
    };
    let strangers = 0;
    for await (const { value, locator } of recordsOf(source)) {
      const event = readEvent(value, locator, intern);
      if (event === null) {
        if (++strangers > MOST_PROBLEMS) continue;
        const message = "no CrewAI event: expected type, event_id and emission_sequence";
        yield { type: "problem", problem: { locator, code: "not-a-crewai-event", message } };
        continue;
      }
      for (const kickoff of sorter.add(event)) {
        yield { type: "run", draft: runOfKickoff(kickoff, format) };
        interned.clear();
      }
    }
    if (strangers > MOST_PROBLEMS) {
      const message = `${strangers - MOST_PROBLEMS} more records that are no CrewAI events`;
      yield { type: "problem", problem: { locator: "", code: "not-a-crewai-event", message } };
    }
    for (const kickoff of sorter.finish()) yield { type: "run", draft: runOfKickoff(kickoff, format) };
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
