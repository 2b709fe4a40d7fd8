import type { Step } from "../../core/run.ts";
import type { RunDraft } from "../adapter.ts";
import { textOf } from "./agentchat-content.ts";
import { blame, endByStopWord, type RunEnd } from "./agentchat-end.ts";
import { handoffTarget } from "./agentchat-handoffs.ts";
import { addModelCalls, type ModelCall } from "./agentchat-model-calls.ts";
import { AgentchatRun, type ChatRecord } from "./agentchat-run.ts";

/** One run of a team, as the log tells it: its messages, its model calls, and how it ended. */
export class TeamRun {
  /** Whether the manager has told the outside that the team is done. */
  ended = false;
  private readonly records: ChatRecord[] = [];
  private readonly calls: { line: number; call: ModelCall }[] = [];
  private readonly ids = new Set<string>();
  private failure: (RunEnd & { agent: string | null }) | null = null;
  private innerTasks = 0;
  /** Steps before the model call that is being placed; calls come in the order of their lines. */
  private passed = 0;
  private readonly begun: boolean;

  /** `begun`: whether the log holds the start of the run. */
  constructor(begun: boolean) {
    this.begun = begun;
  }

  /** Adds a message; one that stands in the run already (an inner team's, passed on by the outer one) changes nothing. */
  add(value: Record<string, unknown>, line: number): void {
    const id = textOf(value.id);
    if (id !== "" && this.ids.has(id)) return;
    if (id !== "") this.ids.add(id);
    this.records.push({ value, locator: `line:${line}`, nested: false });
  }

  has(messages: readonly Record<string, unknown>[]): boolean {
    return messages.some(({ id }) => typeof id === "string" && this.ids.has(id));
  }

  /** An inner team was told its task, which the outer one's messages have said. */
  startInner(): void {
    this.innerTasks += 1;
  }

  addCall(call: ModelCall, line: number): void {
    this.calls.push({ line, call });
  }

  /** Only the first failure is the cause: the others follow from it. */
  fail(agent: string | null, detail: string, text: string, line: number): void {
    this.failure ??= { reason: "error", detail, text, locator: `line:${line}`, agent };
  }

  /** Whether the run waits for a person to whom it was handed over. */
  get waits(): boolean {
    const last = this.records.at(-1)?.value;
    return last?.type === "HandoffMessage" && handoffTarget(last).toLowerCase() === "user";
  }

  /** The run; null where the log holds no message of it. */
  draft(format: string): RunDraft | null {
    const [first] = this.records;
    if (first === undefined) return null;
    const run = new AgentchatRun(this.records, {
      format,
      locator: first.locator,
      nativeKey: this.begun ? textOf(first.value.id) || null : null,
      reasoning: true,
    });
    if (!this.begun) run.infer("the log begins in the middle of the run, so its task is not known");
    if (this.innerTasks > 0)
      run.lose("inner-task", "what an inner team was told repeats the outer one's messages", this.innerTasks);
    const draft = run.finish(this.end());
    if (this.ended) endByStopWord(draft, "the team");
    if (this.failure?.agent != null) blame(draft, this.failure.agent);
    addModelCalls(
      draft,
      this.calls.map(({ line, call }) => ({ ...call, from: this.stepFrom(draft.steps, line) })),
    );
    return draft;
  }

  private end(): RunEnd {
    if (this.failure !== null) return this.failure;
    const unknown: RunEnd = { reason: "unknown", detail: null, locator: null };
    const asked = this.records.at(-1)?.value.type === "UserInputRequestedEvent";
    if (asked || (this.ended && this.waits)) return { ...unknown, reason: "waiting" };
    return this.ended ? unknown : { ...unknown, reason: "truncated" };
  }

  /** The index of the first step that was made of a line behind the given one. */
  private stepFrom(steps: readonly Step[], line: number): number {
    while (this.passed < steps.length && lineOf(steps[this.passed]) < line) this.passed += 1;
    return this.passed;
  }
}

function lineOf(step: Step | undefined): number {
  return Number(step?.locator.slice("line:".length) ?? 0);
}
