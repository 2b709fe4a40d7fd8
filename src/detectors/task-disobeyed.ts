import { z } from "zod";
import type { Finding, Quote } from "../core/finding.ts";
import type { Run } from "../core/run.ts";
import type { Breach, Constraint } from "./constraints/constraint.ts";
import { type DeliveredWork, deliveredWork } from "./constraints/delivered-work.ts";
import { constraintsOf } from "./constraints.ts";
import { defineDetector } from "./detector.ts";
import type { PreparedRun } from "./prepared-run.ts";
import { quoteEnd, quotesOf, quoteWords } from "./quote.ts";

/** FM-1.1: what was delivered goes against a constraint that the task sets in words which a program can check. */
export const taskDisobeyed = defineDetector({
  meta: {
    id: "task-disobeyed",
    mode: "FM-1.1",
    version: 1,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options: z.strictObject({}),
    summary:
      "Reads constraints out of the words of the task that can be checked literally (form of the answer, counts, word limits, " +
      "forbidden words, tools and libraries, ordered names, files and languages) and checks what was delivered last. " +
      "Conditions, examples and what a person later changed set nothing; a form counts as kept where anything that was " +
      "handed in has it.",
    blindSpots: [
      "constraints that only a reader can check, such as tone, scope or method",
      "constraints that stand in a file or an image",
      "a format that was kept in a draft and lost in the final answer",
    ],
  },
  detect(run, prepared) {
    const constraints = prepared.of(constraintsOf);
    const findings = constraints.length === 0 ? [] : breaches(run, prepared, constraints);
    return { findings };
  },
});

function breaches(run: Run, prepared: PreparedRun, constraints: readonly Constraint[]): Finding[] {
  const works = new Map<string | undefined, DeliveredWork>();
  const findings: Finding[] = [];
  const said = new Set<string>();
  for (const constraint of constraints) {
    const phase = constraint.step?.phase;
    const work = works.get(phase) ?? deliveredWork(run, prepared, phase);
    works.set(phase, work);
    const breach = constraint.check(work);
    if (breach === null || said.has(constraint.demand)) continue;
    said.add(constraint.demand);
    findings.push(findingOf(constraint, breach, prepared));
  }
  return findings;
}

function findingOf(constraint: Constraint, breach: Breach, prepared: PreparedRun): Finding {
  const { step, words, demand } = constraint;
  const ordered: Quote | null = step === null ? null : { step: step.index, text: words };
  const quotes = quotesOf(ordered, shownBy(breach));
  const author = prepared.nameOf(breach.by.agent, "the run");
  return {
    mode: "FM-1.1",
    tier: breach.tier,
    message: `the task asks ${demand}, but ${breach.instead} (${author})`,
    agent: breach.by.agent,
    steps: quotes.map((quote) => quote.step),
    quotes,
  };
}

function shownBy({ by, words }: Breach): Quote | null {
  if (words === null) return quoteEnd(by);
  return words === by.tool ? { step: by.index, text: words } : quoteWords(by, words);
}
