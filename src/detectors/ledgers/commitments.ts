import type { Run, Step } from "../../core/run.ts";
import { cueGate } from "../cues/cue-gate.ts";
import { cueSentencesOf } from "../cues/cue-sentences.ts";
import type { PreparedRun } from "../prepared-run.ts";

/** What an agent says that it is about to do, in words concrete enough to be held against what it does. */
export interface Commitment {
  readonly step: Step;
  /** The sentence, verbatim, from `step.text`. */
  readonly words: string;
  /** The tool named in it, out of those that the run declares or uses; null where it names none or several. */
  readonly tool: string | null;
  /** The file named in it; null where it names none or several. */
  readonly file: string | null;
  /** Arguments given by name (`limit=20`), as written. */
  readonly args: ReadonlyMap<string, string>;
  /** Whether it promises to run tests, code or a check. */
  readonly promisesRun: boolean;
}

const ABOUT_TO =
  /\b(?:I(?:'ll| will|'m going to| am going to| shall)|[Ll]et me|[Nn]ext,? I(?:'ll| will)?|[Nn]ow I(?:'ll| will)?)(?: now| next| then| first| also| just| quickly)? (?:use|call|invoke|run|execute|open|read|view|check|edit|modify|write|create|update|delete|query|search|look|fetch|test|verify|re-?run|inspect)\b[^.!?\n]{0,160}/g;
const MAY_COMMIT = cueGate(
  "use|call|invoke|run|execute|open|read|view|check|edit|modify|write|create|update|delete|query|search|look|fetch|test|verify|rerun|re|inspect i|let|next|now",
);

/** The commitments in a text's first and last words, in order. */
export function commitmentsIn(step: Step, tools: ReadonlySet<string>, prepared: PreparedRun): Commitment[] {
  return prepared
    .of(cueSentencesOf)
    .of(step, MAY_COMMIT)
    .flatMap(({ start, end }) => commitmentsOf(step, step.text.slice(start, end), tools));
}

function commitmentsOf(step: Step, sentence: string, tools: ReadonlySet<string>): Commitment[] {
  return [...sentence.matchAll(ABOUT_TO)].map(({ 0: found, index }) => {
    // A file's name goes on after the dot at which the sentence was cut.
    const rest = /^(?:\.\w[^\s!?]*)+/.exec(sentence.slice(index + found.length))?.[0] ?? "";
    const words = found + rest.replace(/[.,;:]+$/, "");
    return {
      ...{ step, words },
      tool: onlyOne(
        [...words.matchAll(/[A-Za-z]\w+/g)].map(([word]) => word).filter((word) => tools.has(word)),
      ),
      file: onlyOne([...words.matchAll(FILE)].map(([name]) => name)),
      args: new Map([...words.matchAll(ARGUMENT)].map(([, name = "", value = ""]) => [name, value])),
      promisesRun: RUN.test(words),
    };
  });
}

const FILE = /(?:[\w-]+\/|\.{1,2}\/|\/)*[\w-]+\.[a-z][a-z0-9]{0,4}\b/gi;
const ARGUMENT = /\b([a-z]\w{1,30})\s?=\s?["'`]?([\w.@/-]+)/g;
const RUN =
  /\b(?:run|execute|re-?run|test|verify)\b(?: \w+){0,4} (?:tests?|suite|code|script|program|checks?|it|them|this|fix|changes?|implementation)\b/i;

function onlyOne(found: readonly string[]): string | null {
  const [first, ...others] = new Set(found);
  return first === undefined || others.length > 0 ? null : first;
}

/** All tools that the run declares or uses, by name; words of the language are no names of tools. */
export function toolNamesOf(run: Run, prepared: PreparedRun): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { tools } of run.agents) for (const tool of tools ?? []) names.add(tool);
  for (const { tool } of prepared.attempts) names.add(tool);
  return new Set([...names].filter((name) => /[_\d]|[a-z][A-Z]/.test(name)));
}
