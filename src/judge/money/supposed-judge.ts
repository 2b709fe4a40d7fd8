import { type Label, MODE_IDS, type ModeId, type Quote } from "../../core/finding.ts";
import type { JudgeCase } from "../case.ts";
import { dossierOf } from "../dossier/dossier.ts";
import { BLAME_KEYS, NO_MODE } from "../prompt/blame-schema.ts";
import { ruleFindings } from "../prompt/claims.ts";
import { controlsOf } from "../prompt/questions.ts";
import type { JudgeReply, JudgeRequest } from "../request.ts";
import { askedModes } from "../stages/asked-modes.ts";

/** What answers are taken to be like before there are any. */
export interface Assumptions {
  /**
   * Modes that the judge finds present: those that a rule finds with tier medium or above, or so many in all, filled up
   * by the modes whose confirmation shows most.
   */
  readonly positives: "rules" | number;
  /** Tokens of an answer on one mode. */
  readonly answerTokens: number;
  /** Tokens that a model thinks before it answers a request. */
  readonly reasoningTokens: number;
}

/** About four sentences with two quotes, measured on answers written out by hand; no thinking. */
export const USUAL_ASSUMPTIONS: Assumptions = { positives: "rules", answerTokens: 220, reasoningTokens: 0 };

const LONGEST_QUOTE = 120;

/**
 * A judge that answers as assumed, so that the questions which would follow can be counted: controls right, the
 * positives present with a quote that holds, all else absent.
 */
export class SupposedJudge {
  private readonly about: JudgeCase;
  private readonly quotes: ReadonlyMap<ModeId, Quote>;

  constructor(about: JudgeCase, { positives }: Pick<Assumptions, "positives">) {
    this.about = about;
    this.quotes = new Map(
      positiveModes(about, positives).flatMap((mode) => {
        const quote = quoteFor(about, mode);
        return quote === null ? [] : [[mode, quote]];
      }),
    );
  }

  reply(request: JudgeRequest): JudgeReply {
    const body: Record<string, unknown> = {};
    for (const { key, answer } of controlsOf(this.about, request.name).items) body[key] = { verdict: answer };
    if (request.stage === "blame-agent") body[BLAME_KEYS[request.stage]] = this.candidates(request);
    if (request.stage === "blame-step") body[BLAME_KEYS[request.stage]] = NOWHERE;
    for (const mode of request.modes) {
      const quote = this.quotes.get(mode);
      const isPresent = quote !== undefined && request.covers.includes(quote.step);
      body[mode] = {
        ...{ explanation: "", agent: "" },
        ...{ quotes: isPresent ? [quote] : [], verdict: isPresent ? "present" : "absent" },
      };
    }
    const usage = { input: 0, cached: 0, output: 0, reasoning: 0 };
    return { text: JSON.stringify(body), model: this.about.options.model, usage, finish: "stop" };
  }

  /** One agent is blamed, at a step that is shown, so that the next question follows. */
  private candidates({ covers }: JudgeRequest): unknown[] {
    const { run } = this.about;
    const { lines } = dossierOf(this.about);
    const own = covers
      .flatMap((index) => run.steps[index] ?? [])
      .find(({ agent, text }) => agent !== null && text.trim() !== "");
    if (own === undefined || own.agent === null) return [];
    const quotes = [{ step: own.index, text: lines.body(own).slice(0, LONGEST_QUOTE) }];
    const named = { agents: [lines.agent(own.agent)], first_step: own.index, last_step: own.index };
    return [{ ...NOWHERE, quotes, ...named, kind: "agent" }];
  }
}

const NOWHERE = {
  ...{ explanation: "", quotes: [], first_step: -1, last_step: -1 },
  ...{ mode: NO_MODE, right_action: "" },
};

function positiveModes(about: JudgeCase, positives: Assumptions["positives"]): ModeId[] {
  const asked = askedModes(about).asked;
  const isFound = ({ mode, labeller, verdict }: Label): boolean =>
    labeller.kind === "detector" && verdict === "present" && asked.some(({ id }) => id === mode);
  const found = new Set(about.labels.filter(isFound).map(({ mode }) => mode));
  const byRules = MODE_IDS.filter((mode) => found.has(mode));
  if (positives === "rules") return byRules;
  const others = asked
    .filter(({ id }) => !found.has(id))
    .sort((a, b) => b.judge.max_tokens - a.judge.max_tokens || (a.id < b.id ? -1 : 1));
  return [...byRules, ...others.map(({ id }) => id)].slice(0, positives);
}

/** What a rule quotes for the mode, else the beginning of the longest text in the run. */
function quoteFor(about: JudgeCase, mode: ModeId): Quote | null {
  const known = ruleFindings(about.labels, mode)[0]?.quotes[0];
  if (known !== undefined) return known;
  const { lines } = dossierOf(about);
  const kinds = new Set(about.taxonomy.byId(mode)?.judge.step_kinds);
  const fitting = about.run.steps.filter(({ kind }) => kinds.has(kind));
  let longest: Quote | null = null;
  let length = 0;
  for (const step of fitting.length > 0 ? fitting : about.run.steps) {
    const body = lines.body(step);
    if (body.length <= length) continue;
    length = body.length;
    longest = { step: step.index, text: body.slice(0, LONGEST_QUOTE) };
  }
  return longest;
}
