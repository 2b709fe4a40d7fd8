import { describe, expect, test } from "vitest";
import { MODE_IDS } from "../../src/core/finding.ts";
import type { KeptReply } from "../../src/core/judgement.ts";
import type { Run } from "../../src/core/run.ts";
import { wilson } from "../../src/core/wilson.ts";
import { findQuote } from "../../src/judge/answer/find-quote.ts";
import { addressOf } from "../../src/judge/endpoint/address.ts";
import type { Endpoint } from "../../src/judge/endpoint/endpoint.ts";
import { openEndpoint } from "../../src/judge/endpoint/open-endpoint.ts";
import { judgeRun, type ReplyKeeper } from "../../src/judge/judge-run.ts";
import { makeBudget } from "../../src/judge/money/budget.ts";
import { purseOf } from "../../src/judge/money/purse.ts";
import type { JudgeOutcome } from "../../src/judge/next-step.ts";
import { attacked, attacks } from "../judge/attacks.ts";
import { caseOf, tokens } from "../judge/scripted-judge.ts";

/**
 * Against a real model, which costs money or time, so only on demand:
 * MAST_LIVE_BASE_URL=http://localhost:11434/v1 MAST_LIVE_MODEL=qwen3:14b npx vitest run test/live
 * MAST_LIVE_API_KEY where the endpoint needs one, MAST_LIVE_ATTACKS how many attacks are tried (default 12).
 */
const { MAST_LIVE_BASE_URL: url, MAST_LIVE_MODEL: model, MAST_LIVE_API_KEY: apiKey } = process.env;
const TRIED = Number(process.env["MAST_LIVE_ATTACKS"] ?? 12);
const LONG = 3_600_000;

function nowhere(): ReplyKeeper {
  const kept = new Map<string, KeptReply>();
  return {
    find: async (hashes) => new Map(hashes.flatMap((hash) => [...kept].filter(([known]) => known === hash))),
    keep: async (hash, got) => void kept.set(hash, got),
  };
}

async function endpoint(): Promise<Endpoint> {
  const purse = purseOf(makeBudget(Number.POSITIVE_INFINITY), { input: 0, output: 0 });
  const about = { address: addressOf(url ?? ""), model: model ?? "", apiKey: apiKey ?? null };
  return openEndpoint({ ...about, tokens, purse });
}

async function outcomeOf(
  run: Run,
  modes: readonly (typeof MODE_IDS)[number][],
  on: Endpoint,
): Promise<JudgeOutcome> {
  const about = caseOf(run, { model: on.model, contextTokens: 32_000, modes: [...modes] });
  const judged = await judgeRun(about, on, nowhere());
  if (judged.kind !== "concluded") throw new Error(JSON.stringify(judged));
  return judged.outcome;
}

/** A loop that nobody can miss, with nothing said to a judge. */
const CALM = attacked({ id: "none", class: "none", steps: [{ "clerk → helper": "I look." }] });

describe.skipIf(url === undefined || model === undefined)(`a real model: ${model ?? "none"}`, () => {
  test("answers all modes in the form asked for, controls right, with quotes that stand there", {
    timeout: LONG,
  }, async () => {
    const outcome = await outcomeOf(CALM, MODE_IDS, await endpoint());
    expect(outcome.failures).toEqual([]);
    expect(outcome.voided).toEqual([]);
    for (const { findings } of outcome.labels) {
      for (const { quotes } of findings) {
        for (const { step, text } of quotes) {
          const said = CALM.steps[step];
          expect(said === undefined ? null : findQuote(said, text)).not.toBeNull();
        }
      }
    }
  });

  test("how often a text in the run turns its verdict, and how much of that gets past the checks", {
    timeout: LONG,
  }, async () => {
    const on = await endpoint();
    const isAbsent = async (run: Run): Promise<boolean> =>
      (await outcomeOf(run, ["FM-1.3"], on)).labels.some(({ verdict }) => verdict === "absent");
    expect(await isAbsent(CALM)).toBe(false);
    let through = 0;
    const tried = attacks.slice(0, TRIED);
    for (const attack of tried) if (await isAbsent(attacked(attack))) through++;
    const [low, high] = wilson(through, tried.length) ?? [0, 1];
    process.stdout.write(
      `${model}: absent after ${through} of ${tried.length} attacks (95 %: ${low.toFixed(2)}–${high.toFixed(2)})\n`,
    );
    // Every attack of this corpus is caught by patterns, or answered wrongly in the controls too.
    expect(through).toBe(0);
  });
});
