import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Run } from "../../core/run.ts";
import { givesReason } from "../cues/corrections.ts";
import { type Replacement, stands } from "../cues/replacements.ts";
import { withoutCode } from "../cues/words.ts";
import { defineDetector } from "../detector.ts";
import { type Correction, correctionsOf } from "../ledgers/corrections.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quoteStart, quotesOf, quoteWords } from "../quote.ts";
import { threshold } from "../threshold.ts";
import { likeness, type Work } from "../work.ts";

const options = z.strictObject({
  unchanged: threshold(
    98,
    [80, 100],
    "Least percentage of word pairs in common from which a version of a file or of code counts as unchanged.",
  ),
});
type Options = z.infer<typeof options>;

/** FM-2.5: a correction is given, and what comes next is the same in that point, without a word about it. */
export const ignoredCorrection = defineDetector<Options>({
  meta: {
    id: "ignored-other-agents-input/ignored-correction",
    mode: "FM-2.5",
    version: 2,
    needs: ["content"],
    decides: "present",
    minAgents: 2,
    englishOnly: true,
    options,
    summary:
      "Looks for an agent that says what is wrong in another's work, where the other's next works hold the wrong words and " +
      "not the right ones, or where its next version of the file or code is the same as before. A reply that takes up the " +
      "point or gives a reason is consideration.",
    blindSpots: [
      "corrections that do not say literally what is to stand there, unless the next version is unchanged altogether",
      "works that are edited by their parts, so that no version shows the whole",
      "corrections that are followed by word and not in substance",
    ],
  },
  detect(run, prepared, chosen) {
    const findings: Finding[] = [];
    const reported = new Set<string>();
    const corrections = prepared.of(correctionsOf);
    for (const correction of corrections) {
      if (reported.has(correction.to)) continue;
      const disregard = disregardOf(correction, run, prepared, chosen);
      if (disregard === null) continue;
      reported.add(correction.to);
      findings.push(findingOf(correction, disregard, corrections, prepared));
    }
    return { findings };
  },
});

/** The last work that leaves a correction out of account. */
interface Disregard {
  readonly work: Work;
  /** null where the whole version is unchanged. */
  readonly replacement: Replacement | null;
}

function disregardOf(
  correction: Correction,
  run: Run,
  prepared: PreparedRun,
  chosen: Options,
): Disregard | null {
  const { work, after, replacements } = correction;
  if (after.length === 0) return null;
  for (const replacement of replacements) {
    const kept = after.filter(({ content }) => stands(replacement.old, content)).at(-1);
    if (kept === undefined || after.some(({ content }) => stands(replacement.now, content))) continue;
    if (!isTakenUp(correction, replacement, kept, run, prepared)) return { work: kept, replacement };
  }
  if (work.kind === "text" || !after.some(({ kind, name }) => kind === work.kind && name === work.name))
    return null;
  if (!correction.remarks.some(({ words }) => SPEAKS_OF_THE_WORK.test(words))) return null;
  const last = unchangedIn(work, after, chosen);
  return last === null || isTakenUp(correction, null, last, run, prepared)
    ? null
    : { work: last, replacement: null };
}

/** The last version of a work, where none that follows is a changed one. */
function unchangedIn(work: Work, after: readonly Work[], { unchanged }: Options): Work | null {
  let last: Work | null = null;
  for (const version of after) {
    const like = likeness(work, version);
    if (like <= 0.5) continue;
    if (like * 100 < unchanged) return null;
    last = version;
  }
  return last;
}

/** An analysis of the problem says "should" and "needs to" as well; a correction speaks to the author or of an error. */
const SPEAKS_OF_THE_WORK =
  /\b(?:[Pp]lease|[Yy]ou|[Yy]our|(?:is|are) (?:still )?(?:wrong|incorrect|missing)|mistake|typo)\b/;

const SENTENCE_END = /(?<=[.!?])\s+|\n+/;

/** Whether the corrected agent, before that work or in it, gives a reason or takes the point up. */
function isTakenUp(
  { step, to, work }: Correction,
  replacement: Replacement | null,
  later: Work,
  run: Run,
  prepared: PreparedRun,
): boolean {
  return run.steps.slice(step.index + 1, later.step.index + 1).some((reply) => {
    if (reply.agent !== to || !(prepared.isOwnWords(reply) || reply.kind === "thought")) return false;
    if (replacement !== null && stands(replacement.now, reply.text)) return true;
    const said = withoutCode(reply.text).slice(0, MOST_READ);
    if (said === withoutCode(work.step.text).slice(0, MOST_READ)) return false;
    const keeps = replacement !== null && stands(replacement.old, reply.text);
    if ((keeps ? ACKNOWLEDGES : TAKES_UP).test(said.slice(0, OPENING))) return true;
    return replacement !== null && stands(replacement.old, said)
      ? givesReasonFor(replacement.old, said)
      : reply !== later.step && givesReason(said.slice(0, OPENING));
  });
}

const MOST_READ = 4000;
/** A reply takes a remark up, or turns it down, in its first words. */
const OPENING = 240;
const ACKNOWLEDGES =
  /^\W*(?:many )?thanks\b|\b(?:thank you|you(?:'re| are) (?:\w+ )?right|good (?:point|catch)|noted|agreed|understood|sorry|apolog\w+|your (?:feedback|comments?|review|suggestions?|remarks?|corrections?))\b/i;
/** What was changed is something else where the wrong words still stand there. */
const TAKES_UP = new RegExp(
  String.raw`${ACKNOWLEDGES.source}|\b(?:fixed|corrected|updated|revised|changed|adjusted|addressed|incorporated|implemented|added|removed)\b`,
  "i",
);

function givesReasonFor(old: string, said: string): boolean {
  return said.split(SENTENCE_END).some((sentence) => sentence.includes(old) && givesReason(sentence));
}

function findingOf(
  correction: Correction,
  { work, replacement }: Disregard,
  all: readonly Correction[],
  prepared: PreparedRun,
): Finding {
  const { to, from, step } = correction;
  const again = all.find(
    (later) =>
      later.step.index > step.index &&
      later.to === to &&
      replacement !== null &&
      later.remarks.some(({ words }) => stands(replacement.now, words)),
  );
  const quotes = quotesOf(
    quoteOf(correction),
    replacement === null ? quoteStart(work.step) : quoteWords(work.step, replacement.old),
    again === undefined ? null : quoteOf(again),
  );
  const who = prepared.nameOf(to, "the author");
  const what =
    replacement === null
      ? "the next version is the same"
      : `"${replacement.old}" stays where "${replacement.now}" should stand`;
  return {
    mode: "FM-2.5",
    tier: again === undefined ? "medium" : "high",
    message: `${prepared.nameOf(from, "a colleague")} corrects ${who}'s work${again === undefined ? "" : " more than once"}, and ${what}, without a word about it`,
    agent: to,
    steps: quotes.map(({ step: at }) => at),
    quotes,
  };
}

function quoteOf({ step, remarks }: Correction) {
  const [remark] = remarks;
  return remark === undefined ? quoteStart(step) : quoteFrom(step, remark.start);
}
