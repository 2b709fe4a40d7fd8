import type { Json } from "../../core/run.ts";
import { toIsoTime } from "../../core/time.ts";
import type { RunDraft } from "../adapter.ts";
import { UNNAMED_AGENT } from "../langgraph/agents.ts";
import { contentText } from "../records/openai-message.ts";
import { RunBuilder } from "../run-builder.ts";
import type { MappedPaths, Mapping } from "./mapping.ts";

const USER_ROLES: readonly string[] = ["user", "human", "customer"];
const INSTRUCTION_ROLES: readonly string[] = ["system", "developer"];
const RESULT_ROLES: readonly string[] = ["tool", "function"];

/** Builds one run from the messages of a mapping, in the order in which they are given. */
export class MappedRun {
  private readonly mapping: Mapping;
  private readonly paths: MappedPaths;
  private readonly builder: RunBuilder;
  private readonly callers = new Map<string, { agent: string | null; tool: string }>();
  private lastCaller: string | null = null;

  constructor(mapping: Mapping, paths: MappedPaths, nativeKey: string | null, locator: string) {
    this.mapping = mapping;
    this.paths = paths;
    this.builder = new RunBuilder({
      framework: mapping.name,
      format: formatOf(mapping),
      nativeKey,
      locator,
      // What else it carries is known only once it is read: see draft().
      capabilities: { toolCalls: paths.calls !== null },
    });
  }

  /** Task and end, which belong to the run as a whole. */
  about(run: unknown, locator: string): void {
    const task = this.paths.task === null ? "" : this.textOf(this.paths.task.values(run));
    if (task !== "") {
      this.builder.draftRun.task = task;
      this.builder.step({ kind: "message", text: task, locator });
    }
    const word = this.paths.end?.first(run);
    if (word === undefined || word === null) return;
    const said = wordOf(word);
    if (said === null) {
      this.builder.lose("end", "an end that is no word, number or truth value is not kept");
      return;
    }
    const { reasons = {} } = this.mapping.end ?? {};
    this.builder.draftRun.endDetail = said;
    this.builder.draftRun.endReason = (Object.hasOwn(reasons, said) ? reasons[said] : undefined) ?? "unknown";
  }

  /** Null, or why it is no message. */
  add(message: unknown, locator: string): string | null {
    const { paths, builder } = this;
    const text = this.textOf(paths.text.values(message));
    const role = (wordOf(paths.role?.first(message)) ?? "").toLowerCase();
    if (INSTRUCTION_ROLES.includes(role)) {
      builder.lose("instructions", "messages of role system or developer are no steps");
      return null;
    }
    const calls = paths.calls?.list.all(message) ?? [];
    if (text === "" && calls.length === 0) return `nothing at ${paths.text.text}, and no call of a tool`;
    const at = paths.time === null ? null : toIsoTime(paths.time.first(message));
    this.noteTime(at);
    const agent = this.agentOf(message, role);
    if (RESULT_ROLES.includes(role)) {
      builder.step({ kind: "tool-result", text, at, locator, ...this.callOf(message) });
      return null;
    }
    if (text !== "") this.addMessage(text, agent, at, locator);
    for (const { value, pointer } of calls) this.addCall(value, agent, at, `${locator}${pointer}`);
    return null;
  }

  /** Null where nothing in it was a message. */
  draft(isDamaged: boolean): RunDraft | null {
    if (this.builder.steps.length === 0) return null;
    const run = this.builder.draftRun;
    run.capabilities.times = run.startedAt !== null;
    run.capabilities.toolResults = run.steps.some(({ kind }) => kind === "tool-result");
    run.capabilities.task = run.task !== null;
    run.capabilities.endReason = run.endReason !== "unknown";
    if (isDamaged) run.endReason = "truncated";
    return this.builder.draft();
  }

  /** The task is step 0 already where the run names it; its first message often says it again. */
  private addMessage(text: string, agent: string | null, at: string | null, locator: string): void {
    const { builder } = this;
    const [first] = builder.steps;
    if (agent === null && builder.steps.length === 1 && first?.text === text && first.agent === null) {
      first.at ??= at;
      first.locator = locator;
      return;
    }
    if (agent === null) builder.draftRun.task ??= text;
    builder.step({ kind: "message", agent, text, at, locator });
  }

  private addCall(call: unknown, agent: string | null, at: string | null, locator: string): void {
    const { calls } = this.paths;
    if (calls === null) return;
    const tool = wordOf(calls.tool.first(call)) ?? "";
    const callId = wordOf(calls.id?.first(call));
    if (callId !== null) this.callers.set(callId, { agent, tool });
    const common = { agent, tool, at, locator, ...(callId === null ? {} : { callId }) };
    const args = (calls.args?.first(call) ?? {}) as Json;
    this.builder.step({ kind: "tool-call", args, ...common });
    this.lastCaller = agent;
    const result = calls.result?.values(call) ?? [];
    if (result.length > 0) this.builder.step({ kind: "tool-result", text: this.textOf(result), ...common });
  }

  /** Whose call a result message answers: that of the call it names, else of the agent that called last. */
  private callOf(message: unknown): { agent: string | null; tool?: string; callId?: string } {
    const callId = wordOf(this.paths.answers?.first(message));
    const named = callId === null ? {} : { callId };
    const caller = callId === null ? undefined : this.callers.get(callId);
    if (caller !== undefined) return { ...caller, ...named };
    if (this.lastCaller !== null) {
      this.builder.infer(
        "a tool's result that names no call of the run is given to the agent that called last",
      );
    }
    return { agent: this.lastCaller, ...named };
  }

  private agentOf(message: unknown, role: string): string | null {
    if (USER_ROLES.includes(role) || RESULT_ROLES.includes(role)) return null;
    const name = this.paths.agent.first(message);
    if ((typeof name !== "string" && typeof name !== "number") || name === "") {
      if (role === "") return null;
      this.builder.infer(`messages that have a role but no agent are those of one, "${UNNAMED_AGENT}"`);
      return this.builder.agent(UNNAMED_AGENT);
    }
    const text = String(name);
    return this.mapping.users?.includes(text) === true ? null : this.builder.agent(text);
  }

  private noteTime(at: string | null): void {
    if (at === null) return;
    const run = this.builder.draftRun;
    if (run.startedAt === null || at < run.startedAt) run.startedAt = at;
    if (run.endedAt === null || at > run.endedAt) run.endedAt = at;
  }

  private textOf(values: readonly unknown[]): string {
    return values.map((value) => this.wordsOf(value)).join("\n");
  }

  private wordsOf(value: unknown): string {
    if (typeof value === "string" || Array.isArray(value)) return contentText(value, this.builder);
    return value === null || value === undefined ? "" : JSON.stringify(value);
  }
}

/** Null for what is no word: objects have no text of their own, and one with a key `toString` cannot be given any. */
function wordOf(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : null;
}

export function formatOf({ name }: Mapping): string {
  return `mapping/${name}`;
}
