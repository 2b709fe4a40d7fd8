import { isObject } from "../../../core/json.ts";
import type { Json, Step } from "../../../core/run.ts";
import type { RunBuilder, StepInput } from "../../run-builder.ts";
import { splitReact } from "../react.ts";
import { replyText, requestedCalls } from "../replies.ts";
import { isReuseWarning, taskMessage, withoutToolList } from "../texts.ts";
import { coworkerKey, delegationOf, toolArguments, toolName, wasCarriedOut } from "../tools.ts";
import { ToolFailures } from "./tool-failures.ts";

/** What one task's messages show of the run as a whole. */
export interface TaskTrace {
  /** Model calls that the messages and the output prove. */
  modelCalls: number;
  hasMessages: boolean;
  react: boolean;
  /** Work was handed to coworkers, whose own steps CrewOutput does not hold. */
  delegated: boolean;
}

/** Makes the steps of one entry of `tasks_output`; `pointer` says where it stands in the source. */
export function writeTask(
  builder: RunBuilder,
  output: Record<string, unknown>,
  phase: string,
  pointer: (path: string) => string,
): TaskTrace {
  return new TaskWriter(builder, output, phase, pointer).write();
}

class TaskWriter {
  private readonly trace: TaskTrace = { modelCalls: 0, hasMessages: false, react: false, delegated: false };
  private readonly builder: RunBuilder;
  private readonly output: Record<string, unknown>;
  private readonly phase: string;
  private readonly pointer: (path: string) => string;
  private readonly agent: string | null;
  private readonly failures: ToolFailures;
  private readonly callsById = new Map<string, Step>();
  private said = "";
  private locator = "";

  constructor(
    builder: RunBuilder,
    output: Record<string, unknown>,
    phase: string,
    pointer: (path: string) => string,
  ) {
    this.builder = builder;
    this.output = output;
    this.phase = phase;
    this.pointer = pointer;
    const role = typeof output["agent"] === "string" ? output["agent"].trim() : "";
    this.agent = role === "" || role === "None" ? null : builder.agent(role);
    this.failures = new ToolFailures(output["tool_failures"]);
  }

  write(): TaskTrace {
    const { description, expected_output: expected, raw, messages } = this.output;
    const text = taskMessage(replyText(description), typeof expected === "string" ? expected : null);
    this.locator = this.pointer("");
    this.add({ kind: "message", agent: null, to: this.agent === null ? [] : [this.agent], text });
    this.builder.draftRun.task ??= text;
    this.trace.hasMessages = Array.isArray(messages);
    for (const [index, message] of (Array.isArray(messages) ? messages : []).entries()) {
      this.locator = this.pointer(`/messages/${index}`);
      if (isObject(message)) this.message(message);
    }
    this.locator = this.pointer("/raw");
    if (typeof raw === "string" && raw.trim() !== this.said) {
      this.trace.modelCalls++;
      this.add({ kind: "message", text: raw });
    }
    return this.trace;
  }

  private message(message: Record<string, unknown>): void {
    const content = typeof message["content"] === "string" ? message["content"] : "";
    switch (message["role"]) {
      case "system":
        if (this.agent !== null) this.builder.agent(this.agent, { role: content });
        break;
      case "assistant":
        this.trace.modelCalls++;
        this.answer(content, message["tool_calls"]);
        break;
      case "tool":
        this.result(content, replyText(message["tool_call_id"]), replyText(message["name"]));
        break;
      default:
        this.builder.lose("prompt", "prompts that CrewAI puts together from the task and earlier outputs");
    }
  }

  private answer(content: string, requested: unknown): void {
    const calls = requestedCalls(requested) ?? [];
    const react = calls.length > 0 ? null : splitReact(content);
    if (react === null) {
      if (content !== "" || calls.length === 0) this.say(content);
      const ids = Array.isArray(requested)
        ? requested.map((call) => (isObject(call) ? call["id"] : null))
        : [];
      for (const [index, { tool, args }] of calls.entries()) this.call(tool, args, replyText(ids[index]));
      return;
    }
    this.trace.react = true;
    if (react.thought !== "") this.add({ kind: "thought", text: react.thought });
    if (react.answer !== null) this.say(react.answer);
    if (react.action === null) return;
    const id = `text-${this.builder.steps.length}`;
    this.call(toolName(react.action.tool), toolArguments(react.action.input), id);
    if (react.observation !== null) this.result(react.observation, id, "");
  }

  private say(text: string): void {
    this.said = text.trim();
    this.add({ kind: "message", text });
  }

  private call(tool: string, args: Json, id: string): void {
    const callId = `${this.pointer("")}:${id}`;
    this.callsById.set(id, this.add({ kind: "tool-call", callId, tool, args }));
    const delegation = delegationOf(tool, args);
    if (delegation === null) return;
    this.trace.delegated = true;
    const known = this.builder.draftRun.agents.find(
      ({ name }) => coworkerKey(name) === coworkerKey(delegation.coworker),
    );
    this.add({ kind: "handoff", to: known === undefined ? [] : [known.id], text: delegation.request });
  }

  private result(content: string, id: string, name: string): void {
    const call = this.callsById.get(id);
    const tool = call?.tool ?? toolName(name);
    const text = withoutToolList(content);
    if (text !== content) this.builder.lose("tool-list", "lists of all tools, added to outputs by CrewAI");
    const reused = isReuseWarning(text);
    const failure = this.failures.take(tool, text);
    if (call !== undefined && (reused || (failure !== null && !wasCarriedOut(failure.reason)))) {
      call.executed = false;
    }
    const ok = reused || failure !== null ? false : this.failures.known ? true : undefined;
    this.add({
      ...{ kind: "tool-result", tool, text: text.trim() },
      ...(call?.callId === undefined ? {} : { callId: call.callId }),
      ...(ok === undefined ? {} : { ok }),
    });
  }

  private add(input: Omit<StepInput, "locator" | "phase">): Step {
    return this.builder.step({ agent: this.agent, ...input, phase: this.phase, locator: this.locator });
  }
}
