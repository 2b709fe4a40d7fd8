import { lowerBound } from "../../core/lower-bound.ts";
import type { Step } from "../../core/run.ts";
import { toIsoTime } from "../../core/time.ts";
import type { RunDraft } from "../adapter.ts";
import { addModelCalls } from "./agentchat-model-calls.ts";
import { type ClassicMessage, classicMessage } from "./classic-message.ts";
import { ClassicRun } from "./classic-run.ts";
import { splitChats } from "./classic-split.ts";
import type { Completion, LoggedAgent, Received } from "./runtime-rows.ts";
import { SELECTING } from "./transcript.ts";

const MANAGER_CLASS = "GroupChatManager";

/** What was logged between a `runtime_logging.start()` and its stop. */
export class RuntimeSession {
  readonly id: string | null;
  private readonly received: Received[] = [];
  private readonly completions: Completion[] = [];
  private readonly agents = new Map<string, LoggedAgent>();

  constructor(id: string | null) {
    this.id = id;
  }

  get calls(): number {
    return this.completions.length;
  }

  addReceived(message: Received): void {
    this.received.push(message);
  }

  addCompletion(completion: Completion): void {
    this.completions.push(completion);
  }

  addAgent(agent: LoggedAgent): void {
    if (!this.agents.has(agent.name)) this.agents.set(agent.name, agent);
  }

  *runs(format: string): Generator<RunDraft> {
    const managers = this.managers();
    const losses: [code: string, detail: string][] = [];
    const times = new Map<string, string | null>();
    const messages: ClassicMessage[] = [];
    let selections = 0;
    let isAg2 = [...this.agents.values()].some((agent) => agent.isAg2);
    for (const { sender, receiver, message, at, locator } of this.received) {
      isAg2 ||= message.content === "None" && Array.isArray(message.tool_calls);
      // A manager passes on to each member what it received, which is logged there too.
      if (managers.has(sender)) continue;
      if (SELECTING.has(sender) && SELECTING.has(receiver)) {
        selections += 1;
        continue;
      }
      const read = classicMessage(message, locator, sender || null, (...loss) => losses.push(loss));
      messages.push(Object.assign(read, { name: sender || read.name, to: receiver || null }));
      times.set(locator, toIsoTime(at));
    }
    const chats = splitChats(messages, []);
    for (const [index, chat] of chats.entries()) {
      const last = index === chats.length - 1;
      const locator = chat.messages[0]?.locator ?? "";
      const framework = isAg2 ? "ag2" : "autogen";
      const run = new ClassicRun(chat.messages, { framework, format, locator, recipients: true });
      for (const sentence of chat.inferred) run.builder.infer(sentence);
      if (last) for (const [code, detail] of losses) run.builder.lose(code, detail);
      if (last && selections > 0)
        run.builder.lose(
          "speaker-selection",
          "the manager's choice of the next speaker is no agent's step",
          selections,
        );
      const from = index === 0 ? null : (times.get(locator) ?? null);
      const next = chats[index + 1]?.messages[0]?.locator;
      const until = next === undefined ? null : (times.get(next) ?? null);
      yield this.finish(run, times, { from, until }, index);
    }
  }

  private finish(
    run: ClassicRun,
    times: ReadonlyMap<string, string | null>,
    span: { from: string | null; until: string | null },
    index: number,
  ): RunDraft {
    for (const step of run.builder.steps) step.at = times.get(step.locator) ?? null;
    const completions = this.completions.filter(({ endedAt }) => {
      const at = toIsoTime(endedAt) ?? "";
      return (span.from === null || at >= span.from) && (span.until === null || at < span.until);
    });
    const ended = run.builder.steps.findLast(({ at }) => at !== null)?.at ?? null;
    const last = completions.at(-1);
    const failed = last?.failure != null && (toIsoTime(last.endedAt) ?? "") >= (ended ?? "") ? last : null;
    const draft = run.finish(
      failed === null
        ? { reason: "unknown", detail: null, locator: null }
        : { reason: "error", detail: failed.failure, locator: failed.locator },
    );
    draft.nativeKey = this.id === null ? null : `${this.id}#${index}`;
    draft.startedAt = draft.steps.find(({ at }) => at !== null)?.at ?? null;
    draft.endedAt = ended;
    draft.capabilities.times = ended !== null;
    addModelCalls(
      draft,
      completions.map(({ call, endedAt }) => ({ ...call, from: firstAt(draft.steps, toIsoTime(endedAt)) })),
    );
    for (const agent of draft.agents) agent.role ??= this.agents.get(agent.name)?.system ?? null;
    draft.capabilities.roles = draft.agents.some(({ role }) => role !== null);
    return draft;
  }

  private managers(): Set<string> {
    const managers = new Set<string>();
    for (const { name, className } of this.agents.values())
      if (className === MANAGER_CLASS) managers.add(name);
    for (const { receiver, receiverClass } of this.received) {
      if (receiverClass === MANAGER_CLASS) managers.add(receiver);
    }
    return managers;
  }
}

/** The index of the first step that is not before an instant; steps without a time of their own close the run. */
function firstAt(steps: readonly Step[], instant: string | null): number {
  if (instant === null) return steps.length;
  return lowerBound(steps.length, (index) => {
    const at = steps[index]?.at ?? null;
    return at !== null && at < instant;
  });
}
