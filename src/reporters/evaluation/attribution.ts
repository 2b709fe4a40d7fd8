import type { Evaluation } from "../../core/evaluation.ts";
import { estimateText, type Section } from "./section.ts";

export function attribution({ attribution: scores }: Evaluation): Section {
  const rows: string[][] = [];
  if (scores !== null && scores.agents.labelled > 0) {
    const { labelled, guessed } = scores.agents;
    const count = `${guessed} of ${labelled}`;
    rows.push(
      ["agent, first guess", count, estimateText(scores.agentTop1)],
      ["agent, first three guesses", count, estimateText(scores.agentTop3)],
      ["agent, always the most active one", "", estimateText(scores.agentBaseline)],
    );
  }
  if (scores !== null && scores.steps.labelled > 0) {
    const { labelled, guessed, unmapped } = scores.steps;
    const count = `${guessed} of ${labelled}${unmapped > 0 ? ` (${unmapped} more not in the run)` : ""}`;
    rows.push(
      ["step, first guess", count, estimateText(scores.stepExact)],
      ["step, within 3 records", count, estimateText(scores.stepWithin3)],
      ["step, within 5 records", count, estimateText(scores.stepWithin5)],
      ["step, first three guesses", count, estimateText(scores.stepTop3)],
      ["step, always the first of an agent", "", estimateText(scores.stepBaseline)],
    );
  }
  return {
    title: "Who and when",
    head: ["what", "runs with a guess", "share right"],
    rows,
    notes: ["Shares of all labelled runs, with Wilson 95 % intervals. Steps count records of the source."],
  };
}
