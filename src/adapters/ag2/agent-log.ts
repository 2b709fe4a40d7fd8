import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import { probedRecords } from "../placed-records.ts";
import type { TraceSource } from "../source.ts";
import { AgentRun, isChannelRequest } from "./agent-run.ts";
import { type AgentEvent, agentEvent } from "./log-event.ts";

const FORMAT = "ag2/event-log";
/** The store's own description, which names the agent. */
const DESCRIPTION = "../SKILL.md";
const STORE_HEADING = /^# (.{1,200}) Knowledge Store\s*$/m;
const NAMELESS = "agent";

function recognise(source: TraceSource): Recognition | null {
  const values = probedRecords(source);
  const hits = values.filter((value) => agentEvent(value, "") !== null).length;
  if (hits === 0 || hits * 2 < values.length) return null;
  const own = values.some((value) => agentEvent(value, "")?.type === "ModelRequest");
  return { score: own ? 0.95 : 0.7, format: FORMAT, why: `${hits} events with a Python path as type` };
}

async function* read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
  const events: AgentEvent[] = [];
  for (const dropped of await droppedBefore(source)) yield* collect(dropped, events, `${dropped.name} `);
  yield* collect(source, events, "");
  const name = await agentName(source);
  const channel = events.findLastIndex(isChannelRequest);
  if (channel >= 0) {
    // A turn in a channel: what comes before is what the others and the agent itself said there earlier.
    const run = new AgentRun(name ?? NAMELESS, format, "");
    if (channel > 0)
      run.builder.lose("channel-history", "earlier words of the channel, shown again", channel);
    run.builder.infer(
      "one turn of the agent in a channel: the channel's own log holds the whole conversation",
    );
    for (const event of events.slice(channel)) run.add(event);
    yield finished(run, name);
    return;
  }
  let run: AgentRun | null = null;
  for (const event of events) {
    if (run === null || (event.type === "ModelRequest" && run.isAnswered)) {
      if (run !== null) yield finished(run, name);
      run = new AgentRun(name ?? NAMELESS, format, event.locator);
    }
    run.add(event);
  }
  if (run !== null) yield finished(run, name);
}

function finished(run: AgentRun, name: string | null): AdapterEvent {
  if (name === null)
    run.builder.infer("the log does not name its agent, and no description of the store is beside it");
  return { type: "run", draft: run.finish() };
}

async function* collect(
  source: TraceSource,
  events: AgentEvent[],
  file: string,
): AsyncIterable<AdapterEvent> {
  for await (const batch of source.records()) {
    for (const { value, line } of batch) {
      const event = agentEvent(value, `${file}line:${line}`);
      if (event !== null) events.push(event);
      else {
        const problem = {
          locator: `${file}line:${line}`,
          code: "unknown-record",
          message: "no event of an AG2 agent",
        };
        yield { type: "problem", problem };
      }
    }
  }
}

/** Events that compaction took out of the log, in files beside it. */
async function droppedBefore(source: TraceSource): Promise<TraceSource[]> {
  const found: TraceSource[] = [];
  const stem = /^([0-9a-f-]{36})\.jsonl$/.exec(source.name)?.[1];
  if (stem === undefined) return found;
  for (let number = 1; ; number += 1) {
    const dropped = await source.neighbour(`${stem}.dropped-${number}.jsonl`);
    if (dropped === null) return found;
    found.push(dropped);
  }
}

async function agentName(source: TraceSource): Promise<string | null> {
  const description = await source.neighbour(DESCRIPTION);
  if (description?.probe.kind !== "text") return null;
  return STORE_HEADING.exec(description.probe.head)?.[1] ?? null;
}

/** AG2 1.x: the event log that an agent with a knowledge store writes of each conversation. */
export const ag2AgentLog: TraceAdapter = {
  meta: {
    id: "ag2-agent-log",
    version: 1,
    family: "autogen",
    formats: [
      {
        format: FORMAT,
        title: "AG2 1.x agent event log",
        signs: ["type", "data", "created_at"],
        writtenBy:
          "an `Agent` with `knowledge=KnowledgeConfig(store=DiskKnowledgeStore(folder))`, as `log/<stream id>.jsonl`. The name comes from `SKILL.md` of the same folder",
        tested: "ag2 1.2.1",
        carries:
          "requests, answers, tool calls and results with ids, tasks given to other agents and their results, times, models, tokens of every model call",
        loses:
          "prompts, declared tools; in a channel everything but the agent's own turn (see the channel log)",
        endReasons: {
          "the model answered without a call": "completed",
          HaltEvent: "stopped",
          "no answer to the last request": "truncated",
        },
      },
    ],
  },
  recognise,
  read,
};
