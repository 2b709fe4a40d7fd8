import { isObject } from "../../core/json.ts";
import { textOf } from "../autogen/agentchat-content.ts";

/** One line of a channel's write-ahead log. */
export interface Envelope {
  channel: string;
  id: string;
  type: string;
  sender: string;
  /** Agent ids; null for everybody in the channel. */
  audience: string[] | null;
  data: Record<string, unknown>;
  at: unknown;
}

export function isEnvelope(value: unknown): value is Record<string, unknown> {
  return (
    isObject(value) &&
    typeof value.envelope_id === "string" &&
    typeof value.channel_id === "string" &&
    typeof value.event_type === "string" &&
    "sender_id" in value &&
    isObject(value.event_data)
  );
}

export function envelopeOf(value: Record<string, unknown>): Envelope {
  const { audience } = value;
  return {
    channel: textOf(value.channel_id),
    id: textOf(value.envelope_id),
    type: textOf(value.event_type),
    sender: textOf(value.sender_id),
    audience: Array.isArray(audience) ? audience.filter((id) => typeof id === "string") : null,
    data: isObject(value.event_data) ? value.event_data : {},
    at: value.created_at,
  };
}
