import type { RunBuilder } from "../run-builder.ts";
import type { ChatTurn } from "./chat-turn.ts";

/** What was said and asked so far, to tell what is new in a prompt from what every prompt repeats. */
export class PromptMemory {
  private readonly said = new Set<string>();
  /** Prompts that began a conversation with an agent, by agent. */
  private readonly briefs = new Map<string, Set<string>>();
  /** Agents whose last model call failed: what follows is a retry with the same prompt. */
  private readonly failed = new Set<string>();
  private hasPrompt = false;

  /** Prompts repeat what earlier spans told, except the first of the run: what that repeats was said before the run. */
  noteEarlier(turns: readonly ChatTurn[], build: RunBuilder): void {
    if (!this.hasPrompt && turns.some((turn) => turn.role === "assistant")) {
      build.lose("earlier-conversation", "a conversation that began before the run and is not told again");
    }
    this.hasPrompt = true;
  }

  wasSaid(text: string): boolean {
    return this.said.has(text.trim());
  }

  saying(text: string): void {
    this.said.add(text.trim());
  }

  callEnded(agent: string, ok: boolean): void {
    if (ok) this.failed.delete(agent);
    else this.failed.add(agent);
  }

  /**
   * An agent that has worked gets the very prompt again with which a conversation with it began, and no history: the
   * conversation starts over. After a failed call it is the framework that tries again.
   */
  isBriefedAgain(agent: string, turns: readonly ChatTurn[]): boolean {
    if (turns.some((turn) => turn.role === "assistant")) return false;
    const brief = turns.map((turn) => turn.text ?? "").join("\0");
    let known = this.briefs.get(agent);
    if (known === undefined) {
      known = new Set();
      this.briefs.set(agent, known);
    }
    if (known.has(brief)) return !this.failed.has(agent);
    known.add(brief);
    return false;
  }
}
