import type { Step } from "../core/run.ts";
import { isExecutionOutput } from "../detectors/actions.ts";
import { edgesOf } from "../detectors/cues/words.ts";
import { quotesOf, quoteWords } from "../detectors/quote.ts";
import type { Scene } from "./scene.ts";
import type { Violation } from "./violation.ts";

/** Words of agents that nothing in the trace stands behind. */
interface Cue {
  readonly cue: RegExp;
  /** Whether it matters only where the agent neither acts itself nor has just got a result. */
  readonly needsNothingRun: boolean;
  readonly why: string;
  readonly rightAction: string;
}

const LOOKED =
  "review|visit|check|search|watch|examin|verif|access|inspect|analy[sz]|cross-referenc|read|consult";
const HAVE_LOOKED =
  "reviewed|visited|checked|searched|watched|examined|verified|accessed|inspected|retrieved|obtained|confirmed|contacted|" +
  "cross-referenced|read|consulted|found|identified|gathered|collected";

const CUES: readonly Cue[] = [
  {
    cue: /\b(?:[Ll]et['’]s|[Ll]et us|I|[Ww]e)\b[^.\n]{0,40}\b(?:assum(?:e|ed|ing)|suppos(?:e|ing)|pretend|imagine|simulat(?:e|ed|ing))\b|\b[Aa]ssuming\b|\b[Hh]ypothetical(?:ly)?\b|\b[Pp]laceholder\b|\b[Ee]xample (?:\w+ )?(?:[Ii][Dd]|key|[Uu][Rr][Ll]|path|data|file)\b|\b[Ff]or (?:demonstration|illustration)|\bgenerally speaking\b|\b[Bb]ased on (?:general|common|current|my|our|the current) [\w ]{0,20}(?:knowledge|information)\b/,
    needsNothingRun: false,
    why: "goes on with something supposed in place of something known",
    rightAction: "look up or ask for what is missing, or say that it is missing",
  },
  {
    cue: new RegExp(
      String.raw`\b(?:[Aa]fter|[Uu]pon|[Bb]y) (?:(?:careful|manual|thorough|further)(?:ly)? )?(?:${LOOKED})\w*|\b(?:I|[Ww]e)(?: have|['’]ve) (?:\w+ly )?(?:${HAVE_LOOKED})\b|\b[Mm]anual(?:ly)? (?:verif|check|review|search|confirm|inspect)\w*|\b(?:[Mm]y|[Gg]eneral) knowledge\b`,
    ),
    needsNothingRun: true,
    why: "says that something was looked at or found, and no call or result stands behind it",
    rightAction: "make the call and go by its result, or say that it could not be checked",
  },
  {
    cue: /\b[Pp]lease (?:hold on|wait|stand by)\b|\bwill (?:report|be) back\b|\b[Hh]old on while\b|\bshortly\b/,
    needsNothingRun: true,
    why: "announces work in place of doing it",
    rightAction: "do the work in the same turn, or hand it to an agent that can",
  },
];
/** Cheap refusal: without one of these no cue matches. */
const HINT =
  /ssum(?:e|ing)|uppos(?:e|ing)|retend|magine|imulat|ypothet|laceholder|xample (?:\w+ )?(?:[Ii][Dd]|key|[Uu][Rr][Ll]|path|data|file)|or (?:demonstr|illustr)|nowledge|enerally s|ased on (?:gen|com|cur|my|our|the cur)|(?:fter|pon|\b[Bb]y) (?:rev|vis|che|sea|wat|exa|ver|acc|ins|ana|cro|rea|con|car|man|tho|fur)|(?:I|e)(?: ha|['’])ve (?:\w+ly )?(?:re|vi|che|sea|wa|ex|ve|ac|in|ob|co|cr|fo|id|ga)|anual(?:ly)? [vcrsi]|old on|lease (?:wait|stand)|ill (?:report|be) back|hortly/;
/** Messages that are looked at; of more than that the first, for the earliest counts. */
const MOST_READ = 20;
/** As many as are ever shown. */
const MOST_FOUND = 3;

/** The first words of each kind in each step on the way that claim or suppose what the run does not show. */
export function unbackedWordsOf(scene: Scene): Violation[] {
  const { run, prepared, way } = scene;
  const acting = new Set(prepared.actions.map(({ step }) => step));
  const own = new Set(scene.words);
  const found: Violation[] = [];
  let isInformed = false;
  let read = 0;
  for (const step of run.steps) {
    if (read === MOST_READ || found.length === MOST_FOUND) break;
    if (isExecutionOutput(step, prepared.agents) || step.kind === "tool-result") {
      isInformed = step.ok !== false;
      continue;
    }
    if (!own.has(step)) continue;
    if (step.index > 0 && way.has(step.index)) {
      read++;
      const violation = unbacked(step, isInformed || acting.has(step), scene);
      if (violation !== null) found.push(violation);
    }
    isInformed = false;
  }
  return found;
}

function unbacked(step: Step, isBacked: boolean, { prepared }: Scene): Violation | null {
  const text = edgesOf(step.text);
  if (!HINT.test(text)) return null;
  for (const { cue, needsNothingRun, why, rightAction } of CUES) {
    if (needsNothingRun && isBacked) continue;
    const words = cue.exec(text)?.[0];
    if (words === undefined || prepared.english === false) continue;
    return {
      ...{ grade: "open", kind: "agent", mode: null, tier: "low", rightAction },
      agents: step.agent === null ? [] : [step.agent],
      steps: [step.index],
      why: `${prepared.nameOf(step.agent, "somebody")} ${why}`,
      quotes: quotesOf(quoteWords(step, words)),
    };
  }
  return null;
}
