import { conversationReset } from "./conversation-reset.ts";
import { derailment } from "./derailment.ts";
import type { Detector } from "./detector.ts";
import { historyLossDenied } from "./history-loss/denied.ts";
import { historyLossReversion } from "./history-loss/reversion.ts";
import { historyLossTruncation } from "./history-loss/truncation.ts";
import { noClarificationAssumption } from "./no-clarification/assumption.ts";
import { noClarificationInventedArgument } from "./no-clarification/invented-argument.ts";
import { prematureTermination } from "./premature-termination.ts";
import { dutyRefused } from "./role-disobeyed/duty-refused.ts";
import { foreignSignature } from "./role-disobeyed/foreign-signature.ts";
import { foreignTool } from "./role-disobeyed/foreign-tool.ts";
import { foreignTurns } from "./role-disobeyed/foreign-turns.ts";
import { roleForbids } from "./role-disobeyed/role-forbids.ts";
import { claimRestated } from "./step-repetition/claim-restated.ts";
import { callWrittenAgain } from "./step-repetition/written-again.ts";
import { stepRepetition } from "./step-repetition.ts";
import { taskDisobeyed } from "./task-disobeyed.ts";
import { terminationUnaware } from "./termination-unaware.ts";
import { noSourceOpened } from "./verification-missing/no-source.ts";
import { verificationMissing } from "./verification-missing.ts";

/** The built-in detectors, in the order of their modes. */
export const DETECTORS: readonly Detector[] = [
  taskDisobeyed,
  foreignTurns,
  foreignTool,
  foreignSignature,
  roleForbids,
  dutyRefused,
  stepRepetition,
  callWrittenAgain,
  claimRestated,
  historyLossReversion,
  historyLossTruncation,
  historyLossDenied,
  terminationUnaware,
  conversationReset,
  noClarificationAssumption,
  noClarificationInventedArgument,
  derailment,
  prematureTermination,
  verificationMissing,
  noSourceOpened,
];
