import type { Step } from "../../core/run.ts";
import { nameKey } from "../langgraph/handoffs.ts";
import { spelledKey } from "./agent-spellings.ts";

/** Calls that were made and not answered yet, to be matched with the spans or messages that answer them. */
export class ToolCalls {
  private readonly byId = new Map<string, Step>();
  /** By tool name as `nameKey` writes it: a framework may show one name to people and another to models. */
  private readonly open = new Map<string, Step[]>();
  private readonly answered = new Set<Step>();

  /** Whether a call with this id was made in the run. */
  find(callId: string | null | undefined): Step | null {
    return callId === null || callId === undefined ? null : (this.byId.get(callId) ?? null);
  }

  made(call: Step): void {
    if (call.callId !== undefined) this.byId.set(call.callId, call);
    const tool = nameKey(call.tool ?? "");
    const waiting = this.open.get(tool);
    if (waiting === undefined) this.open.set(tool, [call]);
    else waiting.push(call);
  }

  /**
   * The call that a tool's span carries out: by its id, else the oldest open call of that tool with the same
   * arguments, else the oldest one. Null where no model asked for it.
   */
  carriedOut(tool: string, callId: string | undefined, args: string): Step | null {
    const named = this.find(callId);
    if (named !== null) {
      if (this.answered.has(named)) return null;
      this.close(named);
      return named;
    }
    const exact = this.open.get(nameKey(tool)) ?? [];
    const waiting = exact.length > 0 ? exact : (this.open.get(spelledKey(tool)) ?? []);
    const match = waiting.find((call) => JSON.stringify(call.args ?? null) === args) ?? waiting[0];
    if (match === undefined) return null;
    this.close(match);
    return match;
  }

  isAnswered(call: Step): boolean {
    return this.answered.has(call);
  }

  close(call: Step): void {
    this.answered.add(call);
    const waiting = this.open.get(nameKey(call.tool ?? ""));
    const at = waiting?.indexOf(call) ?? -1;
    if (at >= 0) waiting?.splice(at, 1);
  }

  /** Calls that nothing carried out or answered. */
  *unanswered(): Iterable<Step> {
    for (const calls of this.open.values()) yield* calls;
  }
}
