import { isObject } from "../../core/json.ts";
import { fieldOf, readMessage, textOf } from "../langgraph/chat-message.ts";
import { errorText, interruptText } from "../langgraph/exceptions.ts";
import { readRun, type TracedRun } from "../langsmith/traced-run.ts";
import { PythonObject, pythonValue } from "../python-literal.ts";

/** One event of `astream_events` version 2. */
export interface LangChainEvent {
  event: string;
  run_id: string;
  [field: string]: unknown;
}

const KIND = /^on_(chain|chat_model|llm|tool|retriever|prompt|parser)_(start|stream|end|error)$/;

export function isLangChainEvent(value: unknown): value is LangChainEvent {
  if (!isObject(value) || typeof value["run_id"] !== "string" || typeof value["event"] !== "string")
    return false;
  return KIND.test(value["event"]) || value["event"] === "on_custom_event";
}

/** Characters of a run's order: a chain of parents as long as the file must not cost its square. */
const LONGEST_ORDER = 2000;

/** Open runs among which a parent is looked for: more than a graph nests and runs side by side. */
const MOST_SEARCHED = 500;

/** A run that has begun: the fields that LangSmith would have of it, its place, and its place in the order. */
interface Open {
  raw: Record<string, unknown>;
  locator: string;
  order: string;
  /** Namespace of its graph, segments parted by bars; "" = the graph itself. */
  namespace: string;
}

/** Puts the starts and ends of runs together, in the form in which LangSmith has them. */
export class EventRuns {
  private readonly open = new Map<string, Open>();
  private readonly orders = new Map<string, string>();
  private readonly done: TracedRun[] = [];
  /** The error of the last event, if it was one. */
  private lastError: string | null = null;
  private namesNoParents = false;
  /** The last graph has stopped for a person already. */
  private interrupted = false;

  add(event: LangChainEvent, locator: string): void {
    const [, kind, phase] = KIND.exec(event.event) ?? [];
    if (kind === undefined) return;
    this.lastError = null;
    const data = isObject(event["data"]) ? event["data"] : {};
    if (phase === "start") this.begin(event, kind, data, locator);
    else if (phase === "stream") this.noteInterrupt(event, data);
    else this.end(event, kind, phase === "error", data, locator);
  }

  /** All runs; `error`: what the script says that ended the last of them. */
  finish(error: string | null): TracedRun[] {
    const last = error ?? this.lastError;
    for (const [id, run] of this.open) {
      if (last !== null && run.raw["parent_run_id"] === null) run.raw["error"] = last;
      this.close(id, run);
    }
    return this.done;
  }

  private begin(event: LangChainEvent, kind: string, data: Record<string, unknown>, locator: string): Open {
    // LangGraph.js names no parents.
    const parents =
      event["parent_ids"] === undefined
        ? this.parentsByNamespace(event)
        : Array.isArray(event["parent_ids"])
          ? event["parent_ids"].filter((id) => typeof id === "string")
          : [];
    const parent: string | null = parents[parents.length - 1] ?? null;
    const above = parent === null ? undefined : this.orders.get(parent);
    const own = String(this.orders.size).padStart(9, "0");
    const order = above === undefined ? own : `${above.slice(0, LONGEST_ORDER)}.${own}`;
    if (parent === null) this.interrupted = false;
    this.orders.set(event.run_id, order);
    const type = kind === "chat_model" ? "llm" : kind;
    // States repeat the whole history at each node: only what is read of them later is kept.
    const keeps = parent === null || type === "llm" || type === "tool";
    const run: Open = {
      raw: {
        id: event.run_id,
        trace_id: parents[0] ?? event.run_id,
        parent_run_id: parent,
        run_type: type,
        name: event["name"],
        tags: event["tags"],
        extra: { metadata: event["metadata"] },
        inputs: keeps ? inputsOf(data["input"]) : null,
      },
      locator,
      order,
      namespace: namespaceOf(event["metadata"]),
    };
    this.open.set(event.run_id, run);
    return run;
  }

