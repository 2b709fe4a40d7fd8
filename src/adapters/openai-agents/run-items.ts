import { isObject } from "../../core/json.ts";
import type { Step } from "../../core/run.ts";
import type { AdapterEvent, Recognition, RunDraft, TraceAdapter } from "../adapter.ts";
import { parsedOrText } from "../json-text.ts";
import { contentText } from "../records/openai-message.ts";
import { RunBuilder } from "../run-builder.ts";
import type { TraceSource } from "../source.ts";

const FORMAT = "openai-agents/items";
const FIRST_AGENT = "assistant";

/** Items of the Responses API in a row, as `result.to_input_list()` and sessions of the OpenAI Agents SDK keep them. */
export const runItemsAdapter: TraceAdapter = {
  meta: {
    id: "openai-agents-items",
    version: 1,
    family: "openai-agents",
    formats: [
      {
        format: FORMAT,
        title: "OpenAI Agents SDK, items of a result",
        signs: ["type", "function_call", "function_call_output", "call_id", "arguments"],
        writtenBy: "`result.to_input_list()` dumped as JSON, or the items of a session, one a line",
        tested: "openai-agents 0.24.0 with the chat-completions model",
        carries: "messages, calls, results, handoffs; the names of agents that were handed to",
        loses: "the name of the first agent, tokens, models, times, how the run ended",
        endReasons: { "(never said)": "unknown" },
      },
    ],
  },

  recognise({ probe }: TraceSource): Recognition | null {
    const items =
      probe.kind === "json" && Array.isArray(probe.value)
        ? probe.value
        : probe.kind === "records"
          ? probe.records.map(({ value }) => value)
          : [];
    const typed = items.filter((item) => isObject(item) && isTyped(item)).length;
    const known = items.filter((item) => isObject(item) && (isTyped(item) || isMessage(item))).length;
    if (typed === 0 || known < items.length * 0.8) return null;
    return { score: 0.9, format: FORMAT, why: `${typed} calls, outputs and messages of the Responses API` };
  },

  async *read(source: TraceSource): AsyncIterable<AdapterEvent> {
    const reader = new ItemReader();
    const problems: AdapterEvent[] = [];
    const add = (value: unknown, locator: string) => {
      if (isObject(value) && reader.add(value, locator)) return;
      const message = "not an item of the Responses API (a message, a call or its output)";
      problems.push({ type: "problem", problem: { locator, code: "not-an-item", message } });
    };
    if (source.probe.kind === "json") {
      const list = Array.isArray(source.probe.value) ? source.probe.value : [];
      for (const [index, item] of list.entries()) add(item, `/${index}`);
    } else {
      for await (const records of source.records()) {
        for (const { value, line } of records) add(value, `line:${line}`);
      }
    }
    yield* problems;
    const isCut = source.probe.kind === "json" && source.probe.damage !== null;
    if (reader.size > 0) yield { type: "run", draft: reader.draft(isCut) };
  },
};

function isTyped(item: Record<string, unknown>): boolean {
  if (item["type"] === "function_call") return typeof item["name"] === "string" && "arguments" in item;
  if (item["type"] === "function_call_output") return typeof item["call_id"] === "string";
  return item["type"] === "message" && isMessage(item) && Array.isArray(item["content"]);
}

function isMessage(item: Record<string, unknown>): boolean {
  return typeof item["role"] === "string" && "content" in item;
}

class ItemReader {
  private readonly builder = new RunBuilder({
    framework: "openai-agents",
    format: FORMAT,
    capabilities: { toolCalls: true, toolResults: true, task: true },
  });
  private readonly calls = new Map<string, Step>();
  private speaker = FIRST_AGENT;

  get size(): number {
    return this.builder.steps.length;
  }

  /** Whether the item is one that a run is made of. */
  add(item: Record<string, unknown>, locator: string): boolean {
    if (item["type"] === "reasoning") this.thought(item, locator);
    else if (item["type"] === "function_call" && typeof item["name"] === "string") {
      const callId = textOf(item["call_id"]);
      const text = textOf(item["arguments"]);
      const step = this.own({
        kind: "tool-call",
        tool: item["name"],
        args: parsedOrText(text),
        text,
        callId,
        locator,
      });
      this.calls.set(callId, step);
    } else if (item["type"] === "function_call_output") this.output(item, locator);
    else if (isMessage(item)) this.message(item, locator);
    else if (typeof item["type"] !== "string") return false;
    else this.builder.lose("item", `items of other types (${item["type"].slice(0, 40)}) are not kept`);
    return true;
  }

  draft(isCut: boolean): RunDraft {
    const draft = this.builder.draft();
    if (isCut) draft.endReason = "truncated";
    if (draft.agents.some(({ name }) => name === FIRST_AGENT)) {
      this.builder.infer(`items do not name the agent that began, which is called "${FIRST_AGENT}"`);
    }
    return draft;
  }

  private own(step: Parameters<RunBuilder["step"]>[0]): Step {
    return this.builder.step({ ...step, agent: this.builder.agent(this.speaker) });
  }

  private message(item: Record<string, unknown>, locator: string): void {
    const text = contentText(item["content"], this.builder);
    const { draftRun } = this.builder;
    if (item["role"] === "assistant") this.own({ kind: "message", text, locator });
    else {
      if (item["role"] === "user") draftRun.task ??= text;
      this.builder.step({ kind: "message", text, locator });
    }
  }

  private thought(item: Record<string, unknown>, locator: string): void {
    const text = contentText(item["summary"], this.builder);
    if (text !== "") this.own({ kind: "thought", text, locator });
  }

  /** The SDK answers a handoff with the name of the agent that goes on. */
  private output(item: Record<string, unknown>, locator: string): void {
    const callId = textOf(item["call_id"]);
    const { output } = item;
    const text = typeof output === "string" ? output : contentText(output, this.builder);
    const call = this.calls.get(callId);
    const next = HANDED_OVER.exec(text)?.[1];
    if (call?.tool !== undefined && next !== undefined) {
      call.kind = "handoff";
      call.to = [this.builder.agent(next)];
      this.speaker = next;
      return;
    }
    const tool = call?.tool === undefined ? {} : { tool: call.tool };
    this.builder.step({ kind: "tool-result", agent: call?.agent ?? null, text, callId, locator, ...tool });
  }
}

const HANDED_OVER = /^\{"assistant": ?"([^"\\]{1,200})"\}$/;

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
