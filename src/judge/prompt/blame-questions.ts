import { fillPlaces } from "../../taxonomy/places.ts";
import type { JudgeCase } from "../case.ts";
import type { Dossier, Shown } from "../dossier/dossier.ts";
import type { JudgeRequest } from "../request.ts";
import { BLAME_KEYS, type BlameStage, blameSchema } from "./blame-schema.ts";
import { askedOrder, CLAIMS, controlsOf, controlsText, judgeDataOf, systemText } from "./questions.ts";

/** Tokens of an answer: three candidates, or one place, with the controls. */
const MOST_OUTPUT: Readonly<Record<BlameStage, number>> = { "blame-agent": 2000, "blame-step": 1000 };

/** What one request on who went wrong first asks. */
export interface BlameQuestion {
  readonly stage: BlameStage;
  readonly shown: Shown;
  /** Fenced, since it holds words of the run: what rules suppose, or what the judge found before; "" where there is none. */
  readonly claim: string;
}

/** The request that puts the question. */
export function blameRequest(about: JudgeCase, dossier: Dossier, question: BlameQuestion): JudgeRequest {
  const { taxonomy } = about;
  const { prompts } = judgeDataOf(taxonomy);
  const { stage, shown, claim } = question;
  const controls = controlsOf(about, stage);
  const keys = askedOrder([BLAME_KEYS[stage], ...controls.items.map(({ key }) => key)], stage);
  const modes = taxonomy.active.map(({ id, title, summary }) => `- ${id} ${title}: ${summary.trim()}`);
  const values = {
    scope: shown.scope,
    modes: modes.join("\n"),
    controls: controlsText(dossier, controls),
    keys: keys.join(", "),
    claims: claim === "" ? "" : `${CLAIMS}${claim}\n\n# What to look for\n\n`,
    claim,
  };
  return {
    name: stage,
    stage,
    modes: [],
    system: systemText(taxonomy),
    trace: shown.text,
    question: fillPlaces(prompts[stage], values),
    schema: blameSchema(stage, keys, taxonomy.active),
    covers: shown.steps,
    maxOutputTokens: MOST_OUTPUT[stage],
    temperature: 0,
  };
}
