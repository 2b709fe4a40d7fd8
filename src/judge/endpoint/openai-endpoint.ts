import { OpenAI } from "openai";
import { hashOf } from "../../core/hash.ts";
import type { Spent } from "../../core/judgement.ts";
import { whyUnreadable } from "../answer/read-reply.ts";
import type { TokenCounter } from "../case.ts";
import { visibleLine } from "../dossier/visible-text.ts";
import { inputTokens } from "../money/estimate.ts";
import type { JudgeReply, JudgeRequest } from "../request.ts";
import { type Abilities, EVERYTHING, learned, lowered, roomier } from "./abilities.ts";
import type { Address } from "./address.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { call, pauseOf } from "./call.ts";
import { callBody, outputLimit } from "./call-body.ts";
import { CUT_PROMPT, isCut } from "./cut-prompt.ts";
import { Effort } from "./effort.ts";
import {
  type Asked,
  addedSpent,
  type CallLimits,
  type Endpoint,
  NOTHING_USED,
  type Purse,
} from "./endpoint.ts";
import { type Completion, CutOff } from "./read-completion.ts";
import { Throttle } from "./throttle.ts";
import { type Trouble, troubleOf } from "./trouble.ts";

export interface EndpointOptions {
  readonly address: Address;
  /** Sent to the endpoint and nowhere else; null: none is needed. */
  readonly apiKey: string | null;
  readonly model: string;
  readonly tokens: TokenCounter;
  readonly purse: Purse;
  /** Most calls at once, 1–64. */
  readonly concurrency?: number;
  readonly limits?: Partial<CallLimits>;
  /** First pause before a call is made again, in milliseconds; doubles with each further one. */
  readonly pauseMs?: number;
}

const MOST_AT_ONCE = 8;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
/** An endpoint that wants to be left alone for longer is asked again by the next command, in milliseconds. */
const LONGEST_WAIT = 180_000;
/** Further attempts where the endpoint is busy or breaks off, and where an answer cannot be read. */
const MOST_RETRIES = 5;
const MOST_REPAIRS = 2;
/** Requests given up one after the other, without an answer between them, after which the endpoint counts as down. */
const MOST_GIVEN_UP = 3;
/** Refusals from which something is learned; there are not as many things to learn. */
const MOST_LESSONS = 12;
/** Tokenisers of other models count up to a quarter more, on text in English at least. */
const OTHER_TOKENISER = 1.25;

/** Any endpoint that takes OpenAI's chat completions, and what is known of it, for as long as this lives. */
class OpenAiEndpoint implements Endpoint {
  readonly host: string;
  readonly model: string;
  private readonly client: OpenAI;
  private readonly options: EndpointOptions;
  private readonly throttle: Throttle;
  private abilities: Abilities = EVERYTHING;
  /** Formats that have been answered: a refusal without reasons is not about them. */
  private readonly proven = new Set<Abilities["format"]>();
  /** Requests given up since the last answer. */
  private givenUp = 0;
  /** No call begins before these pauses are over, whoever was told to wait. */
  private pause: Promise<void> = Promise.resolve();

  constructor(client: OpenAI, options: EndpointOptions) {
    this.client = client;
    this.options = options;
    this.host = options.address.host;
    this.model = options.model;
    this.throttle = new Throttle(options.concurrency ?? MOST_AT_ONCE);
  }

  async ask(request: JudgeRequest, signal?: AbortSignal): Promise<Asked> {
    const effort = new Effort();
    for (;;) {
      await effort.wait;
      const slot = await this.throttle.enter();
      let how: "fine" | "busy" | "other" = "other";
      try {
        await this.pause;
        signal?.throwIfAborted();
        const abilities = this.abilities;
        const worst = this.worstOf(request, abilities);
        const ticket = await this.options.purse.take(worst);
        if (ticket === null) {
          return {
            kind: "unaffordable",
            worstUsd: this.options.purse.worstUsd(worst),
            spent: effort.spent,
          };
        }
        const settle = (usage: Spent["usage"], calls: number): void => {
          effort.spent = addedSpent(effort.spent, { calls, usage, usd: ticket.settle(usage) });
        };
        let completion: Completion;
        try {
          completion = await call(
            this.client,
            callBody(request, this.model, abilities, effort.fault),
            this.options.limits ?? {},
            signal,
          );
        } catch (error) {
          if (signal?.aborted === true) {
            settle(this.chargedFor(error, worst), 1);
            throw signal.reason;
          }
          const trouble = troubleOf(error, this.options.apiKey, request);
          const mayCost = (trouble.kind === "broken" && trouble.sent) || trouble.code === "too-long";
          settle(mayCost ? this.chargedFor(error, worst) : NOTHING_USED, mayCost ? 1 : 0);
          if (trouble.kind === "busy" || trouble.code === "timeout") how = "busy";
          const end = this.afterTrouble(trouble, abilities, effort, request, signal);
          if (end !== null) return end;
          continue;
        }
        how = "fine";
        this.proven.add(abilities.format);
        this.givenUp = 0;
        const usage = completion.usage ?? this.guessed(worst, completion.text);
        settle(usage, 1);
        if (isCut(completion.usage, worst.input)) return { ...CUT_PROMPT, spent: effort.spent };
        const reply: JudgeReply = {
          text: completion.text,
          model: visibleLine(completion.model ?? this.model, 120),
          usage: effort.spent.usage,
          finish: completion.finish,
        };
        const fault = whyUnreadable(request, reply);
        if (fault === null) return { kind: "replied", reply, spent: effort.spent };
        if (++effort.repairs > MOST_REPAIRS) {
          const failure = reply.finish === "stop" ? "unreadable" : reply.finish;
          return { kind: "failed", stop: false, failure: { failure, message: fault }, spent: effort.spent };
        }
        effort.fault = reply.finish === "stop" ? fault : null;
        this.learnFromFault(reply, abilities);
      } finally {
        slot.leave(how);
      }
    }
  }

