import type { Run, Step } from "../../core/run.ts";

const SHORTEST_PROBE = 20;
const LONGEST_PROBE = 80;
/** Each search goes through the run; a run with more of them is full of names anyway. */
const MOST_SEARCHES = 50;

/** Tells whether words repeat what an earlier step says. */
export class QuoteSearch {
  private readonly run: Run;
  private left = MOST_SEARCHES;

  constructor(run: Run) {
    this.run = run;
  }

  /** Whether the first line of some length stands in a step before; true once too much has been asked. */
  holds(words: string, before: Step): boolean {
    const probe = words
      .split("\n")
      .map((line) => line.replace(/^[\s>*_"“`-]+|[\s*_"”`]+$/g, ""))
      .find((line) => line.length >= SHORTEST_PROBE)
      ?.slice(0, LONGEST_PROBE);
    if (probe === undefined) return false;
    if (this.left-- <= 0) return true;
    for (const { index, text } of this.run.steps) {
      if (index >= before.index) return false;
      if (text.includes(probe)) return true;
    }
    return false;
  }
}
