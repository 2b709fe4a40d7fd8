import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Step } from "../../core/run.ts";
import { defineDetector } from "../detector.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quotesOf } from "../quote.ts";
import { perTeam } from "./per-team.ts";
import { QuoteSearch } from "./quote-search.ts";
import { speechIn } from "./spoken-turns.ts";
import { nameableAgents } from "./team-names.ts";

/** FM-1.2: an agent presents itself as another one, or gives itself orders as another one would. */
export const foreignSignature = defineDetector({
  meta: {
    id: "role-disobeyed/foreign-signature",
    mode: "FM-1.2",
    version: 1,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options: z.strictObject({}),
    summary:
      "Looks at the first and last words of messages: an agent that says it is another one ('As the reviewer, I …', a " +
      "signature) or asks itself by name ('Coder, please …') speaks in another's place. Words that an earlier step " +
      "already holds are quotes.",
    blindSpots: ["a change of voice without a name"],
  },
  detect(run, prepared) {
    const agents = nameableAgents(run);
    const findings: Finding[] = [];
    if (run.agents.length < 2 || agents.size === 0) return { findings };
    const cues = cuesFor([...agents.keys()]);
    const quotes = new QuoteSearch(run);
    for (const step of run.steps) {
      if (!prepared.isOwnWords(step) || step.text === run.task) continue;
      if (findings.some(({ agent }) => agent === step.agent)) continue;
      const sign = cues.in(step.text);
      if (sign === null) continue;
      const bearer = agents.get(sign.name);
      const isForeign = sign.kind === "asks" ? bearer === step.agent : bearer !== step.agent;
      if (sign.kind === "labels" && !speaksUnderLabel(step, sign, bearer, prepared)) continue;
      if (!isForeign || quotes.holds(step.text.slice(sign.start, sign.start + EDGE), step)) continue;
      findings.push(findingOf(step, sign, prepared));
    }
    return { findings };
  },
});

interface Sign {
  readonly kind: "presents" | "labels" | "asks";
  /** The agent's name as the run has it. */
  readonly name: string;
  readonly start: number;
  /** Offset of what follows the sign. */
  readonly end: number;
}

const EDGE = 120;
/** Teams whose patterns are kept. */
const MOST_TEAMS = 32;

/** The expressions for a team's names. */
interface Patterns {
  readonly presents: RegExp;
  readonly signs: RegExp;
  readonly labels: RegExp;
  readonly asks: RegExp;
}

/** Where a message says who speaks, or whom it asks. */
class SignatureCues {
  private readonly names: ReadonlyMap<string, string>;
  /** The first two letters of the words that may open a message with a cue. */
  private readonly openings: ReadonlySet<string>;
  private memoPatterns: Patterns | null = null;

  constructor(names: readonly string[]) {
    this.names = new Map(names.map((name) => [name.toLowerCase(), name]));
    this.openings = new Set([...PRESENTING, ...this.names.keys()].map(openingOf));
  }

  private get patterns(): Patterns {
    this.memoPatterns ??= patternsFor([...this.names.values()]);
    return this.memoPatterns;
  }

  in(text: string): Sign | null {
    return this.atHead(text) ?? this.atTail(text);
  }

  private atHead(text: string): Sign | null {
    if (!this.openings.has(openingOf(text).toLowerCase())) return null;
    const head = text.slice(0, EDGE);
    if (!this.isNamedIn(head)) return null;
    const { presents, labels, asks } = this.patterns;
    const presented = presents.exec(head);
    if (presented !== null) return this.sign("presents", presented, 0);
    const labelled = labels.exec(head);
    if (labelled !== null) return this.sign("labels", labelled, 0);
    const asked = asks.exec(head);
    return asked === null ? null : this.sign("asks", asked, 0);
  }

  private atTail(text: string): Sign | null {
    const start = Math.max(0, text.length - EDGE);
    const tail = text.slice(start);
    if (!isSigned(tail) || !this.isNamedIn(tail)) return null;
    const signed = this.patterns.signs.exec(tail);
    return signed === null ? null : this.sign("presents", signed, start);
  }

