import { conversationReset } from "./conversation-reset.ts";
import type { Detector } from "./detector.ts";
import { stepRepetition } from "./step-repetition.ts";

/** The built-in detectors, in the order of their modes. */
export const DETECTORS: readonly Detector[] = [stepRepetition, conversationReset];
