import type { RunBuilder } from "../run-builder.ts";
import type { ChatTurn } from "./chat-turn.ts";

/** What one agent was told so far. */
interface Heard {
  /** The assistant's words after which its last prompt went on; null where it had none. */
  after: string | null;
  /** Turns after those words, if the prompt before went on after other ones. */
  further: ReadonlySet<ChatTurn>;
  /** How often it heard each text. */
  times: Map<string, number>;
}

/** What was said and asked so far, to tell what is new in a prompt from what every prompt repeats. */
export class PromptMemory {
  /** How often each text was said. */
  private readonly said = new Map<string, number>();
  /** What agents were told by others, by agent. */
  private readonly heard = new Map<string, Heard>();
  /** Prompts that began a conversation with an agent, by agent. */
  private readonly briefs = new Map<string, Set<string>>();
  /** Agents whose last model call failed: what follows is a retry with the same prompt. */
  private readonly failed = new Set<string>();
  private hasPrompt = false;

  /**
   * Takes note of an agent's prompt before its turns are told. Prompts repeat what earlier spans told, except the first
   * of the run: what that repeats was said before the run.
   */
  prompted(agent: string, turns: readonly ChatTurn[], build: RunBuilder): void {
    if (!this.hasPrompt && turns.some((turn) => turn.role === "assistant")) {
      build.lose("earlier-conversation", "a conversation that began before the run and is not told again");
    }
    this.hasPrompt = true;
    const last = turns.findLastIndex((turn) => turn.role === "assistant");
    const after = last < 0 ? null : JSON.stringify(turns[last]);
    const { after: before = null, times = new Map<string, number>() } = this.heard.get(agent) ?? {};
    const further = new Set(after === null || after === before ? [] : turns.slice(last + 1));
    this.heard.set(agent, { after, further, times });
  }

  wasSaid(text: string): boolean {
    return this.said.has(text.trim());
  }

  saying(text: string): void {
    const key = text.trim();
    this.said.set(key, (this.said.get(key) ?? 0) + 1);
  }

  /**
   * Whether a turn of a user or another agent in the agent's prompt has not been told. What an agent hears more often
   * than it was said, somebody said again; it is not told again, and the loss noted. A prompt that does not go on
   * after other words of the assistant than the one before it only repeats what the agent knows.
   */
  isNews(agent: string, turn: ChatTurn, text: string, build: RunBuilder): boolean {
    const key = text.trim();
    const heard = this.heard.get(agent);
    const before = heard?.times.get(key) ?? 0;
    const said = this.said.get(key) ?? 0;
    if (heard !== undefined && (before === 0 || heard.further.has(turn))) {
      heard.times.set(key, before + 1);
      if (said > 0 && before + 1 > said) {
        this.saying(text);
        build.lose("repeated-words", "turns of the user that repeat earlier ones word for word");
      }
    }
    return said === 0;
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
