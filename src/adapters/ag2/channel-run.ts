import { isObject } from "../../core/json.ts";
import type { EndReason, Json } from "../../core/run.ts";
import { toIsoTime } from "../../core/time.ts";
import type { RunDraft } from "../adapter.ts";
import { textOf } from "../autogen/agentchat-content.ts";
import { endsWithStopWord } from "../autogen/stop-words.ts";
import { RunBuilder } from "../run-builder.ts";
import type { Envelope } from "./envelope.ts";
import type { FailedTurn, HubAgent } from "./hub-folder.ts";

/** Why a channel was closed, where the reason is the framework's own. */
const REASONS: Record<string, EndReason> = {
  max_turns: "limit",
  after_work: "completed",
  round_robin_complete: "completed",
  sequence_complete: "completed",
  consulting_complete: "completed",
  workflow_terminated: "completed",
  finished: "completed",
  closed_by_agent: "completed",
  human_closed: "stopped",
  no_participants: "error",
  prompt_send_failed: "error",
  seed_failed: "error",
};
/** An expectation of the channel closed it: `turn_within` and its like are time limits. */
const EXPECTATION = "expectation_violated:";
/** How deep a graph is searched for the reasons that its targets give. */
const GRAPH_DEPTH = 6;

/** Turns the envelopes of one channel into steps. */
export class ChannelRun {
  private readonly build: RunBuilder;
  private readonly agents: ReadonlyMap<string, HubAgent>;
  /** Reasons that the channel's own graph gives for a regular end. */
  private readonly graphReasons = new Set<string>();
  /** The agent ids that go by a name. */
  private readonly owners = new Map<string, string>();
  private finished = false;
  /** Those whose turns came from a model: in a workflow these are packets, a person's words are plain text. */
  private readonly turns = new Set<string>();
  private close: { reason: string; at: string | null; locator: string } | null = null;
  private pending: FailedTurn[];

  /** `failures`: turns of this channel that raised, in the order of time. */
  constructor(
    channel: string,
    format: string,
    agents: ReadonlyMap<string, HubAgent>,
    failures: FailedTurn[],
  ) {
    this.agents = agents;
    this.pending = [...failures];
    this.build = new RunBuilder({
      framework: "ag2",
      format,
      nativeKey: channel || null,
      capabilities: { recipients: true, times: true },
    });
  }

  add(envelope: Envelope, locator: string): void {
    const at = toIsoTime(envelope.at);
    this.addFailures(at);
    const { type, data } = envelope;
    switch (type) {
      case "ag2.msg.text":
        this.say(envelope, textOf(data.text), at, locator);
        break;
      case "ag2.packet":
        this.addPacket(envelope, at, locator);
        break;
      case "ag2.context.set":
        this.addContext(envelope, data, at, locator);
        break;
      case "ag2.channel.closed":
        this.close = { reason: textOf(data.reason), at, locator };
        break;
      case "ag2.channel.expired":
        this.close = { reason: "expired", at, locator };
        break;
      case "ag2.channel.invite":
        collectReasons(data.knobs, this.graphReasons, GRAPH_DEPTH);
        break;
      case "ag2.channel.invite.ack":
      case "ag2.channel.opened":
        break;
      default:
        if (type.startsWith("ag2."))
          this.build.lose("protocol-event", "rejected invitations, expectations and tasks of the hub");
        else this.say(envelope, ownWords(data), at, locator);
    }
  }

  finish(): RunDraft {
    this.addFailures(null);
    this.findPeople();
    const run = this.build.draft();
    const [first] = run.steps;
    run.locator = first?.locator ?? this.close?.locator ?? "";
    run.task = first?.kind === "message" ? first.text : null;
    run.startedAt = run.steps.find(({ at }) => at !== null)?.at ?? null;
    run.endedAt = this.close?.at ?? run.steps.findLast(({ at }) => at !== null)?.at ?? null;
    run.capabilities.task = run.task !== null;
    this.closeRun(run);
    run.capabilities.endReason = run.endReason !== "unknown";
    return run;
  }

  /** Where no passport says who is a person, the channel's own lines do. */
  private findPeople(): void {
    if (this.turns.size === 0) return;
    const authors = new Set(this.build.steps.map(({ agent }) => agent));
    for (const { id } of this.build.draft().agents) {
      if (this.agents.has(id) || this.turns.has(id) || !authors.has(id)) continue;
      this.build.agent(id, { kind: "human-proxy" });
      this.build.infer("who writes plain text among the packets of a workflow is taken for a person");
    }
  }

