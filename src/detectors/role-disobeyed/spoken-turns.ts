import { codeBlocks } from "../actions.ts";
import { type NameSearch, searchFor } from "./name-search.ts";

/*
 * Who speaks in a piece of a message that stands under somebody's name. "Coder: here is the function" is a turn of the
 * coder; "Coder: please write the function" and "Coder, can you …" are said to the coder.
 */

/** A line of a message that opens a part under a name, and what stands in that part. */
export interface NamedPart {
  readonly name: string;
  /** Offset of the line in the text. */
  readonly start: number;
  /** What stands under the name, at its start, without the label. */
  readonly body: string;
  /** The label calls it a result of that name's own work ("Coder's implementation", "Tester → result"). */
  readonly labelled: boolean;
  /** The label is a genitive: what follows may also be the author's words about that work. */
  readonly possessive: boolean;
}

/** What comes before a name where a line begins with it: quotation, list and heading marks, bold, brackets. */
const MARKS = " \t>*_#[(-–•.)0123456789";
const IS_MARK = new Uint8Array(0x2200);
for (let nth = 0; nth < MARKS.length; nth++) IS_MARK[MARKS.charCodeAt(nth)] = 1;
const MOST_MARKS = 12;
/** What a colleague hands back. Plans and checklists are made for a colleague, not by one. */
const OWN_WORK =
  "output|outputs|response|reply|answer|implementation|code|fix|patch|solution|draft|report|results?|findings|verdict|" +
  "verification|review|feedback|test results|test report|test output|assessment|conclusion|message|turn|submission|work";
const LABEL_END = new RegExp(
  `^(['’]s?)?([ \\t]+(?:(?:own|final|first|second|initial|revised|updated|full|test|code|verification|review) ){0,2}(?:${OWN_WORK})\\b)?` +
    "(?:[ \\t]*\\([^()\\n]{0,60}\\))?(?:[ \\t]*(?:→|⟶|->|=>)[ \\t]*(\\w[\\w ]{0,30}))?[ \\t]*[*_\\])]{0,3}" +
    "(?:[ \\t]*(:|(?<=\\])(?=[ \\t]))[*_]{0,3}|[ \\t]*(?=\\n|$)|[ \\t]+[—–-][ \\t]+(?=\\S))",
  "i",
);

const LONGEST_LABEL = 160;
const LONGEST_BODY = 800;
const MOST_READ = 60_000;

/** A label that was found, and where what it labels begins. */
type Opened = Omit<NamedPart, "body"> & { readonly bodyStart: number };

/** Finds the parts of a text that stand under one of the names. */
export class NamedPartFinder {
  private readonly names: NameSearch;

  /** The names as agents bear them. */
  constructor(names: readonly string[]) {
    this.names = searchFor(names);
  }

  /**
   * Looks at the beginnings of lines only, and there at the initial first: few lines begin with a name.
   * @param isSought names for which this says no are passed over
   */
  partsIn(text: string, isSought: (name: string) => boolean): NamedPart[] {
    const read = text.length > MOST_READ ? text.slice(0, MOST_READ) : text;
    const opened: Opened[] = [];
    for (let start = 0; start >= 0 && start < read.length; ) {
      const nameStart = afterMarks(read, start);
      if (this.names.mayBegin(read.charCodeAt(nameStart))) {
        const found = this.opened(read, start, nameStart, isSought);
        if (found !== null) opened.push(found);
      }
      const lineEnd = read.indexOf("\n", start);
      start = lineEnd < 0 ? -1 : lineEnd + 1;
    }
    return opened.map(({ bodyStart, ...part }, at) => {
      const end = Math.min(opened[at + 1]?.start ?? read.length, bodyStart + LONGEST_BODY);
      return { ...part, body: read.slice(bodyStart, Math.max(bodyStart, end)).trim() };
    });
  }

  /** The label that begins with the matched name, or none where the line only mentions it. */
  private opened(
    text: string,
    start: number,
    nameStart: number,
    isSought: (name: string) => boolean,
  ): Opened | null {
    const found = this.names.at(text, nameStart, isSought);
    if (found === null) return null;
    const { name, end: labelStart } = found;
    const marks = text.slice(start, nameStart);
    const label = LABEL_END.exec(text.slice(labelStart, labelStart + LONGEST_LABEL));
    if (label === null) return null;
    const [whole, genitive, work, receiver, colon] = label;
    const isHeading = marks.includes("#") || marks.includes("**");
    if (colon === undefined && !isHeading) return null;
    const dashed = /[—–-][ \t]+$/.test(whole);
    if (dashed && !marks.includes("#")) return null;
    const bodyStart = dashed ? endOfLine(text, labelStart) : labelStart + whole.length;
    const labelled = work !== undefined || receiver !== undefined;
    return { name, start, bodyStart, labelled, possessive: genitive !== undefined };
  }
}

function afterMarks(text: string, start: number): number {
  let at = start;
  while (at < start + MOST_MARKS && IS_MARK[text.charCodeAt(at)] === 1) at++;
  return at;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  return at < 0 ? text.length : at;
}

