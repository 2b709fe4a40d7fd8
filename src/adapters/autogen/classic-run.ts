import type { AgentKind, Step } from "../../core/run.ts";
import type { RunDraft } from "../adapter.ts";
import { executedCode, offersCode } from "../executed-code.ts";
import { RunBuilder } from "../run-builder.ts";
import { parsedArguments } from "./agentchat-content.ts";
import type { RunEnd } from "./agentchat-end.ts";
import type { ClassicMessage } from "./classic-message.ts";
import { endsWithStopWord } from "./stop-words.ts";

export interface ClassicInit {
  framework: "autogen" | "ag2";
  format: string;
  locator: string;
  /** Whether messages name their addressee. */
  recipients: boolean;
}

const MANAGER = "chat_manager";
const PROXY_NAME = /proxy|user|human|^(?:admin|boss|customer)$/i;
const EXECUTOR_NAME = /execut|terminal/i;
/** MathUserProxyAgent replies with the bare output of the code that it was sent. */
const BARE_OUTPUT_NAME = /math/i;
/** Templates of proxies that ship with the framework (MathUserProxyAgent's default reply). */
const TEMPLATE = /^Continue\. Please keep solving the problem until you need to query/;
/** Longer replies are no templates of a proxy. */
const LONGEST_TEMPLATE = 1000;
const NOT_FOUND = /^Error: Function .{0,200} not found\.$/;

/** Turns the messages of one chat into steps. */
export class ClassicRun {
  private readonly build: RunBuilder;
  private readonly messages: readonly ClassicMessage[];
  private readonly kinds: ReadonlyMap<string, AgentKind>;
  private readonly templates: ReadonlySet<string>;
  private readonly calls = new Map<string, Step>();
  /** Calls of the older kind, which results join in order. */
  private openFunctions: Step[] = [];

  constructor(messages: readonly ClassicMessage[], init: ClassicInit) {
    this.messages = messages;
    const { framework, format, locator, recipients } = init;
    const capabilities = { toolCalls: true, toolResults: true, task: true, recipients };
    this.build = new RunBuilder({ framework, format, locator, capabilities });
    this.kinds = kindsOf(messages);
    this.templates = templatesOf(messages, this.kinds);
    for (const [at, message] of messages.entries()) this.add(message, messages[at + 1]);
  }

  get builder(): RunBuilder {
    return this.build;
  }

  finish(end: RunEnd): RunDraft {
    const run = this.build.draft();
    const last = run.steps.findLast((step) => step.kind !== "end");
    run.endReason = end.reason;
    run.endDetail = end.detail;
    if (end.reason === "unknown" && end.detail === null && last?.marker === "terminal") {
      run.endReason = "completed";
      run.endDetail = "TERMINATE";
    }
    if (end.detail !== null && end.locator !== null) {
      const kind = end.reason === "error" ? "error" : "end";
      this.build.step({ kind, text: end.text ?? end.detail, locator: end.locator });
    }
    if (run.endReason === "error") {
      run.outcome = "failed";
      run.outcomeSource = "the run ended with an exception";
    } else this.markUnexecuted();
    run.task = this.messages[0]?.text ?? null;
    run.capabilities.task = run.task !== null;
    run.capabilities.endReason = run.endReason !== "unknown" && run.endReason !== "truncated";
    run.capabilities.tokens = run.steps.some((step) => step.tokens !== null);
    return run;
  }

  private add(message: ClassicMessage, next: ClassicMessage | undefined): void {
    const { name, locator, phase } = message;
    const kind = name === null ? undefined : this.kinds.get(name);
    const agent = name === null ? null : this.build.agent(name, kind === undefined ? {} : { kind });
    // A manager or a partner who never speaks is no agent, so messages to it are to everybody.
    const to = message.to !== null && this.kinds.has(message.to) ? [this.build.agent(message.to)] : [];
    const common = { agent, to, locator, ...(phase === undefined ? {} : { phase }) };
    if (message.text !== null) this.addText(message, message.text, common, next);
    for (const { id, tool, args } of message.calls) {
      const step = this.build.step({
        kind: "tool-call",
        ...common,
        text: args,
        tool,
        args: parsedArguments(args),
      });
      step.callId = id === "" ? `function ${step.index}` : id;
      this.calls.set(step.callId, step);
      if (id === "") this.openFunctions.push(step);
    }
    for (const result of message.results) {
      const call = result.id === "" ? this.openFunctions.shift() : this.calls.get(result.id);
      const step = this.build.step({ kind: "tool-result", ...common, text: result.text });
      const tool = result.tool ?? call?.tool;
      if (tool !== undefined) step.tool = tool;
      step.callId = call?.callId ?? (result.id || `function ${step.index}`);
      // The framework writes a raised exception and an unknown function as a result that begins so.
      step.ok = !result.text.startsWith("Error: ");
      if (call !== undefined && NOT_FOUND.test(result.text)) call.executed = false;
    }
  }