  private closeRun(run: RunDraft): void {
    const failure = run.steps.at(-1);
    if (failure?.kind === "error" && (this.close === null || this.close.reason.startsWith(EXPECTATION))) {
      run.endReason = "error";
      run.endDetail = failure.text;
    } else if (this.close !== null) {
      run.endReason = this.reasonOf(this.close.reason);
      run.endDetail = this.close.reason || null;
      if (run.endDetail !== null) {
        this.build.step({ kind: "end", text: run.endDetail, at: this.close.at, locator: this.close.locator });
      }
    }
    if (run.endReason !== "error") return;
    run.outcome = "failed";
    run.outcomeSource = "the run ended with an error";
  }

  private reasonOf(reason: string): EndReason {
    if (reason === "expired" || reason.startsWith(EXPECTATION)) return "limit";
    if (Object.hasOwn(REASONS, reason)) return REASONS[reason] ?? "unknown";
    return this.finished || this.graphReasons.has(reason) ? "completed" : "unknown";
  }

  /** Turns that failed before an envelope was written; all that are left where it is the end. */
  private addFailures(before: string | null): void {
    while (this.pending[0] !== undefined) {
      const { agent, at: failedAt, text } = this.pending[0];
      const at = toIsoTime(failedAt);
      if (before !== null && (at === null || at >= before)) return;
      this.pending.shift();
      this.build.step({ kind: "error", agent: this.agentOf(agent), text, at, locator: "audit.jsonl" });
    }
  }

  private addPacket(envelope: Envelope, at: string | null, locator: string): void {
    const { data, sender } = envelope;
    this.turns.add(sender);
    const routing = isObject(data.routing) ? data.routing : {};
    const body = textOf(data.body);
    if (isObject(data.context_updates)) this.addContext(envelope, data.context_updates, at, locator);
    if (body !== "") this.say(envelope, body, at, locator);
    const reason = textOf(routing.reason);
    if (routing.kind === "handoff") {
      const target = textOf(routing.target);
      const to = target === "" ? [] : [this.agentOf(target)];
      const tool = textOf(routing.tool);
      const named = tool === "" ? {} : { tool };
      this.build.step({
        kind: "handoff",
        agent: this.agentOf(sender),
        to,
        text: reason || tool,
        ...named,
        at,
        locator,
      });
    } else if (routing.kind === "finish") {
      const summary = textOf(routing.summary) || (body === "" ? reason : "");
      if (summary !== "") this.say(envelope, summary, at, locator);
      const last = this.build.steps.at(-1);
      if (last?.kind === "message" && last.locator === locator) last.marker = "terminal";
      this.finished = true;
    }
  }

  /** Writes to the state that all agents of a workflow share. */
  private addContext(
    envelope: Envelope,
    change: Record<string, unknown>,
    at: string | null,
    locator: string,
  ): void {
    const { set, delete: removed } = change;
    const changes: { [key: string]: Json } = {};
    if (isObject(set) && Object.keys(set).length > 0) changes.set = set as Json;
    if (Array.isArray(removed) && removed.length > 0) changes.delete = removed as Json;
    if (Object.keys(changes).length === 0) return;
    const text = JSON.stringify(changes);
    this.build.step({ kind: "artifact", agent: this.agentOf(envelope.sender), text, at, locator });
  }

  private say(envelope: Envelope, text: string, at: string | null, locator: string): void {
    const { sender, audience } = envelope;
    const to = [...new Set(audience ?? [])].filter((id) => id !== sender).map((id) => this.agentOf(id));
    const agent = sender === "" ? null : this.agentOf(sender);
    const step = this.build.step({ kind: "message", agent, to, text, at, locator });
    if (step.index > 0 && endsWithStopWord(text)) step.marker = "terminal";
  }

  private agentOf(id: string): string {
    const known = this.agents.get(id);
    if (known === undefined) {
      this.build.infer(
        "names are in the hub's other files, which are not beside the log: agents go by their ids",
      );
      return this.build.agent(id);
    }
    // Names are unique in a hub only while their agents are registered: a later one of that name goes by its id.
    const owner = this.owners.get(known.name) ?? id;
    this.owners.set(known.name, owner);
    const kind = known.human ? "human-proxy" : "llm";
    return this.build.agent(known.name, { id: owner === id ? known.name : id, kind, model: known.model });
  }
}

function collectReasons(value: unknown, into: Set<string>, depth: number): void {
  if (depth === 0 || typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === "reason" && typeof item === "string") into.add(item);
    else collectReasons(item, into, depth - 1);
  }
}

/** The words of an event type that the user added. */
function ownWords(data: Record<string, unknown>): string {
  for (const key of ["text", "body", "content"]) if (typeof data[key] === "string") return data[key];
  return JSON.stringify(data);
}
