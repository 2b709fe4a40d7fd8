import type { Json, Step } from "../../../core/run.ts";
import { parsedOrText } from "../../json-text.ts";
import { pythonValue } from "../../python-literal.ts";
import type { StepInput } from "../../run-builder.ts";
import { isReuseWarning, withoutToolList } from "../texts.ts";
import {
  coworkerKey,
  DELEGATION_TOOLS,
  delegationOf,
  toolArguments,
  toolName,
  wasCarriedOut,
} from "../tools.ts";
import { type Box, field, lineField } from "./boxes.ts";
import type { Worker } from "./workers.ts";

/** CrewAI shows no more of a call's arguments. */
const CUT_ARGUMENTS = 200;

/** What the panels of tools need of the run around them. */
export interface ToolStage {
  /** Adds a step of a worker. */
  add(worker: Worker | null, box: Box, input: Omit<StepInput, "locator">): Step;
  /** The agent with a role as a model wrote it; null where nobody has it yet. */
  coworker(role: string): string | null;
  lose(code: string, detail: string): void;
}

/** An action of text mode (0.x), whose panels come after the tool has run: action, input, output. */
interface Action {
  box: Box;
  worker: Worker | null;
  tool: string;
  thought: string;
  args: Json;
}

/** Steps of the panels that tell of tools. Panels may come in another order than what they tell of. */
export class ToolPanels {
  thoughts = 0;
  private readonly stage: ToolStage;
  private readonly byNumber = new Map<string, Step>();
  private readonly results = new Map<string, Step>();
  private readonly unanswered = new Map<string, Set<Step>>();
  /** Calls whose arguments come later. */
  private readonly unfilled = new Set<Step>();
  /** Orders that were taken for granted because a coworker began, by the coworker. */
  private readonly orders = new Map<string, Step>();
  private readonly handoffs = new Map<Step, Step>();
  private action: Action | null = null;
  private count = 0;

  constructor(stage: ToolStage) {
    this.stage = stage;
  }

  /** `Tool Execution Started`: a call of the agent at work. */
  started(worker: Worker | null, box: Box): void {
    const tool = toolName(lineField(box.text, "Tool: ") ?? "");
    const args = this.argumentsOf(field(box.text, "Args: "));
    const known = this.byNumber.get(keyOf(tool, box)) ?? null;
    if (known !== null && this.unfilled.has(known)) {
      this.fill(known, box, args);
      return;
    }
    const placed = this.placeholder(worker, tool, args);
    const call = placed ?? this.call(worker, box, tool, args);
    if (placed !== null) this.fill(placed, box, args, tool);
    else this.handOver(call, worker, box);
    this.byNumber.set(keyOf(tool, box), call);
  }

  /** `Tool Execution Completed`. */
  succeeded(worker: Worker | null, box: Box): void {
    this.ended(worker, box, field(box.text, "Output: ") ?? "", true, true);
  }

  /** `Tool Error` (the tool raised) and `Tool Failure` (it said that it failed, or was not run). */
  failed(worker: Worker | null, box: Box): void {
    const text = field(box.text, "Message: ", "Policy: ") ?? field(box.text, "Error: ") ?? "";
    this.ended(worker, box, text, false, wasCarriedOut(lineField(box.text, "Reason: ")));
  }

  private ended(worker: Worker | null, box: Box, text: string, ok: boolean, executed: boolean): void {
    const tool = toolName(lineField(box.text, "Tool: ") ?? "");
    const numbered = this.byNumber.get(keyOf(tool, box)) ?? null;
    const isOpen = numbered !== null && !this.results.has(numbered.callId ?? "");
    const [first] = this.unanswered.get(tool) ?? [];
    const call = isOpen ? numbered : (first ?? numbered);
    const known = call === null ? undefined : this.results.get(call.callId ?? "");
    if (known !== undefined) {
      if (!ok) known.ok = false;
      return;
    }
    const answered = call ?? this.call(worker, box, tool, null);
    if (call === null) this.byNumber.set(keyOf(tool, box), answered);
    if (!executed) answered.executed = false;
    this.result(answered, worker, box, text, ok);
  }

  /** `Agent Tool Execution` (0.x). */
  acted(worker: Worker | null, box: Box): void {
    this.flush();
    const thought = (field(box.text, "Thought: ", "Using Tool: ") ?? "").replace(/^Thought:\s*/, "");
    const tool = toolName(
      lineField(box.text.slice(box.text.lastIndexOf("Using Tool: ")), "Using Tool: ") ?? "",
    );
    this.action = { box, worker, tool, thought, args: null };
  }

  /** `Tool Input` (0.x): JSON of the text that the model wrote, broken anywhere. */
  input(box: Box): void {
    if (this.action === null) return;
    this.action.args = toolArguments(parsedOrText(box.text));
  }

