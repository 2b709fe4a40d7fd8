import type { EndReason, Step, Tokens } from "../../core/run.ts";
import { toIsoTime } from "../../core/time.ts";
import type { RunDraft } from "../adapter.ts";
import { argumentsOf } from "../records/openai-message.ts";
import { RunBuilder } from "../run-builder.ts";
import type { LoguruRecord } from "./loguru-log.ts";

/** The flow that plans and lets agents carry out one step of the plan after the other. */
const FLOW = "PlanningFlow";
const TERMINATE = "terminate";
const NOISE = "records of the program that no agent said";
const PLAN_COMPLETED = "Plan completed:";

/** What a record means, by its first words; the emoji before them vary. */
const STEP = /^Executing step (\d{1,6})\/(\d{1,6})$/;
const THOUGHTS = /^(?:✨ )?(\S.{0,80})'s thoughts: ?/;
const PREPARED = /^(?:🧰 )?Tools being prepared: \[(.*)\]$/;
const ARGUMENTS = /^(?:🔧 )?Tool arguments: /;
const ACTIVATED = /^(?:🔧 )?Activating tool: '([^']{1,200})'\.\.\.$/;
const RESULT = /^(?:🎯 )?Tool '([^']{1,200})' completed its mission! Result: /;
const USAGE = /^Token usage: Input=(\d{1,12}), Completion=(\d{1,12}),/;
const PLAN = "Plan creation result: ";
/** What libraries log between the lines of a record, in the layout of Python's own logger. */
const FOREIGN = /^(?:DEBUG|INFO|WARNING|ERROR) {1,10}\[[\w.]{1,100}\] /;
const NO_TOOLS = /selected 0 tools to use$/;
const STUCK = "Agent detected stuck state.";
const FAILED_RESULT =
  /^Error: |^Observed output of cmd `[^`\n]{1,200}` executed:\n(?:Error: |\{'observation'[^\n]*'success': False\})/;
/** What the agents and flows write when they cannot go on; a later step of the log takes it back. */
const ENDS: readonly [RegExp, EndReason][] = [
  [/^(?:🚨 )?Token limit error/, "limit"],
  [/^Error in PlanningFlow: |^(?:🚨 )?Oops! The .{1,80}'s thinking process hit a snag/, "error"],
];
/** What the program around them writes. */
const PROGRAM_ENDS: readonly [RegExp, EndReason][] = [
  [/^Request processing timed out/, "limit"],
  [/^Operation (?:cancelled by user|interrupted)/, "stopped"],
  [/^Error: /, "error"],
];

interface PendingCall {
  tool: string;
  args: string | null;
}

/** One request to OpenManus, put together from the records of its log. */
export class OpenManusRun {
  private readonly build: RunBuilder;
  private agentName = "Manus";
  private pending: PendingCall[] = [];
  /** Calls under way or finished, by tool: the log names a result's tool only. */
  private readonly open = new Map<string, Step>();
  private tokens: Tokens | null = null;
  private phase: string | null = null;
  /** Steps of the flow's plan; null without a plan. */
  private planSteps: number | null = null;
  private part = 0;
  private step = { at: 0, of: 0, worked: false };
  private end: { reason: EndReason; detail: string } | null = null;

  constructor(format: string, locator: string) {
    this.build = new RunBuilder({
      framework: "openmanus",
      format,
      locator,
      capabilities: { times: true, toolCalls: true, toolResults: true, endReason: true },
    });
  }

  get underWay(): boolean {
    return this.build.steps.length > 0;
  }

  start(task: string, locator: string): void {
    this.build.draftRun.task = task;
    this.build.draftRun.capabilities.task = true;
    this.build.step({ kind: "message", text: task, locator });
  }

  add(record: LoguruRecord, locator: string): void {
    const { header } = record;
    const rest = record.rest.filter((line) => !FOREIGN.test(line));
    const foreign = record.rest.length - rest.length;
    if (foreign > 0) this.build.lose("log-noise", NOISE, foreign);
    const text = [header, ...rest].join("\n").trimEnd();
    const at = toIsoTime(record.at);
    const said = THOUGHTS.exec(header);
    if (said !== null) {
      this.flushPending(true);
      this.agentName = said[1] ?? this.agentName;
      const words = text.slice(said[0].length).trim();
      this.step.worked = false;
      if (words !== "" && words !== "None") this.act({ kind: "message", text: words, at, locator });
      return;
    }
    if (this.addToolRecord(text, header, at, locator)) return;
    const usage = USAGE.exec(header);
    const step = STEP.exec(header);
    if (usage !== null) this.tokens = { input: Number(usage[1]), output: Number(usage[2]) };
    else if (step !== null) this.startStep(Number(step[1]), Number(step[2]));
    else if (header.startsWith(PLAN)) this.addPlan(text.slice(PLAN.length), at, locator);
    else if (header.startsWith(STUCK)) this.build.step({ kind: "message", canned: true, text, at, locator });
    else if (!this.addEnd(text, record.origin.startsWith("__main__"), at, locator)) {
      this.step.worked ||= NO_TOOLS.test(header);
      this.build.lose("log-noise", NOISE);
    }
  }

  finish(): RunDraft | null {
    this.flushPending(false);
    const run = this.build.draft();
    if (run.agents.length === 0) return null;
    run.startedAt = run.steps.find(({ at }) => at !== null)?.at ?? null;
    run.endedAt = run.steps.findLast(({ at }) => at !== null)?.at ?? null;
    run.capabilities.tokens = run.steps.some(({ tokens }) => tokens !== null);
    const { at, of, worked } = this.step;
    if (this.end !== null && !this.leftInPlan()) {
      run.endReason = this.end.reason;
      run.endDetail = this.end.detail;
    } else if (at > 0 && at === of && worked && !this.leftInPlan()) {
      run.endReason = "limit";
      run.endDetail = `Executing step ${at}/${of}`;
      this.build.infer("the last allowed step is the last thing in the log, and no tool ended the run");
    } else {
      run.endReason = "truncated";
      run.capabilities.endReason = false;
    }
    if (run.endReason === "error") {
      run.outcome = "failed";
      run.outcomeSource = "the run ended with an exception";
    }
    return run;
  }

  /** Each step of a plan ends like a run of its own: only the last one's end is the run's. */
  private leftInPlan(): boolean {
    return this.phase !== null && this.end?.reason !== "error" && this.part < (this.planSteps ?? 0);
  }

  /** Whether the record was one about tools. */
  private addToolRecord(text: string, header: string, at: string | null, locator: string): boolean {
    const prepared = PREPARED.exec(header)?.[1];
    const activated = ACTIVATED.exec(header)?.[1];
    const result = RESULT.exec(header);
    if (prepared !== undefined) {
      this.pending = [...prepared.matchAll(/'([^']{1,200})'/g)].map(([, tool = ""]) => ({
        tool,
        args: null,
      }));
    } else if (ARGUMENTS.test(header)) {
      const [first] = this.pending;
      if (first !== undefined) first.args = text.replace(ARGUMENTS, "");
    } else if (activated !== undefined) {
      this.open.set(activated, this.call(this.takePending(activated), at, locator));
    } else if (result !== null) {
      this.addResult(result[1] ?? "", text.slice(result[0].length), at, locator);
    } else return false;
    return true;
  }

  private addResult(tool: string, text: string, at: string | null, locator: string): void {
    let call = this.open.get(tool);
    this.open.delete(tool);
    const ok = !FAILED_RESULT.test(text);
    if (call === undefined) {
      call = this.call(this.takePending(tool), at, locator);
      // The program refuses a tool it does not have before it would activate it.
      if (text.startsWith("Error: Unknown tool")) call.executed = false;
    }
    const { callId } = call;
    this.act({
      kind: "tool-result",
      tool,
      text,
      ok,
      at,
      locator,
      ...(callId === undefined ? {} : { callId }),
    });
    this.step.worked = true;
    if (tool !== TERMINATE || !ok) return;
    call.marker = "terminal";
    const detail = /completed with status: \w{1,40}/.exec(text)?.[0] ?? TERMINATE;
    this.end = { reason: detail.endsWith("failure") ? "stopped" : "completed", detail };
  }

  private takePending(tool: string): PendingCall {
    const index = this.pending.findIndex((call) => call.tool === tool);
    return this.pending.splice(index, index < 0 ? 0 : 1)[0] ?? { tool, args: null };
  }

  /** Prepared calls that were never activated. */
  private flushPending(wentOn: boolean): void {
    const locator = this.build.steps.at(-1)?.locator ?? "";
    for (const call of this.pending) {
      const step = this.call(call, null, locator);
      if (wentOn) step.executed = false;
    }
    this.pending = [];
  }

  private call({ tool, args }: PendingCall, at: string | null, locator: string): Step {
    const callId = `call ${this.build.steps.length}`;
    const written = args === null ? {} : { args: argumentsOf(args) };
    return this.act({ kind: "tool-call", tool, text: args ?? "", callId, at, locator, ...written });
  }

  /** A step of the agent at work; it carries the tokens of the model call before it. */
  private act(step: Partial<Step> & Pick<Step, "kind" | "locator">, agent?: string): Step {
    const tokens = step.kind === "tool-result" ? null : this.tokens;
    if (step.kind !== "tool-result") this.tokens = null;
    const phase = this.phase === null ? {} : { phase: this.phase };
    return this.build.step({ agent: agent ?? this.build.agent(this.agentName), ...phase, ...step, tokens });
  }

  private startStep(at: number, of: number): void {
    this.flushPending(true);
    if (at === 1 && this.planSteps !== null) {
      this.phase = `plan step ${this.part}`;
      this.part += 1;
    }
    this.step = { at, of, worked: false };
    this.end = null;
  }

  private addPlan(text: string, at: string | null, locator: string): void {
    this.planSteps = text.match(/^\d{1,4}\. \[/gm)?.length ?? 0;
    this.act({ kind: "message", text, at, locator }, this.build.agent(FLOW, { kind: "manager" }));
  }

  /** Whether the record says how the run ended. */
  private addEnd(text: string, isProgram: boolean, at: string | null, locator: string): boolean {
    for (const [pattern, reason] of isProgram ? PROGRAM_ENDS : ENDS) {
      if (!pattern.test(text)) continue;
      if (isProgram) this.phase = null;
      this.end = { reason, detail: text.split("\n", 1)[0] ?? "" };
      this.build.step({ kind: reason === "error" ? "error" : "end", text, at, locator });
      return true;
    }
    const summary = isProgram && this.planSteps !== null ? text.indexOf(PLAN_COMPLETED) : -1;
    if (summary < 0) return false;
    // The flow's result repeats the results of all steps before its own summary.
    this.build.lose("log-echo", "the result of the flow, which repeats the results of its steps");
    const flow = this.build.agent(FLOW, { kind: "manager" });
    this.phase = null;
    this.act({ kind: "message", text: text.slice(summary), at, locator, marker: "terminal" }, flow);
    this.end = { reason: "completed", detail: PLAN_COMPLETED.slice(0, -1) };
    return true;
  }
}
