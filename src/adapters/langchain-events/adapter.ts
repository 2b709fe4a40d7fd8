import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import { errorText } from "../langgraph/exceptions.ts";
import { isErrorLine } from "../langgraph/stream-chunk.ts";
import { runsOfTraces } from "../langsmith/runs-of-traces.ts";
import { tracesOf } from "../langsmith/trace.ts";
import type { TraceSource } from "../source.ts";
import { sourceRecords } from "../source-records.ts";
import { EventRuns, isLangChainEvent } from "./event-runs.ts";

const FORMAT = "langchain/events";

/** Reads events as LangSmith's runs, whose ids they share: one run in both exports is one run. */
export const langchainEvents: TraceAdapter = {
  meta: {
    id: "langchain-events",
    version: 1,
    family: "langsmith",
    formats: [
      {
        format: FORMAT,
        title: "LangChain events (astream_events version 2)",
        writtenBy:
          "graph.astream_events(…, version='v2'), in JavaScript streamEvents, dumped one event a line, or as one list",
        tested: "langgraph 1.2.24, langchain 1.5.2, langchain-core 1.8.3; @langchain/langgraph 1.7.3",
        carries:
          "task, prompts, messages, calls and their execution, results, tokens, models, agents, errors",
        loses: "times; declared tools; words of a model call that was cut off while it streamed",
        endReasons: {
          "the root's on_chain_end": "completed",
          "an `error` line of the script: GraphRecursionError": "limit",
          "an `error` line, or an error event that nothing follows": "error",
          "`__interrupt__` in the root's stream and no resume": "waiting",
          "no end of the root": "truncated",
        },
      },
    ],
  },

  recognise({ probe }: TraceSource): Recognition | null {
    const records =
      probe.kind === "records"
        ? probe.records.map(({ value }) => value)
        : probe.kind === "json"
          ? listOf(probe.value)
          : [];
    const events = records.filter(isLangChainEvent).length;
    if (events === 0 || events < records.length / 2) return null;
    return { score: 0.95, format: FORMAT, why: "events of runs with their run_id" };
  },

  async *read(source: TraceSource): AsyncGenerator<AdapterEvent> {
    const runs = new EventRuns();
    let error: string | null = null;
    for await (const { value, locator } of sourceRecords(source)) {
      if (isLangChainEvent(value)) runs.add(value, locator);
      else if (isErrorLine(value)) error = errorText(value.error);
      else
        yield {
          type: "problem",
          problem: { locator, code: "unknown-record", message: "no event of a LangChain run" },
        };
    }
    const damaged = source.probe.kind === "json" && source.probe.damage !== null;
    yield* runsOfTraces(tracesOf(runs.finish(error)), { format: FORMAT, damaged });
  },
};

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
