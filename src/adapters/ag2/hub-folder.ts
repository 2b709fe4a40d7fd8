import { isObject } from "../../core/json.ts";
import { textOf } from "../autogen/agentchat-content.ts";
import type { TraceSource } from "../source.ts";

/** An agent as the hub registered it. */
export interface HubAgent {
  name: string;
  human: boolean;
  model: string | null;
}

/** A turn that raised: the channel's log has no line for it. */
export interface FailedTurn {
  agent: string;
  at: unknown;
  text: string;
}

const AUDIT = "../../audit/audit.jsonl";
/** Ids are hex digits; anything else is not looked for in the file system. */
const AGENT_ID = /^[0-9a-f]{8,64}$/;

/** What the hub keeps of an agent beside the channels; null where there is no such file. */
export async function hubAgent(source: TraceSource, id: string): Promise<HubAgent | null> {
  if (!AGENT_ID.test(id)) return null;
  const passport = await source.neighbour(`../../agents/${id}/passport.json`);
  if (passport?.probe.kind !== "json" || !isObject(passport.probe.value)) return null;
  const { name, kind, model } = passport.probe.value;
  return textOf(name) === ""
    ? null
    : { name: textOf(name), human: kind === "human", model: textOf(model) || null };
}

/** Names from the hub's audit log, and the turns that failed in each channel. */
export async function readAudit(source: TraceSource): Promise<{
  names: Map<string, string>;
  failures: Map<string, FailedTurn[]>;
}> {
  const names = new Map<string, string>();
  const failures = new Map<string, FailedTurn[]>();
  const audit = await source.neighbour(AUDIT);
  if (audit === null) return { names, failures };
  for await (const batch of audit.records()) {
    for (const { value } of batch) {
      if (!isObject(value)) continue;
      const agent = textOf(value.agent_id);
      if (value.kind === "agent_registered" && textOf(value.name) !== "")
        names.set(agent, textOf(value.name));
      if (value.kind !== "turn_failed") continue;
      const channel = textOf(value.channel_id);
      const text = [textOf(value.exc_type), textOf(value.exc_message)]
        .filter((part) => part !== "")
        .join(": ");
      const known = failures.get(channel);
      const failure = { agent, at: value.at, text };
      if (known === undefined) failures.set(channel, [failure]);
      else known.push(failure);
    }
  }
  return { names, failures };
}