  /** Cheap refusal: each cue holds a name. */
  private isNamedIn(words: string): boolean {
    const lower = words.toLowerCase();
    for (const name of this.names.keys()) if (lower.includes(name)) return true;
    return false;
  }

  private sign(kind: Sign["kind"], match: RegExpExecArray, offset: number): Sign {
    const spelling = match.slice(1).find((name) => name !== undefined) ?? "";
    const name = this.names.get(spelling.toLowerCase()) ?? spelling;
    const start = offset + match.index;
    return { kind, name, start, end: start + match[0].length };
  }
}

/** The cues for these names. Compiling the patterns takes longer than matching them with all of a usual run. */
const cuesFor = perTeam(MOST_TEAMS, (names) => new SignatureCues(names));

/** How somebody begins to present itself. */
const PRESENTING = ["as ", "i am", "i'm", "this is"];
const MARKS = ' \n\r\t*_"“#>@[';
const MOST_MARKS = 6;

/** The first two characters after quotation, list and heading marks. */
function openingOf(text: string): string {
  let at = 0;
  while (at < MOST_MARKS && at < text.length && MARKS.includes(text.charAt(at))) at++;
  return text.slice(at, at + 2);
}

/** With what the line of a signature begins. */
const SIGNED = /^[ \t]*[—–\-brs]/i;

/** Whether the last line may be a signature. */
function isSigned(tail: string): boolean {
  let end = tail.length;
  while (end > 0 && AFTER_NAME.includes(tail.charAt(end - 1))) end--;
  const start = tail.lastIndexOf("\n", end);
  return start >= 0 && SIGNED.test(tail.slice(start + 1, end));
}

const AFTER_NAME = ". \n\r\t*_";

function patternsFor(names: readonly string[]): Patterns {
  const any = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|");
  return {
    presents: new RegExp(
      `^[\\s*_"“#>]{0,6}(?:As (?:the |your )?(${any}),? (?:I|my|let me)\\b|(?:I am|I'm|This is) (?:the )?(${any})(?=[.,!:;\\n])|(${any}) here(?=[.,!:;\\n]))`,
      "i",
    ),
    signs: new RegExp(
      `\\n[ \\t]*(?:—|–|--|Best,|Regards,|Signed,?|Sincerely,)[ \\t]*(?:the )?(${any})[.\\s*_]*$`,
      "i",
    ),
    labels: new RegExp(`^[\\s*_"“#>[]{0,6}(${any})(?:[\\])*_]{0,3}:[*_]{0,3}|\\])(?=\\s)`, "i"),
    asks: new RegExp(
      `^[\\s*_#>@]{0,6}(${any})[*_]{0,3}(?:,| —| –| -) ?(?:please|could you|can you|would you|will you|proceed|go ahead|your turn)\\b`,
      "i",
    ),
  };
}

/**
 * "Cook: the soup is ready" is said to the cook or by the cook. It is the latter where the message goes to
 * others, and it orders nothing. Plain signs of speech are left to the search for whole turns.
 */
function speaksUnderLabel(
  step: Step,
  sign: Sign,
  bearer: string | undefined,
  prepared: PreparedRun,
): boolean {
  if (step.to.length === 0 || step.to.some((id) => id === bearer)) return false;
  if (step.to.some((id) => prepared.agents.get(id)?.kind !== "llm")) return false;
  const body = step.text.slice(sign.end, sign.end + LONGEST_BODY).trim();
  const speech = speechIn({ name: sign.name, start: sign.start, body, labelled: false, possessive: false });
  return speech === "statement" || speech === "outcome";
}

const LONGEST_BODY = 800;

function findingOf(step: Step, { kind, name, start }: Sign, prepared: PreparedRun): Finding {
  const author = prepared.nameOf(step.agent, "somebody");
  return {
    mode: "FM-1.2",
    tier: "medium",
    message:
      kind === "asks"
        ? `${author} asks itself by name to do something, as another agent would`
        : `${author} speaks as ${name}`,
    agent: step.agent,
    steps: [step.index],
    quotes: quotesOf(quoteFrom(step, start)),
  };
}