  /** The root and the innermost open run whose namespace encloses that of the event. */
  private parentsByNamespace(event: LangChainEvent): string[] {
    this.namesNoParents = true;
    const own = namespaceOf(event["metadata"]);
    const [root] = this.open.keys();
    if (root === undefined) return [];
    let nearest = root;
    if (this.open.size <= MOST_SEARCHED)
      for (const [id, { namespace }] of this.open) if (encloses(namespace, own)) nearest = id;
    return nearest === root ? [root] : [root, nearest];
  }

  private end(
    event: LangChainEvent,
    kind: string,
    failed: boolean,
    data: Record<string, unknown>,
    locator: string,
  ): void {
    const run = this.open.get(event.run_id) ?? this.begin(event, kind, data, locator);
    if (failed) {
      const text = errorText(data["error"]);
      // An interrupt inside a tool reaches the tool's error without its class.
      run.raw["error"] = text.startsWith("(Interrupt(") ? `GraphInterrupt(${text})` : text;
      if (text.startsWith("(Interrupt(")) this.interrupted = true;
      else this.lastError = text;
      const extra = isObject(run.raw["extra"]) ? run.raw["extra"] : {};
      run.raw["extra"] = { ...extra, tool_call_id: data["tool_call_id"] };
    } else {
      run.raw["status"] = "success";
      run.raw["outputs"] = outputsOf(data["output"], run);
    }
    this.close(event.run_id, run);
  }

  private close(id: string, { raw, locator, order }: Open): void {
    this.open.delete(id);
    const run = readRun({ raw, locator, inside: null });
    if (run === null) return;
    // LangGraph.js gives a streamed message an id that its state does not keep.
    if (this.namesNoParents && run.answer?.id?.startsWith("run-")) run.answer.id = null;
    this.done.push({ ...run, order });
  }

  /** A node that stops for a person has no end: the graph's own stream says why. */
  private noteInterrupt(event: LangChainEvent, data: Record<string, unknown>): void {
    const interrupts = fieldOf(data["chunk"], "__interrupt__");
    if (this.interrupted || !Array.isArray(interrupts) || interrupts.length === 0) return;
    this.interrupted = true;
    const inside = [...this.open].filter(([openId]) => openId !== event.run_id);
    const [id, run] = inside[inside.length - 1] ?? [];
    if (id === undefined || run === undefined) return;
    run.raw["error"] = `GraphInterrupt(Interrupt(value=${JSON.stringify(interruptText(interrupts[0]))}))`;
    this.close(id, run);
  }
}

function namespaceOf(metadata: unknown): string {
  return textOf(fieldOf(metadata, "langgraph_checkpoint_ns")) ?? "";
}

function encloses(outer: string, inner: string): boolean {
  return outer === "" || inner === outer || inner.startsWith(`${outer}|`);
}

/** A resumed graph is called with a Command, which is dumped as Python prints it. */
function inputsOf(input: unknown): unknown {
  const command = commandOf(input);
  return command === null ? input : { input: command };
}

function outputsOf(output: unknown, { raw }: Open): unknown {
  if (raw["run_type"] === "llm" && isObject(output) && "generations" in output) return output;
  if (raw["run_type"] === "chain" && isObject(output)) return output;
  const commands = Array.isArray(output) ? output.map((item) => commandOf(item) ?? item) : commandOf(output);
  const found = commands ?? output;
  const messages = fieldOf(fieldOf(found, "update"), "messages");
  const answer = Array.isArray(messages) ? messages[messages.length - 1] : null;
  const callId = readMessage(answer)?.callId ?? null;
  const extra = isObject(raw["extra"]) ? raw["extra"] : {};
  if (callId !== null) raw["extra"] = { ...extra, tool_call_id: callId };
  return { output: found };
}

/** `Command(update={…}, goto='x')` as the object that LangSmith shows; null for anything else. */
function commandOf(value: unknown): Record<string, unknown> | null {
  if (typeof value !== "string" || !value.startsWith("Command(")) return null;
  const parsed = pythonValue(value);
  if (!(parsed instanceof PythonObject)) return null;
  const { update = null, goto = [], resume = null, graph = null } = parsed.fields;
  return { update, goto, resume, graph };
}