  /** Null: try again. */
  private afterTrouble(
    trouble: Trouble,
    tried: Abilities,
    effort: Effort,
    request: JudgeRequest,
    signal: AbortSignal | undefined,
  ): Asked | null {
    const failed = (stop: boolean, message = trouble.message): Asked => ({
      kind: "failed",
      failure: { failure: trouble.code, message },
      ...{ stop, spent: effort.spent },
    });
    switch (trouble.kind) {
      case "hopeless":
        return failed(trouble.stop);
      case "filtered":
        return failed(false);
      case "no-stream":
        if (!tried.stream || ++effort.lessons > MOST_LESSONS) return failed(false);
        this.adopt(tried, { ...tried, stream: false });
        return null;
      case "complaint": {
        const words = { message: trouble.message, param: trouble.param };
        const next = learned(tried, words) ?? (this.proven.has(tried.format) ? null : lowered(tried));
        if (next === null || ++effort.lessons > MOST_LESSONS) return failed(trouble.code === "http-404");
        this.adopt(tried, next);
        return null;
      }
      case "busy":
      case "broken": {
        if (++effort.retries > MOST_RETRIES) {
          const isDown = this.proven.size === 0 || ++this.givenUp >= MOST_GIVEN_UP;
          return failed(isDown || trouble.code === "connection");
        }
        const waitMs = trouble.kind === "busy" ? trouble.waitMs : null;
        if (waitMs !== null && waitMs > LONGEST_WAIT) {
          const minutes = Math.ceil(waitMs / 60_000);
          return failed(true, `${trouble.message} (it wants to be left alone for ${minutes} minutes)`);
        }
        const ms = waitMs ?? this.backoff(effort.retries, request.name);
        const wait = pauseOf(ms, signal);
        if (trouble.kind === "busy") this.pause = Promise.all([this.pause, wait]).then(() => {});
        effort.wait = wait;
        return null;
      }
    }
  }

  /** Unless another call has taught more by then. */
  private adopt(tried: Abilities, next: Abilities): void {
    if (this.abilities === tried) this.abilities = next;
  }

  private learnFromFault({ finish, usage }: JudgeReply, tried: Abilities): void {
    if (finish === "length") {
      const next = roomier(tried);
      if (next !== null) this.adopt(tried, next);
    } else if (finish === "stop" && !tried.spelledOut && usage.output > 0) {
      // Some endpoints take a schema and pay no heed to it.
      this.adopt(tried, { ...tried, spelledOut: true });
    }
  }

  /** Doubles each time, with a spread that keeps calls from coming back together; drawn by name, so that runs repeat. */
  private backoff(retry: number, name: string): number {
    const spread = 0.75 + Number.parseInt(hashOf(4, "pause", name, String(retry)), 16) / 0xffff / 2;
    return Math.min(LONGEST_PAUSE, (this.options.pauseMs ?? FIRST_PAUSE) * 2 ** (retry - 1)) * spread;
  }

  private worstOf(request: JudgeRequest, abilities: Abilities): { input: number; output: number } {
    const input = Math.ceil(inputTokens(request, this.options.tokens) * OTHER_TOKENISER);
    return { input, output: outputLimit(request, abilities) };
  }

  /** What an endpoint that does not count will have counted. */
  private guessed(worst: { input: number }, text: string): Spent["usage"] {
    const { tokens } = this.options;
    return { input: worst.input, cached: 0, output: tokens(text), reasoning: 0 };
  }

  /** For a call that broke off: its input, and what had come of the answer. */
  private chargedFor(error: unknown, worst: { input: number }): Spent["usage"] {
    return this.guessed(worst, error instanceof CutOff ? error.text : "");
  }
}

export function connect(options: EndpointOptions): Endpoint {
  const { address, apiKey, limits } = options;
  const key = apiKey ?? "none";
  const isAzure = address.host.split(":")[0]?.endsWith(".azure.com") === true;
  const headers = isAzure
    ? { authorization: `Bearer ${key}`, "api-key": key }
    : { authorization: `Bearer ${key}` };
  const client = new OpenAI({
    ...{ apiKey: key, baseURL: address.base, defaultQuery: address.query, fetch: boundedFetch(headers) },
    // Nothing is taken from the environment but what the caller took, and nothing is logged.
    ...{ adminAPIKey: null, organization: null, project: null, webhookSecret: null, logLevel: "off" },
    ...{ maxRetries: 0, ...(limits?.totalMs === undefined ? {} : { timeout: limits.totalMs }) },
  });
  return new OpenAiEndpoint(client, options);
}
