import type { Json, Run, Step, Tokens } from "../../src/core/run.ts";
import { NEW } from "./edit.ts";

/** Writes new steps as the format of a run would give them: recipients, times, tokens, phases and ids as around them. */
export class Scribe {
  private readonly run: Run;
  private readonly call: Step | undefined;
  private readonly result: Step | undefined;
  private calls = 0;

  constructor(run: Run) {
    this.run = run;
    this.call = run.steps.find(({ kind }) => kind === "tool-call");
    this.result = run.steps.find(
      ({ kind, callId }) => kind === "tool-result" && callId === this.call?.callId,
    );
  }

  /** Words of an agent after the step at `after`; `to` counts where the format knows recipients. */
  says(agent: string | null, text: string, after: number, to: readonly (string | null)[] = []): Step {
    return { ...this.around(agent, after), kind: "message", to: this.known(to), text };
  }

  /** A private thought, or words where the format shows none. */
  thinks(agent: string, text: string, after: number): Step {
    const kind = this.run.capabilities.reasoning ? "thought" : "message";
    return { ...this.around(agent, after), kind, to: [], text };
  }

  /** A tool call with its result. */
  uses(
    agent: string,
    tool: string,
    args: Json,
    result: { text: string; ok?: boolean },
    after: number,
  ): [call: Step, result: Step] {
    const writesArguments = this.call !== undefined && this.call.text !== "";
    const id = this.call === undefined || this.call.callId !== undefined ? { callId: this.newCallId() } : {};
    const call: Step = {
      ...this.around(agent, after),
      ...{ kind: "tool-call", to: [], text: writesArguments ? JSON.stringify(args) : "", tool, args },
      ...id,
    };
    const executor = this.result === undefined ? agent : this.executor(agent);
    const saysOk = this.result === undefined || this.result.ok !== undefined || result.ok === false;
    const output: Step = {
      ...this.around(executor, after),
      ...{ kind: "tool-result", to: this.result?.to.length ? [agent] : [], text: result.text, tool },
      ...{ tokens: null, ...id, ...(saysOk ? { ok: result.ok ?? true } : {}) },
    };
    return [call, output];
  }

  /** Copies of steps as if they happened once more: calls and their results get ids of their own. */
  again(steps: readonly Step[]): Step[] {
    const ids = new Map<string, string>();
    return steps.map((step) => {
      if (step.callId === undefined) return { ...step };
      const callId = ids.get(step.callId) ?? this.newCallId();
      ids.set(step.callId, callId);
      return { ...step, callId };
    });
  }

  private newCallId(): string {
    this.calls++;
    return `call_${this.run.id.slice(0, 6)}_${this.calls}`;
  }

  private executor(caller: string): string | null {
    const { agent = null } = this.result ?? {};
    return agent === this.call?.agent ? caller : agent;
  }

  private known(to: readonly (string | null)[]): string[] {
    return this.run.capabilities.recipients ? to.filter((id) => id !== null) : [];
  }

  private around(agent: string | null, after: number) {
    const before = this.run.steps.slice(0, after + 1);
    const neighbour = before.at(-1);
    const own = before.findLast((step) => step.agent === agent && agent !== null) ?? neighbour;
    const phase = own?.phase ?? neighbour?.phase;
    return {
      index: NEW,
      agent,
      at: neighbour?.at ?? null,
      tokens: agent === null ? null : tokensAfter(before),
      ...(phase === undefined ? {} : { phase }),
      locator: neighbour?.locator ?? "",
    };
  }
}

/** What a further model call takes: a little more context than the one before. */
function tokensAfter(steps: readonly Step[]): Tokens | null {
  const last = steps.findLast(({ tokens }) => tokens !== null)?.tokens ?? null;
  return last === null ? null : { input: last.input + last.output + 12, output: 24 };
}
