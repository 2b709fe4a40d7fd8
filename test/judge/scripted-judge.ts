import type { Label, ModeId } from "../../src/core/finding.ts";
import type { Run } from "../../src/core/run.ts";
import type { JudgeCase, JudgeOptions } from "../../src/judge/case.ts";
import { loadTokenCounter } from "../../src/judge/dossier/tokens.ts";
import { type JudgeOutcome, nextStep } from "../../src/judge/next-step.ts";
import { controlsOf } from "../../src/judge/prompt/questions.ts";
import type { JudgeFailure, JudgeReply, JudgeRequest } from "../../src/judge/request.ts";
import { loadTaxonomy } from "../../src/taxonomy/load.ts";

export const taxonomy = await loadTaxonomy();
export const tokens = await loadTokenCounter();

export const OPTIONS: JudgeOptions = {
  model: "test-model",
  layout: "categories",
  claims: true,
  contextTokens: 128_000,
  redact: { emails: true, cards: true, patterns: [] },
  modes: taxonomy.active.map(({ id }) => id),
};

export function caseOf(
  run: Run,
  options: Partial<JudgeOptions> = {},
  labels: readonly Label[] = [],
): JudgeCase {
  return { run, labels, taxonomy, options: { ...OPTIONS, ...options }, tokens };
}

export interface Written {
  counterargument?: string;
  explanation?: string;
  quotes?: { step: number; text: string }[];
  agent?: string;
  verdict: string;
}

export function replyOf(text: string, finish: JudgeReply["finish"] = "stop"): JudgeReply {
  return { text, model: "test-model", usage: { input: 0, cached: 0, output: 0, reasoning: 0 }, finish };
}

/** What is written on who went wrong first. */
export interface WrittenBlame {
  candidates?: readonly object[];
  place?: object;
}

const NO_PLACE = {
  explanation: "",
  quotes: [],
  first_step: -1,
  last_step: -1,
  mode: "none",
  right_action: "",
};

/** A reply that answers the controls rightly and each mode by `answer`; absent, and nobody to blame, where it says nothing. */
export function answering(
  about: JudgeCase,
  request: JudgeRequest,
  answer: (mode: ModeId) => Written | undefined,
  blame: WrittenBlame = {},
): JudgeReply {
  const body: Record<string, unknown> = {};
  if (request.stage === "blame-agent") body["candidates"] = blame.candidates ?? [];
  if (request.stage === "blame-step") body["place"] = { ...NO_PLACE, ...blame.place };
  for (const { key, answer: known } of controlsOf(about, request.name).items) body[key] = { verdict: known };
  for (const mode of request.modes) {
    const own = answer(mode) ?? { verdict: "absent" };
    body[mode] = { counterargument: "none", explanation: `about ${mode}`, quotes: [], agent: "", ...own };
  }
  return replyOf(JSON.stringify(body));
}

/** Asks until there is an outcome. */
export function judged(
  about: JudgeCase,
  judge: (request: JudgeRequest) => JudgeReply | JudgeFailure,
): { outcome: JudgeOutcome; asked: JudgeRequest[] } {
  const answered = new Map<string, JudgeReply | JudgeFailure>();
  const asked: JudgeRequest[] = [];
  for (let round = 0; round < 10; round++) {
    const step = nextStep(about, answered);
    if ("outcome" in step) return { outcome: step.outcome, asked };
    for (const request of step.ask) {
      if (answered.has(request.name)) throw new Error(`${request.name} is asked twice`);
      answered.set(request.name, judge(request));
      asked.push(request);
    }
  }
  throw new Error("no outcome after ten rounds");
}

export function labelFor(outcome: JudgeOutcome, mode: ModeId): Label {
  const label = outcome.labels.find((one) => one.mode === mode);
  if (label === undefined) throw new Error(`no label for ${mode}`);
  return label;
}
