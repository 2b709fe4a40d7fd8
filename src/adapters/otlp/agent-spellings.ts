import { nameKey } from "../langgraph/handoffs.ts";
import type { StagedSpan } from "./staged-span.ts";

/** `nameKey` of a name as models get to see it: they take tools in ASCII alone, so that SDKs write `_` for all else. */
export function spelledKey(name: string): string {
  return nameKey(name.replace(/[^A-Za-z0-9_]/g, "_"));
}

/** Names of the agents that a span tells of. */
export function namedBy({ agent, members = [] }: Pick<StagedSpan, "agent" | "members">): string[] {
  return [...(agent === undefined ? [] : [agent]), ...members.map(({ name }) => name)];
}

/** Names of agents by their `nameKey`, and by their `spelledKey` where it means one agent alone. */
export function agentsByKey(names: Iterable<string>): Map<string, string> {
  const known = new Map<string, string>();
  const spelled = new Map<string, string | null>();
  for (const name of names) {
    known.set(nameKey(name), name);
    const key = spelledKey(name);
    const other = spelled.get(key);
    spelled.set(key, other === undefined || other === name ? name : null);
  }
  for (const [key, name] of spelled) if (name !== null && !known.has(key)) known.set(key, name);
  return known;
}
