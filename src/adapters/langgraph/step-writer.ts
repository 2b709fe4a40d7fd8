import type { Step, Tokens } from "../../core/run.ts";
import type { RunBuilder, StepInput } from "../run-builder.ts";
import { isEndUser, isInnerNode, UNNAMED_AGENT } from "./agents.ts";
import { type ChatMessage, toJson } from "./chat-message.ts";
import type { Entry, Sighting } from "./conversation.ts";
import { isForcedAnswer } from "./end.ts";
import { handoffTarget, nameKey } from "./handoffs.ts";
import type { ToolCall } from "./message-fields.ts";
import { isCaller } from "./turns.ts";

/** The framework answers such a call itself; the tool never runs. */
const REFUSED =
  /^(?:Error: .{1,200} is not a valid tool, try one of \[|Error invoking tool |User rejected the tool call for |Tool call limit )/;
const FAILED = /^Error(?: executing tool |: [\s\S]*\n Please fix your mistakes\.$)/;

/** A channel with more characters is no node's name. */
const LONGEST_NAME = 200;

/** What a part of an answer says itself; the rest it has from the answer. */
type OwnInput = Omit<StepInput, "locator" | "at" | "agent" | "tokens">;

/** Turns what was seen into steps. One message can be several: a thought, words, calls. */
export class StepWriter {
  sawMessages = false;
  usedHint = false;
  /** The agent that was given the messages without an author. */
  standIn: string | null = null;
  private readonly builder: RunBuilder;
  private readonly results: ReadonlyMap<string, ChatMessage>;
  private readonly agents: ReadonlyMap<string, string>;
  private readonly callers = new Map<string, Step>();
  private readonly handedOver = new Set<string>();
  private last: Entry | null = null;
  /** The agent of the last answer. */
  private lastAnswering: string | null = null;

  constructor(
    builder: RunBuilder,
    results: ReadonlyMap<string, ChatMessage>,
    agents: ReadonlyMap<string, string>,
  ) {
    this.builder = builder;
    this.results = results;
    this.agents = agents;
  }

  write(entry: Entry): void {
    if (entry.kind === "message") this.message(entry.message, entry.seen, isCaller(entry));
    else if (entry.kind === "output") this.output(entry.channels, entry.seen);
    else if (entry.kind === "interrupt") this.interrupt(entry.text, entry.seen);
    else this.error(entry.text, entry.seen);
    if (entry.kind !== "message" || entry.message.role !== "system") this.last = entry;
  }

  /** What the run's last entry leaves behind; see `endOf`. */
  lastThing(): "answer" | "forced" | "open" | "other" {
    const last = this.last;
    if (last?.kind !== "message") return "other";
    const { message } = last;
    if (message.role === "ai" && isForcedAnswer(message.text)) return "forced";
    if (message.role === "ai") return message.calls.length === 0 ? "answer" : "open";
    return message.role === "tool" || isCaller(last) ? "open" : "other";
  }

  /** While a person is asked, the calls that wait for the answer have not been carried out. */
  refuseOpenCalls(): void {
    for (const [id, step] of this.callers) {
      if (step.kind === "tool-call" && !this.results.has(id)) step.executed = false;
    }
  }

  /** The source shows which calls were carried out: the others were only asked for. */
  refuseCallsBut(executed: ReadonlySet<string>): void {
    for (const [id, step] of this.callers) {
      if (step.kind === "tool-call" && !executed.has(id)) step.executed = false;
    }
  }

  private message(message: ChatMessage, seen: Sighting, byCaller: boolean): void {
    this.sawMessages = true;
    for (const what of message.dropped) this.builder.lose("content-dropped", `${what} of a message`);
    if (message.role === "system" && !seen.byNode) {
      this.builder.lose("system-message", "a system message in the state: no agent is named for it");
    } else if (message.role === "tool") {
      this.result(message, seen);
    } else if (message.role === "ai") {
      this.answer(message, seen);
    } else {
      const agent = byCaller ? null : this.author(message.name ?? seen.author);
      this.builder.step({ kind: "message", agent, text: message.text, ...this.place(seen) });
      if (agent === null && byCaller) this.builder.draftRun.task ??= message.text;
    }
  }

  private answer(message: ChatMessage, seen: Sighting): void {
    const agent = this.authorOf(message, seen);
    this.lastAnswering = agent;
    this.builder.model(message.model);
    this.builder.agent(agent, { model: message.model });
    let tokens: Tokens | null = message.tokens;
    const add = (step: OwnInput): Step => {
      const added = this.builder.step({ locator: seen.locator, at: seen.at, agent, tokens, ...step });
      tokens = null;
      return added;
    };
    if (message.reasoning !== "") add({ kind: "thought", text: message.reasoning });
    if (message.handoffBack && message.calls.length > 0) {
      const [call] = message.calls;
      const name = (call?.tool ?? "").replace(/^transfer_back_to_/, "");
      const target = this.author(this.agents.get(nameKey(name)) ?? name);
      if (target !== null) this.builder.agent(target, { kind: "manager" });
      add({ kind: "handoff", text: message.text, to: target === null ? [] : [target], canned: true });
      if (call?.id) this.handedOver.add(call.id);
      return;
    }
    if (message.text !== "" || message.calls.length === 0) {
      const said = add({ kind: "message", text: message.text });
      if (isForcedAnswer(message.text)) Object.assign(said, { marker: "forced-answer", canned: true });
    }
    for (const call of message.calls) this.call(call, add);
  }

  private call(call: ToolCall, add: (step: OwnInput) => Step): void {
    const result = call.id === null ? undefined : this.results.get(call.id);
    const to = handoffTarget(call.tool, result, this.agents);
    const basics = {
      tool: call.tool,
      args: toJson(call.args),
      ...(call.id === null ? {} : { callId: call.id }),
    };
    if (to !== null) {
      const target = this.author(to);
      add({ kind: "handoff", text: result?.text ?? "", to: target === null ? [] : [target], ...basics });
      if (call.id !== null) this.handedOver.add(call.id);
      return;
    }
    const step = add({ kind: "tool-call", ...basics });
    if (call.invalid || (result !== undefined && REFUSED.test(result.text))) step.executed = false;
    if (call.id !== null) this.callers.set(call.id, step);
  }

  private result(message: ChatMessage, seen: Sighting): void {
    if (message.callId !== null && this.handedOver.has(message.callId)) return;
    if (message.handoffBack) return;
    const call = message.callId === null ? undefined : this.callers.get(message.callId);
    const failed = message.ok === false || FAILED.test(message.text) || REFUSED.test(message.text);
    const tool = message.name ?? call?.tool;
    this.builder.step({
      kind: "tool-result",
      agent: call?.agent ?? this.knownAuthor(seen),
      text: message.text,
      ...(message.callId === null ? {} : { callId: message.callId }),
      ...(tool === undefined ? {} : { tool }),
      ...(failed ? { ok: false } : message.ok === true ? { ok: true } : {}),
      ...this.place(seen),
    });
  }

  private output(channels: readonly [name: string, text: string][], seen: Sighting): void {
    const [first] = channels;
    if (first === undefined) return;
    const place = this.place(seen);
    if (!seen.byNode) {
      const text = textOfChannels(channels);
      if (this.builder.steps.length === 0) {
        this.builder.draftRun.task ??= text;
        this.builder.infer("task: the state that the graph was called with");
      }
      this.builder.step({ kind: "message", text, ...place });
      return;
    }
    const agent = this.hinted(seen);
    const isShort = channels.length === 1 && first[1].length <= LONGEST_NAME;
    const target = isShort ? this.agents.get(nameKey(first[1])) : undefined;
    if (target !== undefined && target !== agent) {
      this.builder.infer("handoffs: a node that writes nothing but another node's name hands over to it");
      const to = this.author(target);
      this.builder.step({ kind: "handoff", agent, text: first[1], to: to === null ? [] : [to], ...place });
      return;
    }
    this.builder.step({ kind: "message", agent, text: textOfChannels(channels), ...place });
  }

  private interrupt(text: string, seen: Sighting): void {
    this.builder.step({ kind: "message", agent: this.lastActor(seen), text, ...this.place(seen) });
  }

  private error(text: string, seen: Sighting): void {
    this.builder.step({ kind: "error", agent: this.lastActor(seen), text, ...this.place(seen) });
  }

  /** Nodes that run tools fail and ask in the name of the agent that acted last. */
  private lastActor(seen: Sighting): string | null {
    return this.knownAuthor(seen) ?? this.lastAnswering;
  }

  private knownAuthor(seen: Sighting): string | null {
    const name = seen.author === null ? undefined : this.agents.get(nameKey(seen.author));
    return name === undefined ? null : this.author(name);
  }

  private authorOf(message: ChatMessage, seen: Sighting): string {
    const known = this.author(message.name) ?? this.hinted(seen);
    if (known !== null) return known;
    // The only agent of the run, else a stand-in for whoever it was.
    const [only] = this.agents.values();
    this.standIn = this.agents.size === 1 && only !== undefined ? only : UNNAMED_AGENT;
    return this.builder.agent(this.standIn);
  }

  private hinted(seen: Sighting): string | null {
    if (seen.author === null || isInnerNode(seen.author)) return null;
    this.usedHint = true;
    return this.author(seen.author);
  }

  private author(name: string | null): string | null {
    return name === null || name.trim() === "" || isEndUser(name) ? null : this.builder.agent(name);
  }

  private place(seen: Sighting): { locator: string; at: string | null } {
    return { locator: seen.locator, at: seen.at };
  }
}

function textOfChannels(channels: readonly [name: string, text: string][]): string {
  const [first] = channels;
  if (channels.length === 1 && first !== undefined) return first[1];
  return channels.map(([name, text]) => (name === "" ? text : `${name}: ${text}`)).join("\n");
}
