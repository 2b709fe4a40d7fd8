import { isCount, isObject } from "../../core/json.ts";
import type { Json, Step, Tokens } from "../../core/run.ts";
import { toIsoTime } from "../../core/time.ts";
import type { RunDraft } from "../adapter.ts";
import { RunBuilder } from "../run-builder.ts";
import { closeSample } from "./end.ts";
import { Pools } from "./pools.ts";
import { Scopes } from "./scopes.ts";

type Fields = Record<string, unknown>;

export const FORMAT = "inspect/log";
/** Who acts where no span names an agent: the solver that calls the model. */
const UNNAMED = "assistant";
/** Ends an agent's work with its argument. */
const SUBMIT = "submit";

/** One sample in one epoch, told by its events. `log`: the whole log, for its status. */
export function runOfSample(sample: Fields, log: Fields, locator: string): RunDraft {
  return new SampleReader(sample, locator).read(log);
}

class SampleReader {
  private readonly sample: Fields;
  private readonly locator: string;
  private readonly pools: Pools;
  private readonly scopes = new Scopes();
  private readonly build: RunBuilder;
  private readonly calls = new Map<string, Step>();
  private readonly answered = new Set<string>();
  private readonly seen = new Set<string>();
  private readonly said = new Set<string>();
  /** Calls by the texts among their arguments: what an agent asks another that it calls as a tool. */
  private readonly asks = new Map<string, Step>();
  /** Results by the spans of their tools: what a tool does comes before what it gives. */
  private readonly pending = new Map<string, () => void>();

  constructor(sample: Fields, locator: string) {
    this.sample = sample;
    this.locator = locator;
    this.pools = new Pools(sample);
    const { uuid } = sample;
    this.build = new RunBuilder({
      framework: "inspect",
      format: FORMAT,
      nativeKey: typeof uuid === "string" && uuid !== "" ? uuid : null,
      locator,
      capabilities: {
        times: true,
        tokens: true,
        toolCalls: true,
        toolResults: true,
        declaredTools: true,
        roles: true,
      },
    });
  }

  read(log: Fields): RunDraft {
    const events = Array.isArray(this.sample["events"]) ? this.sample["events"] : [];
    for (const [index, event] of events.entries()) {
      if (!isObject(event)) this.build.lose("event", "events that are no objects");
      else if (event["event"] === "span_begin") this.scopes.begin(event);
      else if (event["event"] === "span_end") this.came(event["id"]);
      else if (!this.scopes.isScoring(event)) this.event(event, `${this.locator}/events/${index}`);
    }
    for (const id of [...this.pending.keys()]) this.came(id);
    if (this.build.steps.length === 0) this.messages();
    for (const [id, call] of this.calls) {
      if (!this.answered.has(id) && call.kind === "tool-call") call.executed = false;
    }
    const draft = this.build.draft();
    const opening = draft.steps.find(({ kind }) => kind === "message");
    draft.task = opening?.agent === null ? opening.text : null;
    draft.startedAt = toIsoTime(this.sample["started_at"]);
    draft.endedAt = toIsoTime(this.sample["completed_at"]);
    draft.capabilities.task = draft.task !== null;
    draft.capabilities.reasoning = draft.steps.some(({ kind }) => kind === "thought");
    closeSample(draft, this.sample, log);
    return draft;
  }

  private event(event: Fields, locator: string): void {
    if (event["event"] === "model") this.model(event, locator);
    else if (event["event"] === "tool") this.tool(event, locator);
    else if (event["event"] === "error") this.error(event, locator);
    else if (event["event"] === "compaction")
      this.build.lose("compaction", "compactions of an agent's history");
  }

  private agent(event: Fields): string {
    const named = this.scopes.agentOf(event);
    if (named === null) this.build.infer(`model calls outside every agent are those of one, "${UNNAMED}"`);
    return this.build.agent(named ?? UNNAMED);
  }

  private model(event: Fields, locator: string): void {
    const agent = this.agent(event);
    const at = toIsoTime(event["timestamp"]);
    const prompt = this.pools.prompt(event);
    const model = typeof event["model"] === "string" ? event["model"] : null;
    const system = prompt.find(({ role }) => role === "system");
    const tools = Array.isArray(event["tools"]) ? event["tools"].flatMap(nameOf) : null;
    const role = system === undefined ? null : this.pools.content(system["content"]).text;
    this.build.agent(agent, { model, tools, role });
    this.build.model(model);
    for (const message of prompt) if (message["role"] === "user") this.asked(message, agent, { at, locator });
    const output = isObject(event["output"]) ? event["output"] : {};
    const [choice] = Array.isArray(output["choices"]) ? output["choices"] : [];
    const message = isObject(choice) && isObject(choice["message"]) ? choice["message"] : null;
    const first = this.build.steps.length;
    const failed = typeof event["error"] === "string";
    if (message !== null && !failed) this.spoke(message, agent, { at, locator });
    if (failed) {
      this.build.step({ kind: "error", agent, text: this.pools.text(event["error"]), at, locator });
    }
    const spoken = this.build.steps[first];
    if (spoken !== undefined) spoken.tokens = tokensOf(output["usage"]);
  }

