import type { Run, Step } from "../../core/run.ts";
import { audienceOf } from "../audience.ts";
import { termsOf } from "../content-terms.ts";
import { askAtEnd, MAY_REQUEST, pointsBack, putsOff, refuses, type Wanted, withdraws } from "../cues/asks.ts";
import { cueSentencesOf } from "../cues/cue-sentences.ts";
import type { PreparedRun } from "../prepared-run.ts";

/** A question or a request for information that one agent puts to another. */
export interface Request {
  readonly step: Step;
  readonly asker: string;
  readonly addressee: string;
  /** Whether the trace names the addressee; else it is the next agent to speak. */
  readonly isNamed: boolean;
  /** The sentence, verbatim, and its offset in the step's text. */
  readonly words: string;
  readonly start: number;
  /** What it is about, see `termsOf`; of one that points back ("which is it?") what the one before was about. */
  readonly terms: ReadonlySet<string>;
  readonly wanted: Wanted;
  /** The addressee's messages to the asker while it was open, one per turn, the closing one included; at most four. */
  readonly turns: Step[];
  /** What ended it; null where it is open at the end of the run, or after four turns. */
  closed: { readonly step: Step; readonly how: RequestEnd } | null;
}

/** `put-off`: the addressee says that it will see to it; `passed-on`: it hands over to somebody else. */
export type RequestEnd =
  | "answered"
  | "refused"
  | "put-off"
  | "passed-on"
  | "withdrawn"
  | "answered-by-another"
  | "restarted";

/** Turns of the addressee that are looked at: whoever answers later has let it lie. */
const MOST_TURNS = 4;
const MOST_OPEN = 16;
/** Share of the terms of a request that a reply must take up to be an answer, by itself or given by somebody else. */
const ANSWER_COVERAGE = 0.2;
const FOREIGN_ANSWER_COVERAGE = 0.5;
const MOST_READ = 2000;
/** Shorter replies lean on the question, whatever their words ("Still at it."): they are taken for answers. */
const SHORT_REPLY = 45;

/**
 * The directed requests of a run in their order, with what became of them. An answer is recognised generously: a
 * message of the addressee that takes up a fifth of the request's terms, or brings a value of the kind asked for.
 * Questions to everybody, to the user, or out of courtesy are none. Asked for by `prepared.of(requestsOf)`.
 */
export function requestsOf(run: Run, prepared: PreparedRun): readonly Request[] {
  const audience = prepared.of(audienceOf);
  const sentences = prepared.of(cueSentencesOf);
  const all: Request[] = [];
  let open: Request[] = [];
  const newest = new Map<string, Request>();
  let speaker: string | null = null;
  for (const step of run.steps) {
    if (step.marker === "restart") {
      for (const request of open) request.closed = { step, how: "restarted" };
      open = [];
    }
    if (step.kind === "handoff") {
      open = open.filter(
        (request) => !closes(request, step, step.agent === request.addressee && "passed-on"),
      );
    }
    if (step.kind !== "message" || !SAYS_SOMETHING.test(step.text)) continue;
    if (open.length > 0) {
      const read = new Reading(step.text);
      const sameTurn = step.agent === speaker;
      open = open.filter((request) => {
        if (step.agent === request.addressee && audience.mayHaveRead(request.asker, step)) {
          if (sameTurn && request.turns.length > 0) request.turns[request.turns.length - 1] = step;
          else request.turns.push(step);
        }
        return (
          !closes(request, step, endBy(request, step, read, prepared)) && request.turns.length < MOST_TURNS
        );
      });
    }
    speaker = step.agent;
    if (step.agent === null || !prepared.isOwnWords(step)) continue;
    const ask = askAtEnd(step.text, () => sentences.of(step, MAY_REQUEST));
    if (ask === null) continue;
    const named = audience.addresseeOf(step);
    const addressee = named ?? (step.to.length === 0 ? nextSpeaker(run, step) : null);
    if (addressee === null || addressee === step.agent || !audience.mayHaveRead(addressee, step)) continue;
    if (run.task?.includes(ask.words)) continue;
    const pair = `${step.agent}\0${addressee}`;
    const before = pointsBack(ask.words) ? newest.get(pair) : undefined;
    const terms = before === undefined ? termsOf(ask.words) : before.terms;
    if (terms.size === 0) continue;
    const request: Request = {
      step,
      asker: step.agent,
      addressee,
      isNamed: named !== null,
      ...ask,
      terms,
      turns: [],
      closed: null,
    };
    newest.set(pair, request);
    all.push(request);
    open.push(request);
    if (open.length > MOST_OPEN) open.shift();
  }
  return all;
}

