import type { Step } from "../../core/run.ts";
import { toIsoTime } from "../../core/time.ts";
import type { RunDraft } from "../adapter.ts";
import { isForcedAnswer } from "../langgraph/end.ts";
import { nameKey } from "../langgraph/handoffs.ts";
import { RunBuilder } from "../run-builder.ts";
import { AgentNames } from "./agent-names.ts";
import { agentsByKey, namedBy } from "./agent-spellings.ts";
import { type ChatTurn, readTurns } from "./chat-turn.ts";
import { readCrewPrompt } from "./crew-prompts.ts";
import { Failures } from "./failures.ts";
import { type Moment, momentsOf } from "./moments.ts";
import { foldNestedCalls } from "./nested-calls.ts";
import { addTokens, OwedTokens } from "./owed-tokens.ts";
import { PromptMemory } from "./prompt-memory.ts";
import { ASKS_FOR_TOOLS, closeRun, endOfRun } from "./run-end.ts";
import { describeRun, settleFacts } from "./run-facts.ts";
import { callsBeforeTools, isUnrecorded, SilentCalls } from "./silent-calls.ts";
import { callerOf, locatorOf, type SpanNode, speaksForItself } from "./span-tree.ts";
import type { SpanRun } from "./split-runs.ts";
import { type Place, ToolSteps } from "./tool-steps.ts";

/** Tells one run from its spans: each message, call, result, error and token once, in the order of time. */
export function runOfSpans(run: SpanRun): RunDraft {
  return new SpanRunWriter(run).write();
}

class SpanRunWriter {
  private readonly run: SpanRun;
  private readonly nodes: SpanNode[];
  private readonly build: RunBuilder;
  private readonly names: AgentNames;
  private readonly tools: ToolSteps;
  private readonly memory = new PromptMemory();
  /** Names of agents, known beforehand from all spans. */
  private readonly agents: ReadonlyMap<string, string>;
  private readonly silent = new SilentCalls();
  /** Agents that were told to answer now. */
  private readonly forced = new Set<string>();
  /** Agents whose answer the framework sent back, with the answer's step. */
  private readonly retries = new Map<string, number | undefined>();
  /** Tokens of calls that only asked for tools, without content: they go to the step that comes of it. */
  private readonly owed = new OwedTokens();
  private readonly failures = new Failures();
  private readonly hasToolSpans: boolean;
  private readonly beforeTools: ReadonlySet<SpanNode>;

  constructor(run: SpanRun) {
    this.run = run;
    this.nodes = foldNestedCalls(run.nodes);
    this.hasToolSpans = this.nodes.some(({ span }) => span.kind === "tool");
    this.beforeTools = callsBeforeTools(this.nodes);
    const { nativeKey, locator } = run;
    this.build = new RunBuilder({ ...describeRun(run), nativeKey, locator, capabilities: {} });
    this.names = new AgentNames(this.build);
    this.agents = agentsByKey(this.nodes.flatMap(({ span }) => namedBy(span)));
    this.tools = new ToolSteps(this.build, this.agents, this.nodes);
  }

  write(): RunDraft {
    for (const moment of momentsOf(this.nodes)) this.tell(moment);
    for (const { agent, node, at } of this.silent.unheard) {
      this.acted(agent, () => this.build.step({ kind: "message", agent, at, locator: locatorOf(node) }));
      this.build.lose(
        "unrecorded-words",
        "what a model said stands neither on its span nor in a later prompt",
      );
    }
    this.owed.settle(this.build);
    if (this.hasToolSpans) this.tools.markNotExecuted();
    settleFacts(this.build, this.nodes);
    const end = endOfRun(this.run, this.nodes);
    if (end.inferred !== undefined) this.build.infer(end.inferred);
    const last = this.build.steps.findLast((step) => step.agent !== null);
    const isForced = end.reason === "completed" && last?.marker === "forced-answer";
    closeRun(this.build.draft(), isForced ? { reason: "limit", detail: "a forced final answer" } : end);
    return this.build.draft();
  }

