import type { KeptReply, Spent } from "../core/judgement.ts";
import type { JudgeCase } from "./case.ts";
import { type Asked, addedSpent, type Endpoint, NOTHING_SPENT } from "./endpoint/endpoint.ts";
import { type JudgeOutcome, nextStep } from "./next-step.ts";
import { type JudgeFailure, type JudgeReply, type JudgeRequest, requestHash } from "./request.ts";

/** Where replies to the requests of one run are kept, by the hash of the request. */
export interface ReplyKeeper {
  find(hashes: readonly string[]): Promise<ReadonlyMap<string, KeptReply>>;
  keep(hash: string, got: KeptReply): Promise<void>;
}

/** What came of judging one run. */
export type JudgedRun =
  | {
      readonly kind: "concluded";
      readonly outcome: JudgeOutcome;
      /** All that its replies cost, those of earlier commands included. */
      readonly spent: Spent;
    }
  /** Requests are open; what was answered is kept. */
  | { readonly kind: "budget"; readonly worstUsd: number }
  | { readonly kind: "stopped"; readonly failure: JudgeFailure };

type Answers = Map<string, JudgeReply | JudgeFailure>;

/**
 * Asks an endpoint whatever `nextStep` wants to know and keeps each reply as it comes, so that whoever is killed goes on
 * from there. Failures are not kept: the next command tries again.
 */
export async function judgeRun(
  about: JudgeCase,
  endpoint: Endpoint,
  keeper: ReplyKeeper,
  signal?: AbortSignal,
): Promise<JudgedRun> {
  const answers: Answers = new Map();
  const costs = new Map<string, Spent>();
  for (;;) {
    const step = await afterKept(about, answers, costs, keeper);
    if ("outcome" in step) {
      const spent = [...costs.values()].reduce(addedSpent, NOTHING_SPENT);
      return { kind: "concluded", outcome: step.outcome, spent };
    }
    const results = await Promise.all(
      byWindow(step.ask).map((group) => askGroup(group, about, endpoint, keeper, signal)),
    );
    for (const { request, asked } of results.flat()) {
      if (asked.kind === "unaffordable") return { kind: "budget", worstUsd: asked.worstUsd };
      if (asked.kind === "failed" && asked.stop) return { kind: "stopped", failure: asked.failure };
      answers.set(request.name, asked.kind === "replied" ? asked.reply : asked.failure);
      costs.set(request.name, addedSpent(costs.get(request.name) ?? NOTHING_SPENT, asked.spent));
    }
  }
}

/** The answers that are kept, by the name of the request, as far as they lead. */
export async function keptAnswers(about: JudgeCase, keeper: ReplyKeeper): Promise<Map<string, JudgeReply>> {
  const answers: Answers = new Map();
  await afterKept(about, answers, new Map(), keeper);
  return answers as Map<string, JudgeReply>;
}

/** The next step that needs more than what is kept; fills in what is. */
async function afterKept(
  about: JudgeCase,
  answers: Answers,
  costs: Map<string, Spent>,
  keeper: ReplyKeeper,
): Promise<ReturnType<typeof nextStep>> {
  for (;;) {
    const step = nextStep(about, answers);
    if ("outcome" in step) return step;
    const hashes = step.ask.map((request) => requestHash(request, about.options.model));
    const kept = await keeper.find(hashes);
    let isNew = false;
    for (const [at, request] of step.ask.entries()) {
      const known = kept.get(hashes[at] ?? "");
      if (known === undefined) continue;
      costs.set(request.name, known.spent);
      if (known.reply === null) continue;
      answers.set(request.name, known.reply);
      isNew = true;
    }
    if (!isNew) return step;
  }
}

/**
 * Requests on one window begin alike. The first goes ahead, so that an endpoint which caches beginnings has this one when
 * the others come, and charges less for them.
 */
async function askGroup(
  [first, ...others]: readonly JudgeRequest[],
  about: JudgeCase,
  endpoint: Endpoint,
  keeper: ReplyKeeper,
  signal: AbortSignal | undefined,
): Promise<{ request: JudgeRequest; asked: Asked }[]> {
  if (first === undefined) return [];
  const ask = async (request: JudgeRequest): Promise<{ request: JudgeRequest; asked: Asked }> => {
    const asked = await endpoint.ask(request, signal);
    const reply = asked.kind === "replied" ? asked.reply : null;
    const hash = requestHash(request, about.options.model);
    if (reply !== null || asked.spent.calls > 0) await keeper.keep(hash, { reply, spent: asked.spent });
    return { request, asked };
  };
  const ahead = await ask(first);
  const isOver = ahead.asked.kind === "unaffordable" || (ahead.asked.kind === "failed" && ahead.asked.stop);
  return isOver ? [ahead] : [ahead, ...(await Promise.all(others.map(ask)))];
}

function byWindow(requests: readonly JudgeRequest[]): JudgeRequest[][] {
  const groups = new Map<string, JudgeRequest[]>();
  for (const request of requests) {
    const group = groups.get(request.trace);
    if (group === undefined) groups.set(request.trace, [request]);
    else group.push(request);
  }
  return [...groups.values()];
}