  /** `Tool Output`: the third panel of an action (0.x); else an echo of the result, or a refusal by the framework. */
  output(worker: Worker | null, box: Box): void {
    const own = withoutToolList(box.text);
    if (own !== box.text) this.stage.lose("tool-list", "lists of all tools, added to outputs by CrewAI");
    const text = own.trim();
    const last = worker?.lastCall ?? null;
    if (this.action !== null) this.flush({ box, text });
    else if (last === null) this.stage.lose("tool-output", "outputs of tools whose call was not printed");
    else if (isReuseWarning(text)) {
      const call = this.call(worker, box, last.tool ?? "", last.args ?? null);
      call.executed = false;
      this.result(call, worker, box, text, false);
    } else if (!this.results.has(last.callId ?? "")) this.result(last, worker, box, text, false);
  }

  /** A coworker begins: the order that set it to work, which may be printed before, after or never. */
  orderTo(worker: Worker, box: Box): Step | null {
    const { asker } = worker;
    if (asker === null) return null;
    const last = asker.lastCall;
    const isOpen = last?.tool !== undefined && DELEGATION_TOOLS.has(last.tool);
    if (isOpen && !this.results.has(last.callId ?? "")) {
      const handoff = this.handoffs.get(last);
      if (handoff !== undefined) handoff.to = [worker.role];
      return last;
    }
    const call = this.call(asker, box, "delegate_work_to_coworker", {
      coworker: worker.role,
      task: worker.asked,
    });
    this.orders.set(coworkerKey(worker.role), call);
    this.handOver(call, asker, box);
    return call;
  }

  /** Puts an action into the run; `output` is null where the transcript breaks off before it. */
  flush(output: { box: Box; text: string } | null = null): void {
    const { action } = this;
    this.action = null;
    if (action === null) return;
    const { worker, box, tool, args, thought } = action;
    if (thought !== "") {
      this.thoughts++;
      this.stage.add(worker, box, { kind: "thought", text: thought });
    }
    const placed = this.placeholder(worker, tool, args);
    const call = placed ?? this.call(worker, box, tool, args);
    if (placed !== null) this.fill(placed, box, args, tool);
    else this.handOver(call, worker, box);
    if (output === null) return;
    const refused = isReuseWarning(output.text);
    if (refused) call.executed = false;
    this.result(call, worker, output.box, output.text, refused ? false : undefined);
  }

  private call(worker: Worker | null, box: Box, tool: string, args: Json): Step {
    const callId = `call:${this.count++}`;
    const call = this.stage.add(worker, box, {
      kind: "tool-call",
      callId,
      tool,
      ...(args === null ? {} : { args }),
    });
    if (args === null) this.unfilled.add(call);
    const open = this.unanswered.get(tool);
    if (open === undefined) this.unanswered.set(tool, new Set([call]));
    else open.add(call);
    if (worker !== null) worker.lastCall = call;
    return call;
  }

  private result(call: Step, worker: Worker | null, box: Box, text: string, ok: boolean | undefined): void {
    const step = this.stage.add(worker, box, {
      ...{ kind: "tool-result", agent: call.agent, tool: call.tool ?? "", text },
      ...(call.callId === undefined ? {} : { callId: call.callId }),
      ...(ok === undefined ? {} : { ok }),
    });
    if (call.callId !== undefined) this.results.set(call.callId, step);
    this.unanswered.get(call.tool ?? "")?.delete(call);
  }

  private handOver(call: Step, worker: Worker | null, box: Box): void {
    const delegation = delegationOf(call.tool ?? "", call.args);
    if (delegation === null) return;
    const to = this.stage.coworker(delegation.coworker);
    const input = { kind: "handoff", to: to === null ? [] : [to], text: delegation.request } as const;
    this.handoffs.set(call, this.stage.add(worker, box, input));
  }

  private fill(call: Step, box: Box, args: Json, tool = call.tool): void {
    this.unfilled.delete(call);
    if (args !== null) call.args = args;
    if (tool !== undefined) call.tool = tool;
    call.locator = `line:${box.line}`;
    const delegation = delegationOf(call.tool ?? "", call.args);
    const handoff = this.handoffs.get(call);
    if (delegation !== null && handoff !== undefined) handoff.text = delegation.request;
  }

  /** The order that was taken for granted when this worker's coworker began. */
  private placeholder(worker: Worker | null, tool: string, args: Json): Step | null {
    const wanted = delegationOf(tool, args)?.coworker;
    const call = wanted === undefined ? undefined : this.orders.get(coworkerKey(wanted));
    if (wanted === undefined || call === undefined) return null;
    const isAsker = worker === null || call.agent === worker.role || worker.asker?.role === call.agent;
    if (isAsker) this.orders.delete(coworkerKey(wanted));
    return isAsker ? call : null;
  }

  private argumentsOf(text: string | null): Json {
    if (text === null) return {};
    if (text.length >= CUT_ARGUMENTS && text.endsWith("...")) {
      this.stage.lose("arguments-cut", `the console shows ${CUT_ARGUMENTS} characters of a call's arguments`);
    }
    const value = text.startsWith("{'") ? pythonValue(text) : undefined;
    return toolArguments(value ?? text);
  }
}

function keyOf(tool: string, box: Box): string {
  return `${tool} ${box.number ?? ""}`;
}