  private tell({ node, phase }: Moment): void {
    const { span } = node;
    const at = toIsoTime(phase === "start" ? span.start : span.end);
    const speaks = span.kind === "model" || speaksForItself(node);
    if (phase === "start") {
      if (speaks) this.prompt(node, at);
      else if (node === this.run.workflow) this.beginWorkflow(node, at);
      else if (span.kind === "agent") this.beginTurn(node);
      else if (span.kind === "tool") {
        this.acted(this.names.of(node), () => this.tools.begin(node, { ...this.place(node, at) }));
      }
      return;
    }
    if (span.choice !== undefined) this.owed.oweNext(span.choice);
    else if (speaks) this.answer(node, at);
    else if (span.kind === "tool") this.tools.end(node, at, locatorOf(node));
    else if (span.tool !== undefined) this.tools.came(node, this.place(node, at));
    else if (span.kind === "other" && !node.hasWorkBelow) this.nodeOutput(node, at);
    this.fail(node, at);
  }

  private place(node: SpanNode, at: string | null): Place {
    return { agent: this.names.of(node), at, locator: locatorOf(node) };
  }

  private beginWorkflow(node: SpanNode, at: string | null): void {
    for (const { name, role, tools } of node.span.members ?? []) {
      this.build.agent(name, { role: role ?? null, tools: tools ?? null });
    }
    const { task, tasks = [] } = node.span;
    // Prompts tell of each task when its turn comes; without them the tasks stand here.
    const asked = task !== undefined ? [task] : node.hasModelBelow ? [] : tasks;
    for (const text of asked) this.say({ kind: "message", text, at, locator: locatorOf(node) });
  }

  /** An agent's span may know the tools that its model calls do not tell of. */
  private beginTurn(node: SpanNode): void {
    const { agent, tools } = node.span;
    if (agent !== undefined && tools !== undefined) this.build.agent(agent, { tools });
  }

  /** What is new in a prompt. */
  private prompt(node: SpanNode, at: string | null): void {
    const agent = this.names.of(node);
    if (agent === null) return;
    const turns = node.span.input ?? [];
    const { model = null, tools = null } = node.span;
    this.build.agent(agent, {
      role: turns.find((turn) => turn.role === "system")?.text ?? null,
      model,
      tools,
    });
    this.build.model(model);
    this.memory.prompted(agent, turns, this.build);
    const again = this.memory.isBriefedAgain(agent, turns);
    const place = { agent, at, locator: locatorOf(node) };
    const caller = this.names.callerOf(node, agent);
    for (const turn of turns) {
      if (turn.role === "assistant") this.recover(turn, node, place);
      else if (turn.role === "tool") this.tools.inPrompt(turn, place);
      else if (turn.role === "user") this.userTurn(turn, node, place, again, caller);
    }
  }

  private userTurn(
    turn: ChatTurn,
    node: SpanNode,
    { agent, at, locator }: { agent: string; at: string | null; locator: string },
    again: boolean,
    caller: string | null,
  ): void {
    const crew = readCrewPrompt(turn.text ?? "");
    const text = crew?.text ?? turn.text ?? "";
    if (text.trim() === "" || !(this.memory.isNews(agent, turn, text, this.build) || again)) return;
    const named = turn.byCaller === true ? callerOf(node) : turn.name;
    const author = named === undefined ? undefined : this.agents.get(nameKey(named));
    const from = author === undefined ? caller : this.build.agent(author);
    const step = this.say({ kind: "message", agent: from, to: [agent], text, at, locator });
    if (crew?.kind === "task")
      this.build.lose("task-template", "expected output and context around the tasks of a crew");
    if (crew?.kind === "forced") this.forced.add(agent);
    if (crew?.kind === "rejected") this.retries.set(agent, this.lastWords(agent));
    if (crew !== null && crew.kind !== "task") step.canned = true;
  }

  private lastWords(agent: string): number | undefined {
    return this.build.steps.findLast((step) => step.agent === agent && step.kind === "message")?.index;
  }

