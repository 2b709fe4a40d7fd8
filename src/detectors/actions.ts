import { stableStringify } from "../core/json.ts";
import type { Agent, Run, Step } from "../core/run.ts";
import { FENCE } from "./cues/words.ts";
import { commandIn, effectOfCommand, effectOfName, readsAsFailure, type ToolEffect } from "./tool-effects.ts";

/** Something an agent had done outside its own words: a tool call, or code in a message that was then executed. */
export interface Action {
  readonly step: Step;
  readonly agent: string | null;
  /** Tool name; `code` for code in a message. */
  readonly tool: string;
  /** Equal for two calls of the same tool with the same arguments. */
  readonly key: string;
  /** null where the trace has no result. */
  readonly result: Step | null;
  readonly failed: boolean;
  readonly effect: ToolEffect;
  /** false: the call was refused or never carried out. */
  readonly executed: boolean;
}

export interface CodeBlock {
  /** The word after the fence, in lower case; "" without one. */
  readonly language: string;
  readonly code: string;
  /** Offset of `code` in the text. */
  readonly start: number;
}

/** The contents of fenced code blocks; an unclosed block runs to the end of the text. */
export function codeBlocks(text: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open = text.indexOf(FENCE);
  while (open >= 0) {
    const lineEnd = text.indexOf("\n", open);
    if (lineEnd < 0) break;
    const close = text.indexOf(FENCE, lineEnd);
    const end = close < 0 ? text.length : close;
    const language = text
      .slice(open + FENCE.length, lineEnd)
      .trim()
      .toLowerCase();
    blocks.push({ language, code: text.slice(lineEnd + 1, end), start: lineEnd + 1 });
    if (close < 0) break;
    open = text.indexOf(FENCE, close + FENCE.length);
  }
  return blocks;
}

/** Whether a step is the output of executed code that no tool call of the trace announces. */
export function isExecutionOutput(step: Step, agents: ReadonlyMap<string, Agent>): boolean {
  if (step.kind === "tool-result") return step.callId === undefined;
  if (step.kind !== "message" || step.canned === true) return false;
  if (step.agent !== null && agents.get(step.agent)?.kind === "executor") return true;
  return reportsExit(step.text);
}

const MOST_SPACES = 20;
const LETTER_E = 0x65;
const SPACE = 0x20;

/** Whether a text begins with an exit code, as the executors of AutoGen write it. */
function reportsExit(text: string): boolean {
  let at = 0;
  while (at < MOST_SPACES && text.charCodeAt(at) <= SPACE) at++;
  return text.charCodeAt(at) === LETTER_E && /^exitcode: -?\d/.test(text.slice(at, at + MOST_SPACES));
}

/** All actions of the run in the order of their calls; a call logged again under its id is the same. Linear in time. */
export function actionsOf(run: Run, agents: ReadonlyMap<string, Agent>): Action[] {
  const results = resultsByCall(run);
  const actions: Action[] = [];
  const calls = new Set<string>();
  const effects = new Map<string, ToolEffect>();
  const effectOf = (tool: string, { args }: Step): ToolEffect => {
    const known = effects.get(tool) ?? effectOfName(tool);
    effects.set(tool, known);
    return known === "run" ? effectOfCommand(commandIn(args)) : known;
  };
  for (const step of run.steps) {
    if (step.kind === "tool-call") {
      if (step.retryOf !== undefined || (step.callId !== undefined && calls.has(step.callId))) continue;
      if (step.callId !== undefined) calls.add(step.callId);
      const tool = step.tool ?? "";
      const result = results.get(step) ?? null;
      actions.push({
        step,
        agent: step.agent,
        tool,
        result,
        key: `${tool}\0${stableStringify(step.args)}`,
        failed: result !== null && hasFailed(result),
        effect: effectOf(tool, step),
        executed: step.executed !== false,
      });
    } else if (step.kind === "message" && step.agent !== null) {
      const output = nextSpoken(run, step);
      if (output === undefined || output.agent === step.agent || !isExecutionOutput(output, agents)) continue;
      if (!step.text.includes(FENCE)) continue;
      const code = codeBlocks(step.text).map((block) => block.code.trim());
      actions.push({
        step,
        agent: step.agent,
        tool: "code",
        result: output,
        key: `code\0${code.join("\0")}`,
        failed: hasFailed(output),
        effect: "run",
        executed: true,
      });
    }
  }
  return actions;
}

/** The next step that is not a thought. */
function nextSpoken({ steps }: Run, { index }: Step): Step | undefined {
  let next = index + 1;
  while (steps[next]?.kind === "thought") next++;
  return steps[next];
}

/** Whether a result is a failure: as the format says, else as the output reads. */
export function hasFailed(result: Step): boolean {
  return result.ok === undefined ? readsAsFailure(result.text) : !result.ok;
}

/** Joins results to calls: by call id, else to the oldest open call (of the same tool where the result names one). */
function resultsByCall(run: Run): Map<Step, Step> {
  const byCall = new Map<Step, Step>();
  const byId = new Map<string, Step>();
  const unnamed = new OpenCalls(byCall);
  for (const step of run.steps) {
    if (step.kind === "tool-call") {
      if (step.callId === undefined) unnamed.add(step);
      else byId.set(step.callId, step);
    } else if (step.kind === "tool-result") {
      const call = step.callId === undefined ? unnamed.oldest(step.tool) : byId.get(step.callId);
      if (call !== undefined && !byCall.has(call)) byCall.set(call, step);
    }
  }
  return byCall;
}

/** Calls without an id that have no result yet: queues whose heads only move forward, so that joining is linear. */
class OpenCalls {
  private readonly answered: ReadonlyMap<Step, Step>;
  private readonly queues = new Map<string | undefined, { calls: Step[]; head: number }>();

  constructor(answered: ReadonlyMap<Step, Step>) {
    this.answered = answered;
  }

  add(call: Step): void {
    for (const name of call.tool === undefined ? [undefined] : [undefined, call.tool]) {
      const queue = this.queues.get(name);
      if (queue === undefined) this.queues.set(name, { calls: [call], head: 0 });
      else queue.calls.push(call);
    }
  }

  oldest(tool: string | undefined): Step | undefined {
    const queue = this.queues.get(tool);
    if (queue === undefined) return undefined;
    for (;;) {
      const call = queue.calls[queue.head];
      if (call === undefined || !this.answered.has(call)) return call;
      queue.head++;
    }
  }
}