const DIRECTIVE_VERBS =
  "please|kindly|implement|write|create|build|add|fix|update|extend|design|define|develop|draft|prepare|produce|provide|" +
  "generate|make|use|run|rerun|re-run|execute|test|verify|check|confirm|validate|review|report|ensure|research|find|" +
  "search|look|gather|collect|analy[sz]e|summari[sz]e|compare|compute|calculate|determine|identify|list|describe|explain|" +
  "propose|suggest|plan|do|don't|go|start|begin|continue|proceed|wait|stop|take|give|send|return|keep|follow|let us|" +
  "navigate|visit|access|click|retrieve|conduct|query|browse|download|count|sort|filter|select|choose|submit|save|store|" +
  "record|document|monitor|track|manage|coordinate|oversee|assist|support|help|work|serve|act|cover|include|address|" +
  "discuss|evaluate|assess|measure|outline|organi[sz]e|combine|merge|integrate|optimi[sz]e|debug|lead|guide|interpret|note|" +
  "refactor|rename|remove|replace|handle|apply|complete|deliver|finali[sz]e|examine|inspect|investigate|perform|try|" +
  "focus|consider|read|open|fetch|get|load|extract|convert|translate|edit|proofread|post|share|show|tell|answer|note that you";
/** Words to a colleague, or about what a colleague is there for. */
const DIRECTIVE = new RegExp(
  `^[\\s\\W\\d]{0,12}(?:(?:first|then|next|now|also|once [^,.\\n]{1,60}),? )?(?:(?:${DIRECTIVE_VERBS})(?:s|es|ing)?\\b|you(?:r|'ll|'re)?\\b|` +
    "(?:can|could|would|will|should) you\\b|(?:will|should|must|shall|needs? to|has to|is to|to be|to)\\b|responsible\\b|" +
    "(?:an?|the) (?:agent|assistant|specialist|expert)\\b|in charge\\b|tbd\\b|pending\\b|awaiting\\b|requirements?\\b|tasks?\\b|instructions?\\b|goal\\b)",
  "i",
);
const TO_SOMEBODY =
  /^[^\n]{0,160}\b(?:please|(?:can|could|would|need|want|like) you|your (?:task|job|turn)|you (?:should|must|need|will|are)\b)/i;
/** Nobody tells a colleague these: they speak for the one under whose name they stand. */
const FIRST_PERSON = /(?:^|[\s"“(*])(?:I|I'm|I've|I'll|I’ve|I’m|I’ll|[Mm]y|[Ll]et me)\b/;
/** What a piece of work came out as, told as done. */
const OUTCOME =
  /[✅❌✓✔✗✘]|\b(?:[Aa]ll|\d+) (?:\w+ ){0,4}pass(?:ed)?\b|\bpass(?:es|ed)\b|\bPASS(?:ED)?\b|\bFAIL(?:ED|S)?\b|\b(?:[Rr]e-)?[Rr]an\b|\b(?:verified|confirmed|approved|completed|implemented|fixed|executed|tested|traced)\b|\bLGTM\b|\bAPPROVED\b|\bno (?:issues|bugs|errors|defects) (?:were )?found\b|\b[Hh]ere(?:'s|’s| is| are) (?:the|an?)\b/;

const OPENING = 300;
const CODE_AFTER = 240;

const VERBS =
  "is|are|was|were|has|have|had|did|does|found|shows?|says?|said|costs?|needs|takes?|gives?|gave|comes?|came|stands?|stood|" +
  "agrees?|holds?|keeps?|makes?|made|contains?|matches|means|equals?|works|fits?|ends?|opens?|closes?|returned|agreed|can|cannot|will not|would|fills?|suits?|thanks?";
/**
 * The beginning of a statement: a subject of some words and a verb in a tense, a figure, a participle that reports
 * ("Checked again: …"), or an answer. An order begins with its verb, and notes have none.
 */
const STATEMENT = new RegExp(
  "^[\\s\\W]{0,6}(?:(?:the|this|that|these|those|it|there|we|our|both|all|every|each|no|yes|none|nothing|thanks|thank you|dear|hello|hi|sure|okay|ok|agreed|understood)\\b|" +
    `\\d|(?!(?:required|detailed|related|needed|expected|suggested|limited|advanced|assigned|based)\\b)(?:re-?)?[a-z]{3,12}ed\\b|(?:[^\\s.!?]{1,24} ){1,14}(?:${VERBS})\\b)`,
  "i",
);
/** What introduces somebody: what it is, can do, or is there for. */
const INTRODUCTION =
  /^[^.\n]{0,80}\b(?:agent|assistant|expert|specialist|able to|capable of|responsible|in charge|role)\b|^\W{0,6}(?:it |they )?(?:can|helps?|who|whose|which)\b/i;

/**
 * How a part speaks in the place of the one it names; null where it is said to or about that one. A bare `statement` may
 * also be a remark about a colleague: it needs more signs than the words themselves.
 */
export type Speech = "code" | "first-person" | "outcome" | "statement";

export function speechIn({ body, labelled, possessive }: NamedPart): Speech | null {
  if (body === "") return null;
  const opening = body.slice(0, OPENING);
  const [fence] = codeBlocks(body);
  const prose = fence === undefined ? opening : opening.slice(0, Math.max(0, fence.start - 4));
  if (DIRECTIVE.test(opening) || TO_SOMEBODY.test(prose)) return null;
  if (fence !== undefined && fence.start <= CODE_AFTER && fence.code.trim() !== "") return "code";
  if (/^\s*[{[]\s*["{[]/.test(opening)) return "code";
  if (labelled && /^\s*(?:def|class|import|from|function|const|let|return)\b/.test(opening)) return "code";
  if (/^\s*(?:def|class) \w+/.test(opening)) return "code";
  if (!possessive && FIRST_PERSON.test(opening)) return "first-person";
  if (OUTCOME.test(opening)) return "outcome";
  return !possessive && STATEMENT.test(opening) && !INTRODUCTION.test(opening) ? "statement" : null;
}
