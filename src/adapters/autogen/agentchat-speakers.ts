import type { RunBuilder } from "../run-builder.ts";
import { textOf } from "./agentchat-content.ts";

export const ORCHESTRATOR = "MagenticOneOrchestrator";
const PROXY_NAME = /^(?:user|human|customer)_?(?:proxy|agent|input)?\d{0,3}$/i;

/** Who speaks in a team run, and how the speakers take part. */
export class Speakers {
  private readonly build: RunBuilder;
  /** Names under which a user proxy of the team asked for input: such a "user" is a member, not the plain user. */
  private readonly asked = new Set<string>();

  constructor(build: RunBuilder) {
    this.build = build;
  }

  /** A user proxy of the team asks its person for input. */
  asksForInput(value: Record<string, unknown>): void {
    const name = textOf(value.source) || "user";
    this.asked.add(name);
    this.build.agent(name, { kind: "human-proxy" });
  }

  /** The agent that wrote a record; null for the plain user. */
  author(value: Record<string, unknown>): string | null {
    const name = textOf(value.source);
    if (name === "" || (isPlainUser(name) && !this.asked.has(name))) return null;
    if (name === ORCHESTRATOR) return this.build.agent(name, { kind: "manager" });
    return this.build.agent(name, PROXY_NAME.test(name) ? { kind: "human-proxy" } : {});
  }

  /** Agent ids of a handoff's target, which a tool name spells in lower case; none where it is the plain user. */
  recipients(target: string): string[] {
    if (target === "" || isPlainUser(target)) return [];
    const lower = target.toLowerCase();
    const known = this.build.draftRun.agents.find(({ name }) => name.toLowerCase() === lower);
    return [known?.id ?? this.build.agent(target)];
  }
}

function isPlainUser(name: string): boolean {
  return name.toLowerCase() === "user";
}
