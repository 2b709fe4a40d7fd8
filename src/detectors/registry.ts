import { conversationReset } from "./conversation-reset.ts";
import { derailment } from "./derailment.ts";
import type { Detector } from "./detector.ts";
import { historyLossAskedAgain } from "./history-loss/asked-again.ts";
import { historyLossDenied } from "./history-loss/denied.ts";
import { historyLossReversion } from "./history-loss/reversion.ts";
import { historyLossTruncation } from "./history-loss/truncation.ts";
import { ignoredCorrection } from "./ignored-other-agents-input/ignored-correction.ts";
import { overruledVerdict } from "./ignored-other-agents-input/overruled-verdict.ts";
import { unansweredRequest } from "./ignored-other-agents-input/unanswered-request.ts";
import { faultKept } from "./incorrect-verification/fault-kept.ts";
import { otherValue } from "./incorrect-verification/other-value.ts";
import { contradictedByOutput } from "./incorrect-verification/own-output.ts";
import { rubberStamp } from "./incorrect-verification/rubber-stamp.ts";
import { unfoundedApproval } from "./incorrect-verification/unfounded.ts";
import { incorrectVerification } from "./incorrect-verification.ts";
import { droppedHandoff } from "./information-withholding/dropped-handoff.ts";
import { requestedFact } from "./information-withholding/requested-fact.ts";
import { noClarificationAssumption } from "./no-clarification/assumption.ts";
import { noClarificationInventedArgument } from "./no-clarification/invented-argument.ts";
import { prematureTermination } from "./premature-termination.ts";
import { brokenPromise } from "./reasoning-action-mismatch/broken-promise.ts";
import { claimedRun } from "./reasoning-action-mismatch/claimed-run.ts";
import { otherCall } from "./reasoning-action-mismatch/other-call.ts";
import { statedReference } from "./reasoning-action-mismatch/stated-reference.ts";
import { statedValue } from "./reasoning-action-mismatch/stated-value.ts";
import { dutyRefused } from "./role-disobeyed/duty-refused.ts";
import { foreignSignature } from "./role-disobeyed/foreign-signature.ts";
import { foreignTool } from "./role-disobeyed/foreign-tool.ts";
import { foreignTurns } from "./role-disobeyed/foreign-turns.ts";
import { roleForbids } from "./role-disobeyed/role-forbids.ts";
import { claimRestated } from "./step-repetition/claim-restated.ts";
import { shortRounds } from "./step-repetition/short-rounds.ts";
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
  shortRounds,
  historyLossReversion,
  historyLossTruncation,
  historyLossDenied,
  historyLossAskedAgain,
  terminationUnaware,
  conversationReset,
  noClarificationAssumption,
  noClarificationInventedArgument,
  derailment,
  requestedFact,
  droppedHandoff,
  unansweredRequest,
  ignoredCorrection,
  overruledVerdict,
  otherCall,
  statedValue,
  statedReference,
  claimedRun,
  brokenPromise,
  prematureTermination,
  verificationMissing,
  noSourceOpened,
  incorrectVerification,
  contradictedByOutput,
  unfoundedApproval,
  otherValue,
  rubberStamp,
  faultKept,
];
