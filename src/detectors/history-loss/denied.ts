import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import { codeBlocks } from "../actions.ts";
import { cueGate } from "../cues/cue-gate.ts";
import { cueSentencesOf } from "../cues/cue-sentences.ts";
import { defineDetector } from "../detector.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quotesOf, quoteWords } from "../quote.ts";
import { sentenceAt } from "../sentences.ts";

const options = z.strictObject({});

/** FM-1.4: an agent says that something was never shown to it, which stands in the dialogue. */
export const historyLossDenied = defineDetector({
  meta: {
    id: "history-loss/denied",
    mode: "FM-1.4",
    version: 1,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options,
    summary:
      "Looks for an agent that says of a named function, class or file that nobody posted, shared or provided it in the " +
      "conversation, although an earlier message that the agent could see defines it in code.",
    blindSpots: ["anything but code that is asked for again", "denials without the name of the thing"],
  },
  detect(run, prepared) {
    const findings: Finding[] = [];
    const reported = new Set<string>();
    for (const step of run.steps) {
      if (step.agent === null || reported.has(step.agent) || !prepared.isOwnWords(step)) continue;
      const finding = denialIn(step, run, prepared);
      if (finding === null) continue;
      reported.add(step.agent);
      findings.push(finding);
    }
    return { findings };
  },
});

/** UTF-16 units from the beginning of a message that are read. */
const READ = 600;
/** The words without which nothing is denied. */
const MAY_DENY = cueGate(
  "posted|shared|provided|attached|received|given|front no|not|never|nobody|none|don|doesn|didn|hasn|haven|wasn|weren|isn|aren",
);
const DENIAL =
  /(?:\b(?:no|not|never|nobody|none)\b|n['’]t\b)[^.\n]{0,120}?\b(?:posted|shared|provided|attached|in front of me|received|been given)\b/g;
const TO_THE_TEAM =
  /\b(?:conversation|thread|chat|discussion|messages?|in front of me|(?:to|with) (?:me|us)|so far|yet|here)\b/i;
const NAME = /`([A-Za-z_][\w.]{2,60})(?:\([^`]{0,80}\))?`/g;

function denialIn(step: Step, run: Run, prepared: PreparedRun): Finding | null {
  if (!prepared.of(cueSentencesOf).has(step, MAY_DENY) || !step.text.includes("`")) return null;
  const words = step.text.slice(0, READ);
  for (const { index } of words.matchAll(DENIAL)) {
    const sentence = sentenceAt(words, index);
    if (!TO_THE_TEAM.test(sentence.text) || sentence.text.endsWith("?")) continue;
    for (const [, name = ""] of sentence.text.matchAll(NAME)) {
      const shown = definitionBefore(name, step, run, prepared);
      if (shown === null) continue;
      return {
        mode: "FM-1.4",
        tier: "medium",
        message: `${prepared.nameOf(step.agent, "somebody")} says at step ${step.index} that ${name} was not shown, which ${prepared.nameOf(shown.step.agent, "the user")} had posted at step ${shown.step.index}`,
        agent: step.agent,
        steps: [shown.step.index, step.index],
        quotes: quotesOf(quoteWords(shown.step, shown.words), quoteFrom(step, sentence.start)),
      };
    }
  }
  return null;
}

/** Steps before a denial in which the thing is looked for. */
const LOOK_BACK = 500;

/** The newest message of somebody else, sent to the agent or to all, whose code defines the name. */
function definitionBefore(
  name: string,
  { index, agent }: Step,
  run: Run,
  prepared: PreparedRun,
): { step: Step; words: string } | null {
  const defines = new RegExp(
    String.raw`^[ \t]*(?:export )?(?:async )?(?:def|class|function|func|fn|struct|interface) ${name.replaceAll(".", "\\.")}\b`,
    "m",
  );
  for (let at = index - 1; at >= Math.max(0, index - LOOK_BACK); at--) {
    const step = run.steps[at];
    if (step === undefined || step.agent === agent || !step.text.includes(name)) continue;
    if (!prepared.isOwnWords(step) && !prepared.isPerson(step)) continue;
    if (agent === null || (step.to.length > 0 && !step.to.includes(agent))) continue;
    for (const { code } of codeBlocks(step.text)) {
      const found = defines.exec(code);
      if (found !== null) return { step, words: found[0].trim() };
    }
  }
  return null;
}
