import type { Operator } from "../operator.ts";
import { contradictTheComputedValue } from "./contradict-the-computed-value.ts";
import { dropHandoff } from "./drop-handoff.ts";
import { echoTheLog } from "./echo-the-log.ts";
import { echoThePrompt } from "./echo-the-prompt.ts";
import { editAfterPass } from "./edit-after-pass.ts";
import { failThenApprove } from "./fail-then-approve.ts";
import { goOnAfterTheEnd } from "./go-on-after-the-end.ts";
import { ignoreTheCorrection } from "./ignore-the-correction.ts";
import { poll } from "./poll.ts";
import { removeVerification } from "./remove-verification.ts";
import { repeat } from "./repeat.ts";
import { repeatWithNewResult } from "./repeat-with-new-result.ts";
import { reset } from "./reset.ts";
import { revertDecision } from "./revert-decision.ts";
import { stopEarly } from "./stop-early.ts";
import { swapSpeaker } from "./swap-speaker.ts";
import { withholdARequestedFact } from "./withhold-a-requested-fact.ts";

/** In the order of the matrix. */
export const OPERATORS: readonly Operator[] = [
  repeat,
  repeatWithNewResult,
  reset,
  dropHandoff,
  swapSpeaker,
  revertDecision,
  removeVerification,
  editAfterPass,
  failThenApprove,
  stopEarly,
  goOnAfterTheEnd,
  contradictTheComputedValue,
  ignoreTheCorrection,
  withholdARequestedFact,
  echoTheLog,
  echoThePrompt,
  poll,
];
