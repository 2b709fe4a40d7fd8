import type { RunDraft } from "../adapter.ts";
import { RunBuilder, type RunInit } from "../run-builder.ts";
import { isEndUser, isInnerNode } from "./agents.ts";
import type { ChatMessage } from "./chat-message.ts";
import type { Conversation, Entry } from "./conversation.ts";
import { type EndFacts, endOf, RETURNED } from "./end.ts";
import { nameKey } from "./handoffs.ts";
import { StepWriter } from "./step-writer.ts";
import { splitTurns } from "./turns.ts";

export interface BuildOptions {
  format: string;
  framework: string;
  facts: EndFacts;
  /** The source shows the calls inside subgraphs too, so that no call means that none was made. */
  seesInnerCalls: boolean;
  /** Who wrote what: which of the sources' hints the format has. */
  authorHint: string;
  nativeKey?: string | null;
  /** A native key for each run of a conversation, from its first entry; goes before `nativeKey`. */
  keyOf?: (first: Entry) => string;
  /** Ids of the calls that were carried out, where the source says so; else a call counts unless it was refused. */
  executed?: ReadonlySet<string>;
}

/** The runs of one conversation, each with its steps, agents and end. */
export function* buildRuns(conversation: Conversation, options: BuildOptions): Generator<RunDraft> {
  const turns = splitTurns(conversation.entries);
  for (const [at, turn] of turns.entries()) {
    const isLast = at === turns.length - 1;
    const [first] = turn;
    const init: RunInit = {
      framework: options.framework,
      format: options.format,
      capabilities: {},
      nativeKey:
        first && options.keyOf ? options.keyOf(first) : at === 0 ? (options.nativeKey ?? null) : null,
      locator: at === 0 ? "" : (first?.seen.locator ?? ""),
    };
    const builder = new RunBuilder(init);
    buildRun(builder, turn, isLast ? options.facts : RETURNED, options);
    if (turns.length > 1)
      builder.infer("runs: a new one begins where the caller writes something of their own after an answer");
    if (isLast) for (const [code, loss] of conversation.losses) builder.lose(code, loss.detail, loss.count);
    yield builder.draft();
  }
}

function buildRun(builder: RunBuilder, turn: readonly Entry[], facts: EndFacts, options: BuildOptions): void {
  const writer = new StepWriter(builder, resultsOf(turn), agentNames(turn));
  for (const entry of turn) writer.write(entry);
  const run = builder.draftRun;
  const end = endOf(facts, writer.lastThing());
  run.endReason = end.reason;
  run.endDetail = end.detail;
  if (end.inferred !== null) builder.infer(end.inferred);
  if (end.reason === "error") {
    run.outcome = "failed";
    run.outcomeSource = "exception";
  }
  if (end.reason === "waiting" || end.reason === "limit") writer.refuseOpenCalls();
  // What broke off may have lost the executions and not the calls.
  if (options.executed !== undefined && end.reason !== "truncated") writer.refuseCallsBut(options.executed);
  const times = run.steps.map((step) => step.at).filter((at) => at !== null);
  run.startedAt = times[0] ?? null;
  run.endedAt = times[times.length - 1] ?? null;
  const seesCalls =
    writer.sawMessages && (options.seesInnerCalls || run.steps.some((step) => step.kind === "tool-call"));
  Object.assign(run.capabilities, {
    tokens: run.steps.some((step) => step.tokens !== null),
    times: times.length > 0,
    toolCalls: seesCalls,
    toolResults: seesCalls,
    reasoning: run.steps.some((step) => step.kind === "thought"),
    task: run.task !== null,
    endReason: end.reason !== "unknown",
  });
  if (writer.usedHint) builder.infer(`agents: ${options.authorHint}`);
  if (writer.standIn !== null)
    builder.infer(`agents: messages that name no author are given to one agent, "${writer.standIn}"`);
}

function resultsOf(turn: readonly Entry[]): Map<string, ChatMessage> {
  const results = new Map<string, ChatMessage>();
  for (const entry of turn) {
    if (entry.kind === "message" && entry.message.callId !== null)
      results.set(entry.message.callId, entry.message);
  }
  return results;
}

/** Every name that an agent of this run goes by, by the form in which handoff tools spell it. */
function agentNames(turn: readonly Entry[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const entry of turn) {
    if (entry.kind === "output" && !entry.seen.byNode) continue;
    if (entry.kind === "message" && entry.message.role !== "ai") continue;
    if (entry.kind === "error" || entry.kind === "interrupt") continue;
    const own = entry.kind === "message" ? entry.message.name : null;
    const name = own ?? entry.seen.author;
    if (name !== null && name.trim() !== "" && !isInnerNode(name) && !isEndUser(name))
      names.set(nameKey(name), name);
  }
  return names;
}
