import type { ChatMessage } from "./chat-message.ts";

const BY_NAME = /^(?:transfer|hand_?off|handover|delegate|escalate|assign)_(?:back_)?to_(.+)$/i;
const CONFIRMED = /^Successfully (?:transferred|handed off)\b(?: back)?(?: to (.+))?/;

/**
 * Where a tool call hands the work to, or null for a work tool. The name alone proves nothing: `transfer_to_savings`
 * may move money. It takes the framework's mark or confirmation on the result, or an agent of the run by that name.
 */
export function handoffTarget(
  tool: string,
  result: Pick<ChatMessage, "text" | "handoffTo"> | undefined,
  agents: ReadonlyMap<string, string>,
): string | null {
  if (result?.handoffTo) return result.handoffTo;
  const byName = BY_NAME.exec(tool)?.[1];
  const confirmed = result === undefined ? null : CONFIRMED.exec(result.text);
  const told = confirmed?.[1]?.trim();
  if (confirmed !== null && told !== undefined) return agents.get(nameKey(told)) ?? told;
  if (byName === undefined) return null;
  const agent = agents.get(nameKey(byName));
  if (agent !== undefined) return agent;
  return confirmed === null ? null : byName;
}

/** Handoff tools are named after agents in lower case with underscores. */
export function nameKey(name: string): string {
  return name.toLowerCase().replace(/[\s_-]+/g, "_");
}
