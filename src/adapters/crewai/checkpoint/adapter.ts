import { isObject } from "../../../core/json.ts";
import type { AdapterEvent, FormatDoc, Recognition, RunDraft, TraceAdapter } from "../../adapter.ts";
import { embeddedJson } from "../../json-text.ts";
import type { TraceSource } from "../../source.ts";
import { isCrewEvent } from "../events/event.ts";
import { runsOfEvents } from "../events/read-events.ts";

const FILE = "crewai/checkpoint";
const DATABASE = "crewai/checkpoint-db";

const CARRIES =
  "the events up to then: tasks, model answers, tool calls and results, delegation, errors, retries, tokens, times, order";
const LOSES =
  "what happened after the last checkpoint; settings and credentials of agents and models (left out on purpose); text beside native tool calls";
const END_REASONS: FormatDoc["endReasons"] = {
  "an end of the kickoff among the events (on_events holds crew_kickoff_completed or _failed)": "completed",
  "… crew_kickoff_failed, flow_failed": "error",
  "no end among them, as always with the default on_events=[task_completed]": "truncated",
};

interface Checkpoint {
  events: { nodes: Record<string, unknown> };
  /** Locator of the checkpoint in the source. */
  place: string;
}

export const crewaiCheckpoint: TraceAdapter = {
  meta: {
    id: "crewai-checkpoint",
    version: 2,
    family: "crewai",
    formats: [
      {
        format: FILE,
        title: "CrewAI checkpoint file",
        signs: ["crewai_version", "entities", "event_record", "branch", "parent_id"],
        writtenBy:
          "Crew(..., checkpoint=True) → .checkpoints/<branch>/*.json; each file holds all earlier ones, and one kickoff read from several is one run",
        tested: "crewai 1.15.30",
        carries: CARRIES,
        loses: LOSES,
        endReasons: END_REASONS,
      },
      {
        format: DATABASE,
        title: "CrewAI checkpoint database",
        signs: ["checkpoints"],
        writtenBy:
          "CheckpointConfig(provider=SqliteProvider()); the last checkpoint of each line is read. Needs SQLite 3.45 to be written: with an older one it stays empty",
        tested: "crewai 1.15.30",
        carries: CARRIES,
        loses: LOSES,
        endReasons: END_REASONS,
      },
    ],
  },

  recognise({ probe }: TraceSource): Recognition | null {
    if (probe.kind === "json" && eventRecordOf(probe.value) !== null) {
      return { score: 0.97, format: FILE, why: "crewai_version, entities and event_record.nodes" };
    }
    const columns = probe.kind === "sqlite" ? (probe.tables["checkpoints"] ?? []) : [];
    if (!["id", "parent_id", "branch", "data"].every((name) => columns.includes(name))) return null;
    return { score: 0.9, format: DATABASE, why: "a table checkpoints with id, parent_id, branch, data" };
  },

  async *read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
    const { probe } = source;
    const events = probe.kind === "json" ? eventRecordOf(probe.value) : null;
    if (events !== null) yield* runsOf({ events, place: "" }, format);
    else yield* runsOfDatabase(source, format);
  },
};

/** What a checkpoint holds of the event bus; null where the value is no checkpoint. */
function eventRecordOf(value: unknown): Checkpoint["events"] | null {
  if (!isObject(value) || !Array.isArray(value["entities"])) return null;
  const record = value["event_record"];
  return isObject(record) && isObject(record["nodes"]) ? { nodes: record["nodes"] } : null;
}

/**
 * The checkpoints that no later one goes on from. Pruned ones leave parents behind that are not there any more. One
 * whose data is neither JSON (1) nor JSONB (8) is null: json() of it would end the query before its first row.
 */
const LAST_ONES = `SELECT id, CASE WHEN json_valid(data, 9) THEN json(data) END AS data FROM checkpoints
  WHERE id NOT IN (SELECT parent_id FROM checkpoints WHERE parent_id IS NOT NULL) ORDER BY created_at, id`;

async function* runsOfDatabase(source: TraceSource, format: string): AsyncGenerator<AdapterEvent> {
  let count = 0;
  for await (const rows of source.query(LAST_ONES)) {
    for (const { id, data } of rows) {
      count++;
      const place = `checkpoints:${String(id)}`;
      const events = typeof data === "string" ? eventRecordOf(embeddedJson(data)) : null;
      if (events !== null) {
        yield* runsOf({ events, place }, format);
        continue;
      }
      const message = "no checkpoint of CrewAI: expected entities and event_record.nodes";
      yield { type: "problem", problem: { locator: place, code: "not-a-checkpoint", message } };
    }
  }
  if (count > 0) return;
  const message =
    "no checkpoint was written: CrewAI needs SQLite 3.45 or later for that, and only warns without it";
  yield { type: "problem", problem: { locator: "checkpoints", code: "empty-checkpoints", message } };
}

async function* runsOf({ events, place }: Checkpoint, format: string): AsyncGenerator<AdapterEvent> {
  for await (const event of runsOfEvents(recordsOf(events.nodes, place), format)) {
    if (event.type === "run") closeRun(event.draft);
    yield event;
  }
}

async function* recordsOf(
  nodes: Record<string, unknown>,
  place: string,
): AsyncGenerator<{ value: unknown; locator: string }> {
  for (const [id, node] of Object.entries(nodes)) {
    const value = isObject(node) ? node["event"] : node;
    const written = isCrewEvent(value) ? value["event_id"] : id;
    yield { value, locator: `${place}/event_record/nodes/${String(written).replaceAll(/[~/]/g, "_")}/event` };
  }
}

/**
 * An end of its own, so that of several checkpoints of one kickoff the one that knows the end has the most steps: that
 * one is shown.
 */
function closeRun(draft: RunDraft): void {
  const last = draft.steps.at(-1);
  if (draft.endReason === "truncated" || last === undefined) return;
  draft.steps.push({
    ...{ index: draft.steps.length, agent: null, kind: "end", to: [], tokens: null },
    ...{ text: draft.endDetail ?? "", at: draft.endedAt, locator: last.locator },
  });
}
