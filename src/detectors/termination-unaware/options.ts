import { z } from "zod";
import { threshold } from "../threshold.ts";

export const terminationOptions = z.strictObject({
  turnsAfterStop: threshold(
    2,
    [2, 50],
    "Turns of agents after a stop word that nobody objected to: high. One is a closing or a handover.",
  ),
  restatements: threshold(
    3,
    [2, 50],
    "Turns that say once more that the work is done: high. Two can be a check and a handover.",
  ),
  restatementsAtLimit: threshold(
    2,
    [1, 50],
    "Turns that say once more that the work is done, where the run ends by its limit: medium, for nobody ended it.",
  ),
  turnsAtLimit: threshold(
    4,
    [3, 50],
    "Turns until the limit after an end that another turn confirmed: medium.",
  ),
  worksOn: threshold(
    2,
    [2, 50],
    "How often an agent calls its work done and calls another tool all the same: high. Once is a last look.",
  ),
  courtesies: threshold(
    3,
    [2, 50],
    "Turns in a row of nothing but thanks and farewells: medium, one more is high.",
  ),
  impossible: threshold(
    2,
    [2, 50],
    "How often an agent says that the goal cannot be reached, and is told to go on: high with a template.",
  ),
});
/** The thresholds of FM-1.5 as a taxonomy or the defaults set them. */
export type TerminationOptions = z.infer<typeof terminationOptions>;
