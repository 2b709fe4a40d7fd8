import { items, textOf } from "./agentchat-content.ts";
import type { ChatRecord } from "./agentchat-run.ts";

/**
 * A handoff is written three times: as a call of the handoff's tool, as that call's result, and as a HandoffMessage
 * with the same words. The tool may have any name, so the message decides which call was a handoff.
 */
export interface Handoffs {
  byCall: ReadonlyMap<string, { target: string; text: string }>;
  /** HandoffMessages that repeat a call. */
  echoes: ReadonlySet<ChatRecord>;
}

const TRANSFERRED = /^Transferred to ([^\s,]{1,200}), adopting the role of /;

export function findHandoffs(records: readonly ChatRecord[]): Handoffs {
  const byCall = new Map<string, { target: string; text: string }>();
  const echoes = new Set<ChatRecord>();
  let results: Record<string, unknown> | null = null;
  for (const record of records) {
    const { value } = record;
    if (value.type === "ToolCallExecutionEvent") {
      results = value;
      for (const [, item] of items(value.content)) {
        const target = TRANSFERRED.exec(textOf(item.content))?.[1];
        if (target !== undefined) byCall.set(textOf(item.call_id), { target, text: textOf(item.content) });
      }
    } else if (value.type === "HandoffMessage" && results !== null && results.source === value.source) {
      const text = textOf(value.content);
      const call = items(results.content).find(([, item]) => textOf(item.content) === text)?.[1];
      if (call !== undefined) {
        echoes.add(record);
        byCall.set(textOf(call.call_id), { target: handoffTarget(value), text });
      }
      results = null;
    } else if (value.type !== "ThoughtEvent") results = null;
  }
  return { byCall, echoes };
}

/** The target of a HandoffMessage; a console transcript has only its words. "" where nothing names it. */
export function handoffTarget(value: Record<string, unknown>): string {
  return textOf(value.target) || (TRANSFERRED.exec(textOf(value.content))?.[1] ?? "");
}
