import { isObject } from "../../core/json.ts";
import { lowerBound } from "../../core/lower-bound.ts";
import type { Json, Step } from "../../core/run.ts";
import { toIsoTime } from "../../core/time.ts";
import type { RunDraft } from "../adapter.ts";
import { blame } from "../autogen/agentchat-end.ts";
import { withoutWords } from "../autogen/agentchat-hollow.ts";
import { addModelCalls } from "../autogen/agentchat-model-calls.ts";
import { AgentchatRun, type ChatRecord } from "../autogen/agentchat-run.ts";
import { foldNestedCalls } from "./nested-calls.ts";
import { describeRun } from "./run-facts.ts";
import type { SpanNode } from "./span-tree.ts";
import type { SpanRun } from "./split-runs.ts";

/** A side effect of any error: the members of a team are told of it and do not understand the message. */
const SIDE_EFFECT = "Unhandled message in agent container";

/**
 * Whether the team's own messages say more than model calls do (handoffs, user proxies). Some releases (0.5.7) write of
 * a message only who said it and what it cost; then the model calls, where there are any, know the words.
 */
export function hasTeamMessages({ nodes }: SpanRun): boolean {
  const told = nodes.filter(({ span }) => span.messages !== undefined);
  if (told.length === 0) return false;
  return (
    told.some(({ span }) => span.messages?.some(hasWords)) || nodes.every(({ span }) => span.kind !== "model")
  );
}

function hasWords(message: Json): boolean {
  return isObject(message) && ("content" in message || "type" in message);
}

const UNRECORDED = "the spans say who spoke and not what: this release of AutoGen leaves it out";

/** A team's run from its messages, completed by what other spans know of agents, models and managers' calls. */
export function autogenRun(run: SpanRun): RunDraft {
  const { format } = describeRun(run);
  const { nativeKey, locator } = run;
  const chat = new AgentchatRun(recordsOf(run.nodes), { format, nativeKey, locator, reasoning: true });
  const end = endOf(run);
  const draft = chat.finish(end);
  if (end.agent !== undefined) blame(draft, end.agent);
  addSpanCalls(draft, run.nodes);
  for (const { span } of run.nodes) {
    for (const { name, role } of span.members ?? []) {
      const agent = draft.agents.find((known) => known.name === name);
      if (agent !== undefined) agent.role ??= role ?? null;
    }
  }
  draft.capabilities.roles = draft.agents.some((agent) => agent.role !== null);
  if (!run.nodes.some(({ span }) => span.messages?.some(hasWords))) withoutWords(draft, UNRECORDED);
  return draft;
}

/** Each message once, by its id, in the order in which they were written. */
function recordsOf(nodes: readonly SpanNode[]): ChatRecord[] {
  const seen = new Set<string>();
  const records: (ChatRecord & { at: string })[] = [];
  for (const { span } of nodes) {
    for (const value of span.messages ?? []) {
      if (!isObject(value)) continue;
      const whole = hasWords(value) ? JSON.stringify(value) : span.id;
      const id = typeof value["id"] === "string" ? value["id"] : whole;
      if (seen.has(id)) continue;
      seen.add(id);
      // Microseconds decide the order, so the writer's text is compared; releases before 0.6 give no time.
      const written = value["created_at"];
      const at = typeof written === "string" ? written : (toIsoTime(span.start) ?? "");
      records.push({ value, locator: `span:${span.id}`, nested: false, at });
    }
  }
  return records.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function endOf(run: SpanRun): Parameters<AgentchatRun["finish"]>[0] & { agent?: string | undefined } {
  const failed = run.nodes.find(
    ({ span }) => span.kind === "agent" && span.error !== undefined && !span.error.includes(SIDE_EFFECT),
  );
  const failure = failed ?? (run.workflow?.span.error === undefined ? undefined : run.workflow);
  if (failure?.span.error !== undefined) {
    const { error: detail, id, agent } = failure.span;
    return { reason: "error", detail, locator: `span:${id}`, agent };
  }
  const workflow = run.workflow?.span;
  if (workflow?.stop !== undefined)
    return { reason: "unknown", detail: workflow.stop, locator: `span:${workflow.id}` };
  const ended = run.nodes.some(({ span }) => span.ended === true) || workflow?.convention === "openinference";
  return { reason: ended ? "unknown" : "truncated", detail: null, locator: null };
}

function addSpanCalls(draft: RunDraft, nodes: readonly SpanNode[]): void {
  const calls = foldNestedCalls(nodes).filter(({ span }) => span.kind === "model");
  const timed = draft.steps.filter((step) => step.agent !== null && step.at !== null);
  addModelCalls(
    draft,
    calls.map(({ span, agent }) => ({
      agent: agent?.agent ?? null,
      model: span.model ?? null,
      system: span.input?.find((turn) => turn.role === "system")?.text ?? null,
      tools: span.tools ?? null,
      tokens: span.tokens ?? null,
      from: firstFrom(timed, toIsoTime(span.end) ?? "")?.index ?? draft.steps.length,
    })),
  );
}

/** The first of the steps, which come in the order of time, that is not before an instant. */
function firstFrom(steps: readonly Step[], instant: string): Step | undefined {
  return steps[lowerBound(steps.length, (index) => (steps[index]?.at ?? "") < instant)];
}
