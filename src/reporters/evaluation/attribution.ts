import type { AttributionBaseline, AttributionShares, Evaluation } from "../../core/evaluation.ts";
import { estimateText, type Section } from "./section.ts";

const COLUMNS: readonly { head: string; measure: keyof AttributionShares }[] = [
  { head: "agent", measure: "agentTop1" },
  { head: "agent in 3", measure: "agentTop3" },
  { head: "step", measure: "stepExact" },
  { head: "±1", measure: "stepWithin1" },
  { head: "±3", measure: "stepWithin3" },
  { head: "±5", measure: "stepWithin5" },
  { head: "step in 3", measure: "stepTop3" },
];
const NAMES: Readonly<Record<AttributionBaseline["name"], string>> = {
  random: "at random",
  "first-step": "first step",
  "last-error": "last error",
  "most-active": "most active agent",
};

export function attribution({ attribution: scores, predictions }: Evaluation): Section {
  const head = ["guesses", "runs", ...COLUMNS.map(({ head: title }) => title)];
  if (scores === null) return { title: "Who and when", head, rows: [], notes: [] };
  const shares = (of: AttributionShares): string[] => COLUMNS.map(({ measure }) => estimateText(of[measure]));
  const { agents, steps, baselines } = scores;
  const counts = (agent: number, step: number): string =>
    agent === step ? `${agent}` : `${agent} / ${step}`;
  const rows = [
    [predictions === null ? "mast" : "predictions", counts(agents.guessed, steps.guessed), ...shares(scores)],
    ...baselines.flatMap((one) => [
      [NAMES[one.name], counts(one.guessed.agents, one.guessed.steps), ...shares(one)],
      ["  lead over it", "", ...shares(one.lead)],
    ]),
  ];
  const unmapped = steps.unmapped > 0 ? `; ${steps.unmapped} more name a step that is not in the run` : "";
  return {
    title: "Who and when",
    head,
    rows,
    notes: [
      `Shares of ${agents.labelled} runs with a labelled agent and ${steps.labelled} with a labelled step${unmapped}. ` +
        "Runs: how many have a guess. Steps count records of the source.",
      "In 3: one of the first three guesses is right; ±n: the first is no more than n records off. Baselines have three " +
        "guesses, too. Wilson 95 % intervals; at random is computed, with bootstrap intervals like the leads.",
    ],
  };
}
