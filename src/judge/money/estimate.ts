import type { Price } from "../../taxonomy/judge-schema.ts";
import type { JudgeCase, TokenCounter } from "../case.ts";
import { type Answered, nextStep } from "../next-step.ts";
import type { JudgeRequest, JudgeStage } from "../request.ts";
import { costOf } from "./prices.ts";
import { type Assumptions, SupposedJudge, USUAL_ASSUMPTIONS } from "./supposed-judge.ts";

/** What one request takes, before it is sent. */
export interface RequestEstimate {
  readonly stage: JudgeStage;
  readonly input: number;
  /** Of the input: what an endpoint that caches prefixes has seen in an earlier request of the run. */
  readonly cached: number;
  readonly output: number;
}

/** What judging a run takes, in tokens; requests of the first stage are the very ones that are asked. */
export interface RunEstimate {
  readonly runId: string;
  readonly requests: readonly RequestEstimate[];
}

/** Endpoints cache prefixes from this length on, in tokens (1024 at those that state it). */
const LEAST_PREFIX = 1024;
/** What a message costs beside its text: roles and borders, about. */
const FRAME_TOKENS = 12;
/** Answers about as long as one on a mode, where a question is not about modes. */
const ANSWERS_WITHOUT_MODES: Partial<Record<JudgeStage, number>> = { "blame-agent": 2, "blame-step": 1 };
/** Of a control's answer, with its braces. */
const CONTROL_TOKENS = 12;

/**
 * What judging a run will take: the state machine is run against the answers there are and others as assumed, and what it asks is counted by the
 * case's tokeniser. Schemas count as input, since endpoints put them into the prompt.
 * @param known replies that are stored: they cost nothing any more
 * @throws MastError as `nextStep`
 */
export function estimateRun(
  about: JudgeCase,
  assumptions: Partial<Assumptions> = {},
  known: Answered = new Map(),
): RunEstimate {
  const assumed = { ...USUAL_ASSUMPTIONS, ...assumptions };
  const judge = new SupposedJudge(about, assumed);
  const answered = new Map(known);
  const seen = new Prefixes(about.tokens);
  const requests: RequestEstimate[] = [];
  for (let step = nextStep(about, answered); "ask" in step; step = nextStep(about, answered)) {
    for (const request of step.ask) {
      requests.push({ stage: request.stage, ...seen.count(request), output: outputOf(request, assumed) });
      answered.set(request.name, judge.reply(request));
    }
  }
  return { runId: about.run.id, requests };
}

/** Tokens of a request that is about to be sent, by the case's tokeniser: its text and its schema. */
export function inputTokens(request: JudgeRequest, tokens: TokenCounter): number {
  const { system, trace, question, schema } = request;
  return FRAME_TOKENS + tokens(system) + tokens(trace) + tokens(question) + tokens(JSON.stringify(schema));
}

function outputOf(
  { stage, modes, schema }: JudgeRequest,
  { answerTokens, reasoningTokens }: Assumptions,
): number {
  const keys = schema["required"];
  const controls = Math.max(0, (Array.isArray(keys) ? keys.length : 0) - modes.length);
  const answers = ANSWERS_WITHOUT_MODES[stage] ?? modes.length;
  return answers * answerTokens + controls * CONTROL_TOKENS + reasoningTokens;
}

/** Which beginnings of requests an endpoint has seen; each text is counted once. */
class Prefixes {
  private readonly tokens: TokenCounter;
  private readonly counts = new Map<string, number>();
  private readonly systems = new Set<string>();
  private readonly traces = new Set<string>();

  constructor(tokens: TokenCounter) {
    this.tokens = tokens;
  }

  count({ system, trace, question, schema }: JudgeRequest): { input: number; cached: number } {
    const shared = this.counted(system);
    const upToTrace = shared + this.counted(trace);
    const input = FRAME_TOKENS + upToTrace + this.tokens(question) + this.tokens(JSON.stringify(schema));
    const key = `${system}\0${trace}`;
    const known = this.traces.has(key) ? upToTrace : this.systems.has(system) ? shared : 0;
    this.systems.add(system);
    this.traces.add(key);
    return { input, cached: known >= LEAST_PREFIX ? known : 0 };
  }

  private counted(text: string): number {
    let count = this.counts.get(text);
    if (count === undefined) {
      count = this.tokens(text);
      this.counts.set(text, count);
    }
    return count;
  }
}

/** Sums over requests, in tokens and USD. */
export interface Total {
  readonly calls: number;
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  /** With what the endpoint can have in its cache at the price of cached input, and without. */
  readonly usd: { readonly cached: number; readonly uncached: number };
}

export function totalOf(requests: readonly RequestEstimate[], price: Price): Total {
  let [input, cached, output] = [0, 0, 0];
  const usd = { cached: 0, uncached: 0 };
  for (const request of requests) {
    input += request.input;
    cached += request.cached;
    output += request.output;
    usd.cached += costOf(request, price);
    usd.uncached += costOf({ ...request, cached: 0 }, price);
  }
  return { calls: requests.length, input, cached, output, usd };
}
