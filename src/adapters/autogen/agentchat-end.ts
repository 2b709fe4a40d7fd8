import type { EndReason } from "../../core/run.ts";
import type { RunDraft } from "../adapter.ts";
import type { RunBuilder } from "../run-builder.ts";

export interface RunEnd {
  reason: EndReason;
  /** The framework's own words, or null. */
  detail: string | null;
  /** More of them than fits a detail: a traceback. */
  text?: string;
  /** Where they stand; null where nothing in the source says how the run ended. */
  locator: string | null;
}

/** What AgentChat's termination conditions and team managers write as `stop_reason`, most decisive first. */
const STOP_REASONS: readonly [pattern: RegExp, reason: EndReason][] = [
  [/An error occurred in the group chat\.|An exception occurred in the runtime\./, "error"],
  [/Text '[\s\S]{0,500}?' mentioned/, "completed"],
  [/Stop message received|Functional termination condition met|Digraph execution is complete/, "completed"],
  [
    /'[^'\n]{1,200}' answered|Text message received from '|Function '[^'\n]{1,200}' was executed\./,
    "completed",
  ],
  [/Handoff to \S{1,200} from \S{1,200} detected\./, "waiting"],
  [
    /Maximum number of (?:messages|turns) \d{1,9} reached|Token usage limit reached|Max rounds reached\./,
    "limit",
  ],
  [/Timeout of [\d.]{1,20} seconds reached/, "limit"],
  [/External termination requested|The group chat is stopped\./, "stopped"],
];

/** Several conditions that fire together are joined into one text; the most decisive of them counts. */
export function endReasonOf(stopReason: string, ledgerDecides: boolean): EndReason {
  for (const [pattern, reason] of STOP_REASONS) if (pattern.test(stopReason)) return reason;
  // Magentic-One writes the ledger's own sentence on why the request is satisfied.
  return ledgerDecides ? "completed" : "unknown";
}

/** Writes the end of a run and what follows from all its steps: task, times, capabilities. */
export function closeRun(build: RunBuilder, end: RunEnd, orchestrator: string): void {
  const run = build.draft();
  const orchestrated = run.agents.some((agent) => agent.name === orchestrator);
  run.endReason = end.reason;
  run.endDetail = end.detail;
  if (end.detail !== null && end.reason === "unknown") {
    run.endReason = endReasonOf(end.detail, orchestrated);
    markMention(build, end.detail);
  }
  if (end.detail !== null && end.locator !== null) {
    const kind = run.endReason === "error" ? "error" : "end";
    build.step({ kind, text: end.text ?? end.detail, locator: end.locator });
  }
  if (run.endReason === "error") {
    run.outcome = "failed";
    run.outcomeSource = "the run ended with an exception";
  }
  const opening = run.steps.findIndex((step) => step.agent !== null || step.kind !== "message");
  const task = run.steps.slice(0, opening < 0 ? run.steps.length : opening);
  run.task = task.length === 0 ? null : task.map((step) => step.text).join("\n\n");
  run.startedAt = run.steps.find((step) => step.at !== null)?.at ?? null;
  run.endedAt = run.steps.findLast((step) => step.at !== null)?.at ?? null;
  run.capabilities.task = run.task !== null;
  run.capabilities.times = run.startedAt !== null;
  run.capabilities.tokens = run.steps.some((step) => step.tokens !== null);
  run.capabilities.endReason = run.endReason !== "unknown" && run.endReason !== "truncated";
  if (run.capabilities.tokens && orchestrated) {
    build.lose("orchestrator-usage", "model calls of the orchestrator have no tokens in its messages");
  }
}

/** Gives the error of a run to the agent in whose turn it was raised; it may have said nothing else. */
export function blame(run: RunDraft, agent: string): void {
  const step = run.steps.findLast(({ kind }) => kind === "error");
  if (step === undefined) return;
  if (!run.agents.some(({ id }) => id === agent)) {
    run.agents.push({ id: agent, name: agent, kind: "llm", role: null, model: null, tools: null });
  }
  step.agent = agent;
}

/** A run of which nothing says how it ended, but whose last words are the framework's stop word, is completed. */
export function endByStopWord(run: RunDraft, subject: string): void {
  if (run.endReason !== "unknown" || run.steps.at(-1)?.marker !== "terminal") return;
  run.endReason = "completed";
  run.capabilities.endReason = true;
  run.inferred.push(`${subject} ended with a message that closes with TERMINATE`);
}

/** `Text 'X' mentioned`: the last message of an agent with that word carries the end. */
function markMention(build: RunBuilder, stopReason: string): void {
  const word = /Text '([\s\S]{0,500}?)' mentioned/.exec(stopReason)?.[1];
  if (word === undefined || word === "") return;
  const step = build.steps.findLast((step) => step.agent !== null && step.text.includes(word));
  if (step?.kind === "message") step.marker = "terminal";
}

export const AGENTCHAT_END_REASONS: Record<string, string> = {
  "Text 'X' mentioned": "completed",
  "Stop message received; Functional termination condition met; Digraph execution is complete": "completed",
  "'X' answered; Text message received from 'X'; Function 'f' was executed.": "completed",
  "Magentic-One: the ledger's sentence on why the request is satisfied": "completed",
  "no stop reason, a single agent ran": "completed",
  "Handoff to X from Y detected.": "waiting",
  "Maximum number of messages N reached …; Maximum number of turns N reached.; Max rounds reached.": "limit",
  "Token usage limit reached …; Timeout of S seconds reached": "limit",
  "External termination requested; The group chat is stopped.": "stopped",
  "An error occurred in the group chat.; An exception occurred in the runtime.": "error",
  "any other text": "unknown",
};
