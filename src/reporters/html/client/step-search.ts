import type { RunPage } from "../page-data.ts";
import { searchWords } from "./filter.ts";
import { pagesInOrder } from "./unpack.ts";

/** Milliseconds between two reports of progress: each draws the overview anew. */
const PAUSE = 400;

/** How far a search has come. */
export interface StepHits {
  /** Positions of runs that hold all the words, so far. */
  positions: ReadonlySet<number>;
  /** 0–1. */
  done: number;
}

/** Looks for words in the steps of all runs; each run must be unpacked for it, so it goes on beside the page. */
export class StepSearch {
  private text = "";
  private hits: StepHits = { positions: new Set(), done: 1 };

  /**
   * The hits of this text as far as they are known; `onProgress` is called when there are more, until another text, or
   * none, is asked for.
   */
  follow(text: string, onProgress: () => void): StepHits {
    if (text === this.text) return this.hits;
    this.text = text;
    this.hits = { positions: new Set(), done: text === "" ? 1 : 0 };
    if (text !== "") void this.run(text, onProgress);
    return this.hits;
  }

  private async run(text: string, onProgress: () => void): Promise<void> {
    const words = searchWords(text);
    const positions = new Set<number>();
    let shown = performance.now();
    for await (const { from, pages, done } of pagesInOrder()) {
      if (this.text !== text) return;
      for (const [offset, page] of pages.entries()) if (holds(page, words)) positions.add(from + offset);
      const now = performance.now();
      if (now - shown < PAUSE && done < 1) continue;
      shown = now;
      this.hits = { positions: new Set(positions), done };
      onProgress();
    }
  }
}

function holds({ steps }: RunPage, words: readonly string[]): boolean {
  if (steps === null) return false;
  const text = steps.map(
    (step) => `${step.agent ?? ""}\n${step.tool ?? ""}\n${step.args ?? ""}\n${step.text}`,
  );
  const all = text.join("\n").toLowerCase();
  return words.every((word) => all.includes(word));
}