  private addText(
    message: ClassicMessage,
    text: string,
    common: Pick<Step, "agent" | "to" | "locator">,
    next: ClassicMessage | undefined,
  ): void {
    const proxy = message.name !== null && this.kinds.get(message.name) !== "llm";
    const canned = proxy && this.templates.has(`${message.name}\0${text}`);
    const executed = proxy && isCodeResult(message) ? executedCode(text) : null;
    const bare = proxy && !canned && BARE_OUTPUT_NAME.test(message.name ?? "") && this.answersCode();
    if (executed !== null || bare || (message.ranCode === true && proxy)) {
      const step = this.build.step({ kind: "tool-result", ...common, text, tool: "execute_code" });
      if (executed !== null) step.ok = executed.ok;
      return;
    }
    const step = this.build.step({ kind: "message", ...common, text });
    if (step.index === 0) return;
    if (canned) step.canned = true;
    // The stop word of a chat inside another, or before the next one of a sequence, ends that chat and not the run.
    const closesPart = next !== undefined && this.chatOf(next) !== this.chatOf(message);
    if (endsWithStopWord(text) && !closesPart) step.marker = "terminal";
  }

  /** What chat a message belongs to: its phase and the two who talk, or the group that its manager stands for. */
  private chatOf({ name, to, phase }: ClassicMessage): string {
    const parties = to === null || name === null ? [] : this.kinds.has(to) ? [name, to].sort() : [to];
    return [phase ?? "", ...parties].join("\0");
  }

  /** Whether the last step offers code that a proxy would run. */
  private answersCode(): boolean {
    const before = this.build.steps.at(-1);
    return before?.kind === "message" && before.index > 0 && offersCode(before.text);
  }

  /** A call that no result answers was never carried out, unless the program died over it. */
  private markUnexecuted(): void {
    const answered = new Set<string>();
    for (const step of this.build.steps) {
      if (step.kind === "tool-result" && step.callId !== undefined) answered.add(step.callId);
    }
    for (const [id, call] of this.calls) if (!answered.has(id)) call.executed = false;
  }
}

/** Speakers and how they take part: told by what they sent, else by their names. */
export function kindsOf(messages: readonly ClassicMessage[]): Map<string, AgentKind> {
  const seen = new Map<
    string,
    { calls: number; results: number; runs: number; words: number; empty: number }
  >();
  for (const message of messages) {
    const { name, text, calls, results } = message;
    if (name === null) continue;
    const count = seen.get(name) ?? { calls: 0, results: 0, runs: 0, words: 0, empty: 0 };
    seen.set(name, count);
    count.calls += calls.length;
    count.results += results.length;
    if (text === null) continue;
    if (isCodeResult(message)) count.runs += 1;
    else if (text.trim() === "") count.empty += 1;
    else count.words += 1;
  }
  const kinds = new Map<string, AgentKind>();
  const initiator = messages[0]?.name ?? null;
  for (const [name, { calls, results, runs, words, empty }] of seen) {
    if (name === MANAGER) kinds.set(name, "manager");
    else if (calls > 0) kinds.set(name, "llm");
    else if (EXECUTOR_NAME.test(name) || (results + runs > 0 && words === 0)) kinds.set(name, "executor");
    else if (PROXY_NAME.test(name) || runs > 0 || (name === initiator && results + empty > 0)) {
      kinds.set(name, "human-proxy");
    } else kinds.set(name, "llm");
  }
  return kinds;
}

/** Output of code that the framework ran. A transcript announces each execution, so there words alone prove nothing. */
export function isCodeResult({ text, ranCode }: ClassicMessage): boolean {
  return text !== null && ranCode !== false && executedCode(text) !== null;
}

/** Replies that a proxy gives without a person or a model: empty ones, known templates, and any that it repeats. */
export function templatesOf(
  messages: readonly ClassicMessage[],
  kinds: ReadonlyMap<string, AgentKind>,
): Set<string> {
  const once = new Set<string>();
  const templates = new Set<string>();
  for (const { name, text } of messages) {
    if (name === null || text === null || kinds.get(name) === "llm" || text.length > LONGEST_TEMPLATE)
      continue;
    const key = `${name}\0${text}`;
    if (once.has(key) || text.trim() === "" || TEMPLATE.test(text)) templates.add(key);
    once.add(key);
  }
  return templates;
}
