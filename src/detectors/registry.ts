import { conversationReset } from "./conversation-reset.ts";
import type { Detector } from "./detector.ts";
import { prematureTermination } from "./premature-termination.ts";
import { stepRepetition } from "./step-repetition.ts";
import { terminationUnaware } from "./termination-unaware.ts";
import { verificationMissing } from "./verification-missing.ts";

/** The built-in detectors, in the order of their modes. */
export const DETECTORS: readonly Detector[] = [
  stepRepetition,
  terminationUnaware,
  conversationReset,
  prematureTermination,
  verificationMissing,
];
