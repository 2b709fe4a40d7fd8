import { attributeRun } from "../../attribution/attribute-run.ts";
import type { FoundMode } from "../../attribution/found-modes.ts";
import type { Ranked } from "../../attribution/rank.ts";
import type { Label } from "../../core/finding.ts";
import type { Attribution } from "../../core/report.ts";
import { STEP_KINDS, type StepKind } from "../../core/run.ts";
import { type BlameReading, type Candidate, readBlame } from "../answer/read-blame.ts";
import type { JudgeCase } from "../case.ts";
import { type Dossier, dossierOf } from "../dossier/dossier.ts";
import { excerptOf } from "../dossier/excerpt.ts";
import { stepName } from "../dossier/step-lines.ts";
import { fenced } from "../guard/mark.ts";
import type { Answered } from "../next-step.ts";
import { blameRequest } from "../prompt/blame-questions.ts";
import type { JudgeRequest } from "../request.ts";
import { judgedAttribution } from "./blame-ranking.ts";

/** What the judge is shown to say who, in tokens: a short run whole, of a longer one what matters and its course. */
const AGENT_TOKENS = 3600;
/** And to say when: the steps of one agent, with what stands around them. */
const STEP_TOKENS = 2500;
/** Share of that for the agent's own steps, spread over all of them where there are more; long ones are cut. */
const OWN_SHARE = 0.6;
const MOST_OF_STEP = 300;
const MOST_FINDINGS = 8;
const LONGEST_CLAIM = 400;

/** Either the next question, or what came out, with the readings it rests on. */
export type BlameStep =
  | { readonly ask: JudgeRequest }
  | { readonly attribution: readonly Attribution[]; readonly readings: ReadonlyMap<string, BlameReading> };

/**
 * Whether anybody is to be blamed: the run failed, or nobody knows and a mode was found in it. Text in the run that
 * speaks to whoever judges it could point at whom it likes, so such runs are left to the rules.
 */
export function isBlamed(
  { run, labels, options }: JudgeCase,
  judged: readonly Label[],
  isSuspicious: boolean,
): boolean {
  if (options.blame === false || isSuspicious || run.outcome === "succeeded") return false;
  if (run.capabilities.content === "none" || run.steps.length === 0) return false;
  return run.outcome === "failed" || foundModes(labels, judged).some(({ tier }) => tier !== "low");
}

/** First who, on the whole run with what rules suppose; then when, on the steps of whoever is blamed first. */
export function blameStep(about: JudgeCase, judged: readonly Label[], answered: Answered): BlameStep {
  const found = foundModes(about.labels, judged);
  const guesses = attributeRun(about.run, found);
  const readings = new Map<string, BlameReading>();
  const who = agentRequest(about, guesses, found);
  const first = answered.get(who.name);
  if (first === undefined) return { ask: who };
  const reading = readBlame(about, who, first);
  readings.set(who.name, reading);
  const candidates = reading.kind === "read" ? reading.candidates : [];
  const [suspect, ...others] = candidates;
  const [agent] = suspect?.agents ?? [];
  if (suspect === undefined || agent === undefined) {
    return { attribution: judgedAttribution(about, candidates, guesses, found), readings };
  }
  const when = stepRequest(about, suspect, agent);
  const second = answered.get(when.name);
  if (second === undefined) return { ask: when };
  const placed = readBlame(about, when, second);
  readings.set(when.name, placed);
  const place = placed.kind === "read" ? placed.place : null;
  const settled = place === null ? candidates : withPlace(suspect, place, others);
  return { attribution: judgedAttribution(about, settled, guesses, found), readings };
}

/** The agent's steps decide when; where none of them fits, the other candidates come first. */
function withPlace(
  suspect: Candidate,
  place: NonNullable<Extract<BlameReading, { kind: "read" }>["place"]>,
  others: readonly Candidate[],
): Candidate[] {
  if (place.steps.length === 0) return [...others, suspect];
  return [{ ...suspect, ...place, mode: place.mode ?? suspect.mode }, ...others];
}

/** What the judge found, and what rules found where the judge does not hold it to be absent. */
function foundModes(labels: readonly Label[], judged: readonly Label[]): FoundMode[] {
  const absent = new Set(judged.filter(({ verdict }) => verdict === "absent").map(({ mode }) => mode));
  const byRules = labels.filter(({ labeller, mode }) => labeller.kind === "detector" && !absent.has(mode));
  return [...judged, ...byRules].flatMap(({ findings }) => findings);
}

function agentRequest(
  about: JudgeCase,
  guesses: readonly Ranked[],
  found: readonly FoundMode[],
): JudgeRequest {
  const dossier = dossierOf(about);
  const focus = new Focus();
  for (const { steps, quotes } of guesses) focus.add(steps.slice(0, 2), quotes);
  const grave = found.filter(({ tier }) => tier !== "low").slice(0, MOST_FINDINGS);
  for (const { steps, quotes } of grave) focus.add(steps.slice(0, 2), quotes);
  const shown = excerptOf(
    dossier,
    { focus: focus.steps, kinds: ALL_KINDS, room: AGENT_TOKENS, withLedger: true },
    about.tokens,
  );
  const lines = guesses.map(({ steps, mode, why }) => {
    const named = steps.slice(0, 4).map((step) => stepName(step));
    return `- ${mode === null ? "" : `${mode}: `}${oneLine(dossier.scrubber.scrub(why))} (${named.join(", ")})`;
  });
  const isTold = about.options.claims && lines.length > 0;
  const claim = isTold ? fenced("claims", dossier.mark, lines.join("\n")) : "";
  return blameRequest(about, dossier, { stage: "blame-agent", shown, claim });
}

function stepRequest(about: JudgeCase, suspect: Candidate, agent: string): JudgeRequest {
  const dossier = dossierOf(about);
  const focus = new Focus();
  focus.add(suspect.steps, suspect.quotes);
  focus.add(spread(dossier, agent), []);
  const shown = excerptOf(
    dossier,
    { focus: focus.steps, kinds: ALL_KINDS, room: STEP_TOKENS, withLedger: false },
    about.tokens,
  );
  const words = oneLine(dossier.scrubber.scrub(suspect.explanation));
  const span = suspect.steps.map((step) => stepName(step)).join(", ");
  const text = `${dossier.lines.agent(agent)}, about ${span}: ${words}`;
  return blameRequest(about, dossier, {
    ...{ stage: "blame-step", shown },
    claim: fenced("claim", dossier.mark, text),
  });
}

/** As many of an agent's steps as there is room for, evenly over the run; the steps between them get a line each. */
function spread(dossier: Dossier, agent: string): number[] {
  const own = dossier.run.steps.filter((step) => step.agent === agent).map(({ index }) => index);
  const cost = own.reduce((sum, step) => sum + Math.min(dossier.tokensOf(step), MOST_OF_STEP), 0);
  const stride = Math.max(1, Math.ceil(cost / (STEP_TOKENS * OWN_SHARE)));
  return own.filter((_, at) => at % stride === 0);
}

const ALL_KINDS: ReadonlySet<StepKind> = new Set(STEP_KINDS);

/** Steps in question with the words in them that must be seen. */
class Focus {
  readonly steps = new Map<number, string[]>();

  add(steps: readonly number[], quotes: Candidate["quotes"]): void {
    for (const step of steps) if (!this.steps.has(step)) this.steps.set(step, []);
    for (const { step, text } of quotes) this.steps.set(step, [...(this.steps.get(step) ?? []), text]);
  }
}

function oneLine(words: string): string {
  return words.replace(/\s+/g, " ").slice(0, LONGEST_CLAIM);
}
