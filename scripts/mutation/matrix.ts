import type { ModeId } from "../../src/core/finding.ts";

export const OPERATOR_IDS = [
  "repeat",
  "repeat-with-new-result",
  "reset",
  "drop-handoff",
  "swap-speaker",
  "revert-decision",
  "remove-verification",
  "edit-after-pass",
  "fail-then-approve",
  "stop-early",
  "go-on-after-the-end",
  "contradict-the-computed-value",
  "ignore-the-correction",
  "withhold-a-requested-fact",
  "echo-the-log",
  "echo-the-prompt",
  "poll",
] as const;
export type OperatorId = (typeof OPERATOR_IDS)[number];

/** What must be found in the mutants of one operator, and what else it truly causes. */
export interface Expected {
  /** The mode that each mutant shows; null where nothing may be found. */
  readonly mode: ModeId | null;
  /** Further modes of which a finding is right, each with the reason; all others are false alarms. */
  readonly allowed: Partial<Record<ModeId, string>>;
}

const SILENT: Expected = { mode: null, allowed: {} };

/**
 * The matrix operator × mode. It was fixed before the detectors were written and follows the codebook, not what
 * detectors happen to say.
 */
export const MATRIX: Record<OperatorId, Expected> = {
  repeat: { mode: "FM-1.3", allowed: {} },
  "repeat-with-new-result": SILENT,
  reset: { mode: "FM-2.1", allowed: {} },
  "drop-handoff": {
    mode: "FM-2.4",
    allowed: {
      "FM-2.2": "the receiver notices that the value is missing and goes on with a guess instead of asking",
      "FM-2.6": "the guess contradicts the value that a tool had returned",
    },
  },
  "swap-speaker": {
    mode: "FM-1.2",
    allowed: {
      "FM-2.6": "whoever writes the others' turns claims calls that nobody made",
      "FM-3.2": "the check that the other agent had made is only claimed",
      "FM-3.3": "the run ends on a verdict that its author invented",
    },
  },
  "revert-decision": { mode: "FM-1.4", allowed: {} },
  "remove-verification": { mode: "FM-3.2", allowed: {} },
  "edit-after-pass": { mode: "FM-3.2", allowed: {} },
  "fail-then-approve": {
    mode: "FM-3.3",
    allowed: {
      "FM-2.5": "the correction that the reviewer then takes for done was not taken up",
      "FM-2.6": "who reports the check says the opposite of its output",
    },
  },
  "stop-early": {
    mode: "FM-3.1",
    allowed: { "FM-3.2": "the steps that are missing held the check" },
  },
  "go-on-after-the-end": {
    mode: "FM-1.5",
    allowed: {
      "FM-1.3": "an agent says in other words what it has already said, with nothing new in between",
    },
  },
  "contradict-the-computed-value": {
    mode: "FM-2.6",
    allowed: { "FM-3.3": "a colleague who had computed the value confirms the wrong one" },
  },
  "ignore-the-correction": { mode: "FM-2.5", allowed: {} },
  "withhold-a-requested-fact": {
    mode: "FM-2.4",
    allowed: {
      "FM-2.2": "the asker goes on with a guess",
      "FM-2.5": "the question stays without an answer",
    },
  },
  "echo-the-log": SILENT,
  "echo-the-prompt": SILENT,
  poll: SILENT,
};
