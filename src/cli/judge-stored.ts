import { EXIT } from "../core/errors.ts";
import { safeLine } from "../core/terminal-text.ts";
import { loadTokenCounter } from "../judge/dossier/tokens.ts";
import { openEndpoint } from "../judge/endpoint/open-endpoint.ts";
import { keptAnswers } from "../judge/judge-run.ts";
import { makeBudget } from "../judge/money/budget.ts";
import { dollars, dryRunText } from "../judge/money/dry-run-text.ts";
import { estimateRun, type RunEstimate, totalOf } from "../judge/money/estimate.ts";
import { purseOf } from "../judge/money/purse.ts";
import {
  type JudgeEvent,
  type JudgeRequirements,
  judge,
  judgeCaseOf,
  keeperOf,
  openRuns,
} from "../pipeline/judge.ts";
import { plural } from "../reporters/layout.ts";
import type { RunFilter, Store } from "../store/store.ts";
import type { Taxonomy } from "../taxonomy/taxonomy.ts";
import type { Io } from "./io.ts";
import type { JudgePlan } from "./judge-plan.ts";
import { startProgress } from "./progress.ts";

interface JudgingFlags {
  quiet?: boolean;
  progress?: boolean;
}

/** Judges what is open, or prints what that would take; returns 4 where something stayed open or failed, else 0. */
export async function judgeStored(
  store: Store,
  filter: RunFilter,
  plan: JudgePlan,
  taxonomy: Taxonomy,
  flags: JudgingFlags,
  io: Io,
): Promise<number> {
  const requirements = { taxonomy, options: plan.options, tokens: await loadTokenCounter() };
  const estimates: RunEstimate[] = [];
  let stored = 0;
  for await (const batch of openRuns(store, filter, requirements)) {
    for (const run of batch) {
      io.signal.throwIfAborted();
      const about = await judgeCaseOf(store, run, requirements);
      const estimate = estimateRun(about, {}, await keptAnswers(about, keeperOf(store, run.id)));
      if (estimate.requests.length === 0) stored++;
      else estimates.push(estimate);
    }
  }
  if (plan.dryRun) {
    const { host } = plan.address;
    const table = { host, model: plan.options.model, price: plan.price, runs: estimates, stored };
    await io.stdout.write(dryRunText(table));
    return EXIT.done;
  }
  if (estimates.length + stored === 0) return EXIT.done;
  if (estimates.length > 0) await io.stderr.write(announcement(plan, estimates));
  const events = await judgedWithProgress(store, filter, plan, requirements, flags, io);
  return await conclude(events, estimates.length + stored, plan, flags, io);
}

async function judgedWithProgress(
  store: Store,
  filter: RunFilter,
  plan: JudgePlan,
  requirements: JudgeRequirements,
  flags: JudgingFlags,
  io: Io,
): Promise<{ list: JudgeEvent[]; spent: number }> {
  const budget = makeBudget(plan.cap);
  const endpoint = await openEndpoint({
    ...{ address: plan.address, apiKey: plan.apiKey, model: plan.options.model, tokens: requirements.tokens },
    purse: purseOf(budget, plan.price),
    ...(plan.concurrency === null ? {} : { concurrency: plan.concurrency }),
  });
  const progress = await startProgress("judging", flags, io);
  const list: JudgeEvent[] = [];
  try {
    for await (const event of judge(store, filter, { ...requirements, endpoint, signal: io.signal })) {
      list.push(event);
      progress.update(list.length, null, `${dollars(budget.spent())} USD`);
    }
  } finally {
    progress.stop();
  }
  return { list, spent: budget.spent() };
}

/** Where text goes and what it may cost, before any does. */
function announcement(
  { address, options, price, cap }: JudgePlan,
  estimates: readonly RunEstimate[],
): string {
  const all = totalOf(
    estimates.flatMap(({ requests }) => requests),
    price,
  );
  const cost = all.usd.uncached === 0 ? "at no cost" : `about ${dollars(all.usd.uncached)} USD`;
  const over = all.usd.uncached > cap ? "; more than the cap, so some will stay open" : "";
  const open = address.isOpen ? " (not encrypted)" : "";
  return `judge: ${plural(estimates.length, "run")} to ${safeLine(options.model)} at ${address.host}${open}, about ${plural(all.calls, "call")}, ${cost} (cap ${cap} USD)${over}\n`;
}

/** What was taken away from the answers, and why modes stay open that were answered. */
function remarksOn(list: readonly JudgeEvent[]): string[] {
  let [quotes, voided, suspicious, steps] = [0, 0, 0, 0];
  for (const event of list) {
    if (event.kind !== "concluded") continue;
    quotes += event.outcome.droppedQuotes;
    voided += event.outcome.voided.length;
    steps += event.outcome.uncovered.length;
    if (event.outcome.suspicions.length > 0) suspicious++;
  }
  const some = (count: number, words: string): string[] => (count > 0 ? [words] : []);
  return [
    ...some(quotes, `${plural(quotes, "quote")} dropped that did not stand in the step named`),
    ...some(voided, `${plural(voided, "answer")} void, an excerpt was answered wrongly (judge-obeyed-trace)`),
    ...some(
      suspicious,
      `${plural(suspicious, "run")} with text that may speak to a judge: no absent counts there (judge-injection-suspected)`,
    ),
    ...some(steps, `${plural(steps, "step")} not covered by any answer; mast show names them`),
  ];
}

async function conclude(
  { list, spent }: { list: readonly JudgeEvent[]; spent: number },
  runs: number,
  { cap }: JudgePlan,
  { quiet }: JudgingFlags,
  io: Io,
): Promise<number> {
  const done = list.filter(({ kind }) => kind === "concluded").length;
  const reasons = new Map<string, number>();
  let dearest = Number.NEGATIVE_INFINITY;
  const note = (reason: string): void => void reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  for (const event of list) {
    if (event.kind === "stopped") note(event.failure.message);
    else if (event.kind === "budget") dearest = Math.max(dearest, event.worstUsd);
    else for (const { message } of event.outcome.failures) note(message);
  }
  if (dearest >= 0) {
    note(
      `the next call could exceed the cap of ${cap} USD (--max-cost): with all the room for thinking that it has it costs ${dollars(dearest)} USD`,
    );
  }
  if (quiet !== true) {
    await io.stderr.write(`judge: ${plural(done, "run")} of ${runs} judged, ${dollars(spent)} USD spent\n`);
    for (const remark of remarksOn(list)) await io.stderr.write(`judge: ${remark}\n`);
  }
  for (const [reason, count] of reasons) {
    await io.stderr.write(`judge: ${safeLine(reason)}${count > 1 ? ` (${count} times)` : ""}\n`);
  }
  if (reasons.size === 0) return EXIT.done;
  await io.stderr.write("judge: what is open stays open; the same command goes on from there\n");
  return EXIT.incomplete;
}
