import type { Run } from "../../src/core/run.ts";
import { expandMiniRun } from "../../src/taxonomy/mini-run.ts";
import type { MiniRun } from "../../src/taxonomy/schema.ts";

const WORDS =
  "the pallet depot asked for a list of free slots and got numbers that fit neither the plan nor what drivers had seen on the road that week so somebody has to look again at bay seven".split(
    " ",
  );

/** Sentences that differ from step to step; `length` in words. */
export function prose(seed: number, length: number): string {
  const words: string[] = [];
  for (let at = 0; at < length; at++)
    words.push(WORDS[(seed * 7 + at * at + (at % 5) * seed) % WORDS.length] ?? "a");
  return `${seed} ${words.join(" ")}.`;
}

/** A run of three agents with calls between their messages; about 1.35 tokens a word. */
export function longRun(steps: number, words: number): Run {
  const list: MiniRun["steps"] = [];
  for (let at = 0; at < steps; at++) {
    if (at % 4 === 3) list.push({ "clerk calls query": { slot: at }, returns: prose(at, words) });
    else list.push({ [at % 2 === 0 ? "planner → clerk" : "clerk → driver"]: prose(at, words) });
  }
  return expandMiniRun({
    task: "Plan the slots of the depot for next week. Answer in JSON format.",
    agents: {
      planner: { role: "Plans the slots of the depot." },
      clerk: { role: "Looks up slots.", tools: ["query"] },
      driver: { role: "Reports what is free on the road." },
    },
    steps: list,
    end: "completed",
  });
}

/** A run whose texts are given. */
export function runSaying(texts: readonly string[]): Run {
  return expandMiniRun({
    agents: { planner: {}, clerk: {} },
    steps: texts.map((text, at) => ({ [at % 2 === 0 ? "planner → clerk" : "clerk → planner"]: text })),
    end: "completed",
  });
}
