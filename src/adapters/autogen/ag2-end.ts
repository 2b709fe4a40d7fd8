import type { EndReason } from "../../core/run.ts";

/** What AG2 says when it ends a chat: printed behind `TERMINATING RUN (id): `, and in its termination events. */
const REASONS: readonly [pattern: RegExp, reason: EndReason][] = [
  [/^Maximum (?:rounds|turns) \(\d+\) reached/, "limit"],
  [/^Maximum number of consecutive auto-replies reached/, "limit"],
  [/^Termination message condition on /, "completed"],
  [/^User requested to end the conversation/, "stopped"],
];

export function ag2EndReason(text: string): EndReason {
  return REASONS.find(([pattern]) => pattern.test(text))?.[1] ?? "unknown";
}

export const AG2_END_REASONS: Record<string, string> = {
  "Maximum rounds (N) reached; Maximum turns (N) reached": "limit",
  "Maximum number of consecutive auto-replies reached": "limit",
  "Termination message condition on … met": "completed",
  "User requested to end the conversation": "stopped",
  "No next speaker selected; No reply generated": "unknown",
};
