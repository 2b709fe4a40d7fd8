import { isObject } from "../../core/json.ts";
import type { RunDraft } from "../adapter.ts";
import { executedCode } from "../executed-code.ts";
import { RunBuilder } from "../run-builder.ts";
import type { HistoryEntry } from "./history-entry.ts";

/** A group chat of experts that CaptainAgent put together, with a terminal that runs their code. */
export function captainAgentRun(
  history: readonly HistoryEntry[],
  task: string | null,
  systemPrompts: unknown,
  format: string,
): RunDraft {
  const builder = new RunBuilder({
    framework: "ag2",
    format,
    capabilities: {
      toolResults: true,
      task: task !== null,
      roles: isObject(systemPrompts),
    },
  });
  builder.draftRun.task = task;
  for (const { role, name, content, locator } of history) {
    const speaker = name ?? role;
    const executed = executedCode(content);
    const isTerminal = /terminal|executor/i.test(speaker);
    const agent = builder.agent(speaker, { kind: isTerminal ? "executor" : "llm" });
    if (executed !== null)
      builder.step({ kind: "tool-result", agent, text: content, ok: executed.ok, locator });
    else {
      const canned = isTerminal && content.startsWith("There is no code from the last");
      builder.step({ kind: "message", agent, text: content, locator, ...(canned ? { canned } : {}) });
    }
  }
  if (isObject(systemPrompts)) {
    for (const [name, prompt] of Object.entries(systemPrompts)) {
      if (typeof prompt !== "string") continue;
      // Prompts of experts that were never asked are no agents of this run.
      if (builder.draftRun.agents.some(({ id }) => id === name)) builder.agent(name, { role: prompt });
    }
  }
  builder.infer("the first message, which sets the task, is kept under the name that the record gives it");
  const last = builder.steps.at(-1);
  if (last !== undefined && /\bTERMINATE[.!"]?\s*$/.test(last.text)) {
    last.marker = "terminal";
    builder.draftRun.endReason = "completed";
    builder.draftRun.endDetail = "TERMINATE";
    builder.draftRun.capabilities.endReason = true;
  }
  return builder.draft();
}