  /** Words that the span which spoke them has not stand in the next prompt; calls that tool spans tell of do not. */
  private recover(turn: ChatTurn, node: SpanNode, place: { agent: string; at: string | null }): void {
    const silent = this.silent.repeatedFor(place.agent);
    if (silent === null) return;
    this.build.infer("words missing on their own span are taken from a later prompt that repeats them");
    const calls = (turn.calls ?? []).filter((call) => !this.tools.hasSpansOf(call.name));
    this.speak({ ...turn, calls }, silent.agent, node, place.at);
  }

  private answer(node: SpanNode, at: string | null): void {
    const { span } = node;
    const agent = this.names.of(node);
    if (agent === null) return;
    const first = this.build.steps.length;
    for (const turn of span.output ?? []) if (turn.role !== "tool") this.speak(turn, agent, node, at);
    this.memory.callEnded(agent, span.error === undefined);
    if (span.kind !== "model") return;
    const spoke = this.build.steps[first];
    if (spoke !== undefined) {
      if (span.tokens !== undefined) spoke.tokens = addTokens(spoke.tokens, span.tokens);
    } else if (span.error === undefined) this.silentTurn(node, agent, at);
    this.silent.ended({ agent, node, at }, spoke === undefined && isUnrecorded(node));
  }

  /** A model call without words still is a turn of its agent, unless it only asked for tools or they come later. */
  private silentTurn(node: SpanNode, agent: string, at: string | null): void {
    const { tokens = null, finish } = node.span;
    const asksForTools =
      this.hasToolSpans && (ASKS_FOR_TOOLS.test(finish ?? "") || this.beforeTools.has(node));
    if (!asksForTools && !isUnrecorded(node)) {
      this.build.step({ kind: "message", agent, at, tokens, locator: locatorOf(node) });
    } else if (tokens !== null) this.owed.owe(agent, tokens);
  }

  private speak(turn: ChatTurn, agent: string, node: SpanNode, at: string | null): void {
    const place = { agent, at, locator: locatorOf(node) };
    this.acted(agent, () => {
      if (turn.thought) this.build.step({ kind: "thought", text: turn.thought, ...place });
      if (turn.text !== undefined && turn.text.trim() !== "") {
        const step = this.say({ kind: "message", text: turn.text, ...place });
        if (this.forced.delete(agent) || turn.forced === true || isForcedAnswer(turn.text))
          step.marker = "forced-answer";
        const retried = this.retries.get(agent);
        if (retried !== undefined) step.retryOf = retried;
        this.retries.delete(agent);
      }
      for (const call of turn.calls ?? []) this.tools.ask(call.name, call.id ?? undefined, call.args, place);
    });
  }

  /** A node of a graph that calls no model: what it wrote is all that it did. */
  private nodeOutput(node: SpanNode, at: string | null): void {
    for (const turn of node.span.output ?? readTurns(node.span.result) ?? []) {
      const text = turn.text ?? "";
      if (turn.role !== "assistant" || text.trim() === "" || this.memory.wasSaid(text)) continue;
      const agent = turn.name === undefined ? this.names.of(node) : this.build.agent(turn.name);
      if (agent !== null) this.say({ kind: "message", agent, text, at, locator: locatorOf(node) });
    }
  }

  /** An exception passes through every span around it: it is told where it first appears. */
  private fail(node: SpanNode, at: string | null): void {
    const { error, kind, tool } = node.span;
    if (error === undefined) return;
    const told = this.failures.wasTold(error);
    if (kind === "tool" || tool !== undefined || (told && kind !== "model")) return;
    this.failures.link(this.build.step({ kind: "error", text: error, ...this.place(node, at) }));
  }

  private say(input: Parameters<RunBuilder["step"]>[0]): Step {
    this.memory.saying(input.text ?? "");
    return this.build.step(input);
  }

  /** Lets an agent act; its first step takes the tokens that its silent calls still owe. */
  private acted(agent: string | null, act: () => void): void {
    const first = this.build.steps.length;
    act();
    const step = this.build.steps[first];
    if (agent !== null && step !== undefined) this.owed.pay(agent, step);
  }
}
