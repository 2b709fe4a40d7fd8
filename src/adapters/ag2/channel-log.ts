import type { AdapterEvent, Recognition, TraceAdapter } from "../adapter.ts";
import { placedRecords, probedRecords } from "../placed-records.ts";
import type { TraceSource } from "../source.ts";
import { ChannelRun } from "./channel-run.ts";
import { type Envelope, envelopeOf, isEnvelope } from "./envelope.ts";
import { type HubAgent, hubAgent, readAudit } from "./hub-folder.ts";

const FORMAT = "ag2/channel-log";

function recognise(source: TraceSource): Recognition | null {
  const values = probedRecords(source);
  const hits = values.filter(isEnvelope).length;
  if (hits === 0 || hits * 2 < values.length) return null;
  return { score: 1, format: FORMAT, why: `${hits} envelopes with event_type and event_data` };
}

async function* read(source: TraceSource, format: string): AsyncIterable<AdapterEvent> {
  const channels = new Map<string, { envelope: Envelope; locator: string }[]>();
  let position = 0;
  for await (const { value, locator } of placedRecords(source)) {
    position += 1;
    if (!isEnvelope(value)) {
      const message = "no envelope of an AG2 channel";
      yield { type: "problem", problem: { locator, code: "unknown-record", message } };
      continue;
    }
    const envelope = envelopeOf(value);
    const known = channels.get(envelope.channel);
    if (known === undefined) channels.set(envelope.channel, [{ envelope, locator }]);
    else known.push({ envelope, locator });
  }
  if (position === 0) return;
  const { names, failures } = await readAudit(source);
  const ids = new Set<string>();
  for (const [channel, envelopes] of channels) {
    for (const { envelope } of envelopes)
      for (const id of [envelope.sender, ...(envelope.audience ?? [])]) ids.add(id);
    for (const { agent } of failures.get(channel) ?? []) ids.add(agent);
  }
  const agents = await agentsOf(source, ids, names);
  for (const [channel, envelopes] of channels) {
    const run = new ChannelRun(channel, format, agents, failures.get(channel) ?? []);
    for (const { envelope, locator } of envelopes) run.add(envelope, locator);
    const draft = run.finish();
    if (draft.steps.length > 0) yield { type: "run", draft };
  }
}

async function agentsOf(
  source: TraceSource,
  ids: ReadonlySet<string>,
  names: ReadonlyMap<string, string>,
): Promise<Map<string, HubAgent>> {
  const agents = new Map<string, HubAgent>();
  for (const id of ids) {
    const name = names.get(id);
    const agent =
      (await hubAgent(source, id)) ?? (name === undefined ? null : { name, human: false, model: null });
    if (agent !== null) agents.set(id, agent);
  }
  return agents;
}

/** AG2 1.x: the write-ahead log of a hub's channel. */
export const ag2ChannelLog: TraceAdapter = {
  meta: {
    id: "ag2-channel-log",
    version: 1,
    family: "autogen",
    formats: [
      {
        format: FORMAT,
        title: "AG2 1.x channel log",
        signs: ["envelope_id", "event_type", "sender_id", "event_data", "channel_id"],
        writtenBy:
          "`Hub.open(DiskKnowledgeStore(folder))`, as `channels/<id>/wal.jsonl`; or the envelopes of `hub.read_wal(id)`. Names come from `agents/` and `audit/` of the same folder",
        tested: "ag2 1.2.1",
        carries:
          "messages with senders and addressees, handoffs, writes to the shared context, times; turns that failed, where the hub's audit log is beside it",
        loses: "tool calls, tokens, models and prompts (see the agents' own event logs)",
        endReasons: {
          "closed: after_work, round_robin_complete, sequence_complete, consulting_complete, workflow_terminated":
            "completed",
          "closed: the reason of a Finish or of a target of the channel's graph; closed_by_agent":
            "completed",
          "closed: max_turns, expectation_violated:…; expired": "limit",
          "closed: human_closed": "stopped",
          "a failed turn, and nothing after it; no_participants, prompt_send_failed, seed_failed": "error",
          "any other reason; not closed": "unknown",
        },
      },
    ],
  },
  recognise,
  read,
};
