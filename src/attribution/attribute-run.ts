import type { Run } from "../core/run.ts";
import { PreparedRun } from "../detectors/prepared-run.ts";
import { askedAgain, errandsOf } from "./asked-again.ts";
import { failuresOf } from "./failures.ts";
import { type FoundMode, violationsFound } from "./found-modes.ts";
import { workOnTheWay } from "./on-the-way.ts";
import { originOf } from "./origin.ts";
import { MOST_GUESSES, type Ranked, ranked } from "./rank.ts";
import { troubleAtTheEnd } from "./run-end.ts";
import { sceneOf } from "./scene.ts";
import { unbackedWordsOf } from "./unbacked-words.ts";

/**
 * Who first went wrong on the way to what the run delivered, and when: at most three candidates, likeliest first.
 * An estimate by rules; of a run that succeeded nobody asks. Pure: the same run and findings give the same answer.
 *
 * The definition is that of the first unrecoverable failure: go along the way to the outcome, pass over what was made
 * good later, and stop at the first violation that was not. Sources: M. Yin et al., "Which Agent Causes Task Failures
 * and When?" (ICML 2025, arXiv 2505.00212) for agent and step; AgentRx for "first unrecoverable".
 *
 * @param found findings of all tiers, candidates included, that are not suppressed
 */
export function attributeRun(run: Run, found: readonly FoundMode[]): Ranked[] {
  const prepared = new PreparedRun(run);
  const scene = sceneOf(run, prepared);
  const errands = errandsOf(scene);
  const signs = ranked([
    ...violationsFound(found, scene.way, run),
    ...originOf(scene),
    ...failuresOf(scene),
    ...unbackedWordsOf(scene),
    ...askedAgain(errands, scene),
    ...troubleAtTheEnd(scene),
  ]);
  return signs.length === MOST_GUESSES ? signs : ranked([...signs, ...workOnTheWay(errands, signs, scene)]);
}
