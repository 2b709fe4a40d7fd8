import { MastError } from "../../core/errors.ts";
import type { ModeId } from "../../core/finding.ts";
import type { JudgeData } from "../../taxonomy/judge-schema.ts";
import { fillPlaces } from "../../taxonomy/places.ts";
import type { ModeDefinition } from "../../taxonomy/schema.ts";
import type { Taxonomy } from "../../taxonomy/taxonomy.ts";
import type { JudgeCase } from "../case.ts";
import type { Dossier, Shown } from "../dossier/dossier.ts";
import { type Controls, controlsFor } from "../guard/controls.ts";
import { fenced } from "../guard/mark.ts";
import type { JudgeRequest, JudgeStage } from "../request.ts";
import { shuffled } from "../shuffle.ts";
import { answerSchema } from "./answer-schema.ts";
import { claimsText } from "./claims.ts";
import { modeText } from "./mode-text.ts";

/** Tokens of an answer on one mode, generously, and of what stands around it. */
const ANSWER_TOKENS = 700;
const FRAME_TOKENS = 400;

export const CLAIMS = `# Claims

Programs that look for patterns, and understand nothing, read the record too. They say the following. Confirm or refute each by the
text of the steps; where they say nothing, that means nothing.

`;

/** What one request asks. */
interface Question {
  readonly name: string;
  readonly stage: Extract<JudgeStage, "propose" | "confirm">;
  readonly modes: readonly ModeId[];
  readonly shown: Shown;
  readonly temperature: number | null;
}

/** @throws MastError where the taxonomy has no prompts */
export function judgeDataOf(taxonomy: Taxonomy): JudgeData {
  if (taxonomy.judge !== null) return taxonomy.judge;
  throw new MastError("the taxonomy has no prompts for a judge (folder judge/)");
}

export function systemText(taxonomy: Taxonomy): string {
  const principles = taxonomy.principles.map((principle) => `- ${principle.trim()}`).join("\n");
  return fillPlaces(judgeDataOf(taxonomy).prompts.system, { principles });
}

/** The controls of a request: drawn from the run and the request's name, so that no run can foresee those of another. */
export function controlsOf(about: JudgeCase, name: string): Controls {
  return controlsFor(judgeDataOf(about.taxonomy).controls, `${about.run.contentHash} ${name}`);
}

/** The excerpts as a request shows them, each with its question. */
export function controlsText({ mark }: Dossier, { items }: Controls): string {
  return items
    .map(({ key, question, excerpt }) => `${fenced(key, mark, excerpt)}\nQuestion for ${key}: ${question}`)
    .join("\n\n");
}

/** Modes and controls in the order asked. Drawn by the request's name alone, so that endpoints see few different schemas. */
export function askedOrder(keys: readonly string[], name: string): string[] {
  return shuffled(keys, `${name} keys`);
}

/** The request that puts a question about what is shown. */
export function requestFor(about: JudgeCase, dossier: Dossier, question: Question): JudgeRequest {
  const { taxonomy, labels, options } = about;
  const { prompts } = judgeDataOf(taxonomy);
  const { name, stage, shown, temperature } = question;
  const drawn = controlsOf(about, name);
  const { items } = drawn;
  const keys = askedOrder([...question.modes, ...items.map(({ key }) => key)], name);
  const modes = question.modes.toSorted((a, b) => keys.indexOf(a) - keys.indexOf(b));
  const seed = stage === "propose" ? name : null;
  const asked = modes.map((id) => modeText(modeOf(taxonomy, id), seed)).join("\n\n");
  const claims = options.claims ? claimsText(dossier, modes, labels, new Set(shown.steps)) : null;
  const controls = controlsText(dossier, drawn);
  const claimed = claims === null ? "" : `${CLAIMS}${claims}\n\n`;
  const values = { scope: shown.scope, controls, keys: keys.join(", ") };
  const text =
    stage === "propose"
      ? fillPlaces(prompts.propose, { ...values, modes: asked, claims: claimed })
      : fillPlaces(prompts.confirm, { ...values, mode: asked, claim: claimed });
  return {
    name,
    stage,
    modes,
    system: systemText(taxonomy),
    trace: shown.text,
    question: text,
    schema: answerSchema({ keys, modes: new Set(modes), withCounter: stage === "confirm" }),
    covers: shown.steps,
    maxOutputTokens: FRAME_TOKENS + ANSWER_TOKENS * modes.length,
    temperature,
  };
}

function modeOf(taxonomy: Taxonomy, id: ModeId): ModeDefinition {
  const mode = taxonomy.byId(id);
  if (mode === null) throw new MastError(`the taxonomy does not know the mode ${id}`);
  return mode;
}