const SAYS_SOMETHING = /\S/;
const NEXT_STEPS = 6;

/** The next to say something, where that is another agent. */
function nextSpeaker({ steps }: Run, { index, agent }: Step): string | null {
  const next = steps.slice(index + 1, index + 1 + NEXT_STEPS).find(({ kind }) => kind === "message");
  return next === undefined || next.agent === agent ? null : next.agent;
}

function closes(request: Request, step: Step, how: RequestEnd | false | null): boolean {
  if (how === false || how === null) return false;
  request.closed = { step, how };
  return true;
}

/** How a message ends a request; null where it leaves it open. */
function endBy(request: Request, step: Step, read: Reading, prepared: PreparedRun): RequestEnd | null {
  if (step.agent === request.asker) return withdraws(read.edges) ? "withdrawn" : null;
  if (step.canned === true) return null;
  const own = step.agent === request.addressee;
  if (own && (read.edges.trim().length < SHORT_REPLY || read.brings(request))) return "answered";
  if (!own) {
    const answers = prepared.isPerson(step) || read.covers(request.terms, FOREIGN_ANSWER_COVERAGE);
    return answers ? "answered-by-another" : null;
  }
  if (read.covers(request.terms, ANSWER_COVERAGE)) return "answered";
  if (refuses(read.edges)) return "refused";
  return putsOff(read.edges) ? "put-off" : null;
}

/** A message as it is read for answers: its first and last words, in lower case for the search of terms. */
class Reading {
  readonly edges: string;
  private lowered: string | null = null;

  constructor(text: string) {
    this.edges =
      text.length <= MOST_READ ? text : `${text.slice(0, MOST_READ / 2)}\n${text.slice(-MOST_READ / 2)}`;
  }

  /** Whether at least that share of the terms, above 0 and up to 1, stands in the message. */
  covers(terms: ReadonlySet<string>, share: number): boolean {
    this.lowered ??= this.edges.toLowerCase();
    let wanted = Math.ceil(terms.size * share);
    let left = terms.size;
    for (const term of terms) {
      if (left < wanted) return false;
      left--;
      if (this.lowered.includes(term) && --wanted === 0) return true;
    }
    return false;
  }

  /** Whether it holds a value of the kind asked for that the request does not hold itself. */
  brings({ wanted, words }: Request): boolean {
    for (const [value] of this.edges.matchAll(VALUES[wanted])) if (!words.includes(value)) return true;
    return false;
  }
}

const NUMBER =
  /\d[\d.,:]{0,20}|\b(?:none|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand)\b/gi;
/** Values by the kind asked for; a question of choice is answered by what agrees or disagrees, and any by a new figure. */
const VALUES: Record<Wanted, RegExp> = {
  number: NUMBER,
  time: /\d{1,4}|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:today|tomorrow|noon|midnight|now|immediately)\b|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b/gi,
  path: /[\w.-]{1,80}\.\w{1,6}\b|\/[\w.-]{1,80}/g,
  id: /\b(?=[\w-]{0,20}\d)[A-Za-z0-9][\w-]{1,60}|https?:\/\/\S{1,80}|\S{1,60}@\S{1,60}/g,
  choice:
    /\d[\d.,:]{0,20}|\b(?:yes|no|not|correct|right|true|false|indeed|done|already|sure|confirm(?:ed)?|agreed?|disagree|exactly|absolutely|nope)\b/gi,
  anything: /\d[\d.,:]{0,20}/g,
};
