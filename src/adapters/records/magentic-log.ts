import type { EndReason } from "../../core/run.ts";
import type { RunDraft } from "../adapter.ts";
import { executedCode } from "../executed-code.ts";
import { RunBuilder } from "../run-builder.ts";
import type { HistoryEntry } from "./history-entry.ts";

const ORCHESTRATOR = /^Orchestrator \((thought|termination condition|-> (.+))\)$/;

export function isMagenticRole(role: unknown): boolean {
  return typeof role === "string" && ORCHESTRATOR.test(role);
}

/** A Magentic-One log in which the role names the speaker: `Orchestrator (thought)`, `Orchestrator (-> X)`, `X`. */
export function magenticRun(history: readonly HistoryEntry[], task: string | null, format: string): RunDraft {
  const builder = new RunBuilder({
    framework: "magentic-one",
    format,
    capabilities: { recipients: true, reasoning: true, task: true, endReason: true },
  });
  const run = builder.draftRun;
  run.task = task;
  for (const { role, content, locator } of history) {
    if (role === "human") {
      run.task ??= content;
      builder.step({ kind: "message", text: content, locator });
      continue;
    }
    const [whole, act, recipient] = ORCHESTRATOR.exec(role) ?? [];
    if (whole === undefined) {
      const executed = executedCode(content);
      const agent = builder.agent(role, { kind: /terminal/i.test(role) ? "executor" : "llm" });
      const outcome = executed === null ? {} : { ok: executed.ok };
      builder.step({
        kind: executed === null ? "message" : "tool-result",
        agent,
        to: [builder.agent("Orchestrator", { kind: "manager" })],
        text: content,
        locator,
        ...outcome,
      });
      continue;
    }
    const agent = builder.agent("Orchestrator", { kind: "manager" });
    if (recipient !== undefined) {
      builder.step({ kind: "message", agent, to: [builder.agent(recipient)], text: content, locator });
    } else if (act === "thought") builder.step({ kind: "thought", agent, text: content, locator });
    else {
      builder.step({ kind: "end", agent, text: content, locator });
      run.endDetail = content.split("\n", 1)[0] ?? "";
      run.endReason = endReasonOf(run.endDetail);
    }
  }
  if (run.endReason === "unknown") run.capabilities.endReason = false;
  return builder.draft();
}

/** The orchestrator's own words; it selects nobody once its ledger says that the request is satisfied. */
function endReasonOf(words: string): EndReason {
  if (/^Max (rounds|time)\b/i.test(words)) return "limit";
  if (/^(No agent selected|Request satisfied)/i.test(words)) return "completed";
  if (/error|exception/i.test(words)) return "error";
  return "unknown";
}