  /** What a prompt adds that nobody of the run said: the sample's input, else words of the framework. */
  private asked(message: Fields, agent: string, place: { at: string | null; locator: string }): void {
    const id = typeof message["id"] === "string" ? message["id"] : "";
    const { text } = this.pools.content(message["content"]);
    if (text.trim() === "" || this.seen.has(id) || this.said.has(text)) return;
    if (id !== "") this.seen.add(id);
    const caller = this.asks.get(text);
    const from = caller?.agent ?? null;
    const step = this.say({ kind: "message", agent: from, to: [agent], text, ...place });
    const isInput = message["source"] === "input" || message["source"] === "operator";
    if (!isInput && caller === undefined) step.canned = true;
  }

  private spoke(message: Fields, agent: string, place: { at: string | null; locator: string }): void {
    const { text, thought } = this.pools.content(message["content"]);
    if (thought !== "") this.build.step({ kind: "thought", agent, text: thought, ...place });
    const calls = Array.isArray(message["tool_calls"]) ? message["tool_calls"].filter(isObject) : [];
    const answer = calls.find((call) => call["function"] === SUBMIT);
    const words = [text, answer === undefined ? "" : this.answerOf(answer)]
      .filter((part) => part !== "")
      .join("\n");
    if (words !== "" || calls.length === 0) this.say({ kind: "message", agent, text: words, ...place });
    for (const call of calls) if (call !== answer) this.call(call, agent, place);
  }

  private answerOf(call: Fields): string {
    const { arguments: args } = call;
    return isObject(args) ? this.pools.text(args["answer"]) : "";
  }

  private call(call: Fields, agent: string | null, place: { at: string | null; locator: string }): Step {
    const callId = typeof call["id"] === "string" ? call["id"] : "";
    const args = (call["arguments"] ?? null) as Json;
    const tool = typeof call["function"] === "string" ? call["function"] : "";
    const step = this.build.step({
      kind: "tool-call",
      agent,
      tool,
      args,
      callId,
      text: JSON.stringify(args),
      ...place,
    });
    this.calls.set(callId, step);
    for (const arg of isObject(args) ? Object.values(args) : [])
      if (typeof arg === "string") this.asks.set(arg, step);
    return step;
  }

  /** A call that was carried out; one that hands over to an agent is no work of its own. */
  private tool(event: Fields, locator: string): void {
    if (event["function"] === SUBMIT) return;
    const callId = typeof event["id"] === "string" ? event["id"] : "";
    const at = toIsoTime(event["timestamp"]);
    const call = this.calls.get(callId) ?? this.call(event, this.agent(event), { at, locator });
    this.answered.add(callId);
    const scope = this.scopes.ofTool(call.tool ?? "");
    const next = scope?.handsTo ?? event["agent"];
    if (typeof next === "string" && next !== "") {
      call.kind = "handoff";
      call.to = [this.build.agent(next)];
      return;
    }
    const { error } = event;
    // Refused before anything was done: no such tool, or arguments that do not fit.
    if (isObject(error) && error["type"] === "parsing") call.executed = false;
    const failed = isObject(error) ? this.pools.text(error["message"]) : null;
    const text = failed ?? this.pools.content(resultOf(event["result"])).text;
    const give = () => {
      this.said.add(text);
      this.build.step({
        kind: "tool-result",
        agent: call.agent,
        tool: call.tool ?? "",
        callId,
        text,
        ok: failed === null,
        at: toIsoTime(event["completed"]) ?? at,
        locator,
      });
    };
    if (scope === null) give();
    else this.pending.set(scope.id, give);
  }

  private came(scope: unknown): void {
    if (typeof scope !== "string") return;
    this.pending.get(scope)?.();
    this.pending.delete(scope);
  }

  private error(event: Fields, locator: string): void {
    const { error } = event;
    const text = isObject(error) ? this.pools.text(error["message"]) : "";
    const last = this.build.steps.at(-1);
    if (last?.kind === "error" && text.includes(last.text)) return;
    this.build.step({ kind: "error", text, at: toIsoTime(event["timestamp"]), locator });
  }

  /** A log that was written without events has the messages of its last state. */
  private messages(): void {
    const messages = Array.isArray(this.sample["messages"]) ? this.sample["messages"] : [];
    for (const [index, message] of messages.entries()) {
      if (!isObject(message)) continue;
      const place = { at: null, locator: `${this.locator}/messages/${index}` };
      if (message["role"] === "assistant") this.spoke(message, this.agent({}), place);
      else if (message["role"] === "user") this.asked({ source: "input", ...message }, this.agent({}), place);
      else if (message["role"] === "tool") {
        const id = message["tool_call_id"];
        this.tool({ ...message, id, result: message["content"] }, place.locator);
      }
    }
  }

  private say(step: Parameters<RunBuilder["step"]>[0]): Step {
    this.said.add(step.text ?? "");
    return this.build.step(step);
  }
}

function nameOf(tool: unknown): string[] {
  return isObject(tool) && typeof tool["name"] === "string" && tool["name"] !== SUBMIT ? [tool["name"]] : [];
}

function resultOf(result: unknown): unknown {
  return typeof result === "number" || typeof result === "boolean" ? String(result) : result;
}

function tokensOf(usage: unknown): Tokens | null {
  if (!isObject(usage)) return null;
  const { input_tokens: input, output_tokens: output } = usage;
  return isCount(input) && isCount(output) ? { input, output } : null;
}
