import type { Finding } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import { cueSentencesOf } from "../cues/cue-sentences.ts";
import { mayFinish, saysFinished } from "../cues/finished.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteStart, quotesOf } from "../quote.ts";
import type { TerminationOptions } from "./options.ts";
import { listed } from "./turn-evidence.ts";

/** An agent that keeps calling its own work done and keeps calling tools. */
export function worksOn(run: Run, prepared: PreparedRun, chosen: TerminationOptions): Finding | null {
  if (prepared.attempts.length < 2) return null;
  const sentences = prepared.of(cueSentencesOf);
  const words = new Map<string, Step>();
  const declared = new Map<string, { said: Step; calls: Step[]; times: number }>();
  for (const step of run.steps) {
    if (prepared.isPerson(step)) declared.clear();
    if (step.agent === null) continue;
    if (step.kind === "thought" || prepared.isOwnWords(step)) words.set(step.agent, step);
    if (step.kind !== "tool-call") continue;
    const said = words.get(step.agent);
    words.delete(step.agent);
    const finishes = said !== undefined && mayFinish(said, sentences) && saysFinished(said.text);
    const before = declared.get(step.agent);
    if (before === undefined) {
      if (finishes) declared.set(step.agent, { said, calls: [step], times: 1 });
      continue;
    }
    before.calls.push(step);
    if (finishes) before.times++;
  }
  for (const [agent, { said, calls, times }] of declared) {
    const [first] = calls;
    const last = calls.at(-1);
    if (times < chosen.worksOn || first === undefined || last === undefined) continue;
    return {
      mode: "FM-1.5",
      tier: "high",
      message: `${prepared.nameOf(agent, "the user")} called its work done ${times} times and went on each time, with ${calls.length} more calls`,
      agent,
      steps: listed([said, ...calls].map(({ index }) => index)),
      quotes: quotesOf(quoteStart(said), quoteStart(first), quoteStart(last)),
    };
  }
  return null;
}
