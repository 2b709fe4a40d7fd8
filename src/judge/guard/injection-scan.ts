import type { Run, Step } from "../../core/run.ts";
import type { InjectionPattern } from "../../taxonomy/judge-schema.ts";
import type { ModeDefinition } from "../../taxonomy/schema.ts";
import { decodedForms } from "./decoded-forms.ts";
import { folded, lettersForm, wordsForm } from "./normal-forms.ts";
import { stepsInOtherLanguage } from "./other-language.ts";

/** Text of a run that speaks to whoever judges it. */
export interface Suspicion {
  /** Id of a pattern, or `other-language`. */
  readonly pattern: string;
  /** Steps that hold a part of it, ascending; empty where it stands beside the steps: in a name, a role, the task. */
  readonly steps: readonly number[];
}

class Sign {
  readonly id: string;
  private readonly regex: RegExp;
  private readonly exceptNames: boolean;
  /** Whether it looks for beginnings of lines; else a text is read as one line, so that nothing hides behind a break. */
  readonly needsLines: boolean;

  constructor({ id, pattern, except_names }: InjectionPattern, modes: string) {
    this.id = id;
    this.regex = new RegExp(folded(pattern).replaceAll("{{modes}}", modes), "gu");
    this.exceptNames = except_names === true;
    this.needsLines = pattern.replaceAll(/\[\^[^\]]*\]/g, "").includes("\\n");
  }

  isIn(text: string, names: string): boolean {
    for (const _ of this.matches(text, names)) return true;
    return false;
  }

  /** @param names the letters of all agents' names */
  *matches(text: string, names: string): Generator<{ from: number; to: number }> {
    for (const { 0: found, index } of text.matchAll(this.regex)) {
      if (this.exceptNames && names.includes(lettersForm(found).slice(0, STEM))) continue;
      yield { from: index, to: index + found.length };
    }
  }
}

/** A step's text as patterns read it. */
interface Read {
  readonly step: number;
  readonly words: string;
}

/** Letters that inflected forms of a word share: "judge", "judging". */
const STEM = 4;

/** Finds such text by the patterns of the taxonomy. Common encodings are decoded first, ciphers are not. */
export class InjectionScan {
  private readonly words: readonly Sign[];
  private readonly letters: readonly Sign[];

  constructor(patterns: readonly InjectionPattern[], modes: readonly ModeDefinition[]) {
    const names = modes
      .flatMap(({ title, aliases }) => [title, ...aliases])
      .filter((name) => name.length >= 6);
    const asWords = alternatives(names.map((name) => wordsForm(name)));
    const asLetters = alternatives(names.map((name) => lettersForm(wordsForm(name))));
    const compile = (reads: InjectionPattern["reads"], places: string): Sign[] =>
      patterns.filter((pattern) => pattern.reads === reads).map((pattern) => new Sign(pattern, places));
    this.words = compile("words", asWords);
    this.letters = compile("letters", asLetters);
  }

  /**
   * Ids of the patterns that a text matches by itself, each once.
   * @param names the letters of all agents' names: an agent that is called judge is spoken of
   */
  inText(text: string, names = ""): string[] {
    return [...new Set([...this.inWords(wordsForm(text), names), ...this.inDecoded(text, names)])];
  }

  /** What stands there only once it is decoded. */
  private inDecoded(text: string, names: string): string[] {
    return decodedForms(text).flatMap((decoded) => this.inWords(wordsForm(decoded), names));
  }

  private inWords(words: string, names: string): string[] {
    const line = words.replaceAll("\n", " ");
    const letters = lettersForm(words);
    const back = [...letters].reverse().join("");
    const inWords = this.words.filter((sign) => sign.isIn(sign.needsLines ? words : line, names));
    const inLetters = this.letters.filter((sign) => sign.isIn(letters, names) || sign.isIn(back, names));
    return [...inWords, ...inLetters].map(({ id }) => id);
  }

  /** All that a run holds of it: in its steps, over several steps, and beside them. */
  inRun(run: Run): Suspicion[] {
    const found: Suspicion[] = [];
    const names = lettersForm(wordsForm(run.agents.map(({ name }) => name).join(" ")));
    const beside = [run.task ?? "", run.endDetail ?? "", ...run.agents.flatMap(namesOf)];
    for (const text of beside)
      for (const pattern of this.inText(text, names)) found.push({ pattern, steps: [] });
    const read: Read[] = [];
    for (const step of run.steps) {
      const text = textOf(step);
      const words = wordsForm(text);
      read.push({ step: step.index, words });
      const hits = new Set([...this.inWords(words, names), ...this.inDecoded(text, names)]);
      for (const pattern of hits) found.push({ pattern, steps: [step.index] });
    }
    for (const step of stepsInOtherLanguage(run)) found.push({ pattern: "other-language", steps: [step] });
    found.push(...this.joined(read, names));
    const authors = new Map<string | null, Read[]>();
    for (const one of read) {
      const author = run.steps[one.step]?.agent ?? null;
      const own = authors.get(author);
      if (own === undefined) authors.set(author, [one]);
      else own.push(one);
    }
    if (authors.size > 1) for (const own of authors.values()) found.push(...this.joined(own, names));
    return once(found);
  }

  /** What comes about only where the texts of several steps follow each other. */
  private joined(read: readonly Read[], names: string): Suspicion[] {
    return [...this.joinedLetters(read), ...this.joinedWords(read, names)];
  }

  /** Words on either side of the borders between steps. */
  private joinedWords(read: readonly Read[], names: string): Suspicion[] {
    const found: Suspicion[] = [];
    for (let at = 1; at < read.length; at++) {
      const before = endOf(read, at);
      const after = startOf(read, at);
      const text = `${before} ${after}`.replaceAll("\n", " ");
      for (const sign of this.words) {
        for (const { from, to } of sign.matches(text, names)) {
          if (from >= before.length || to <= before.length + 1) continue;
          found.push({ pattern: sign.id, steps: [at - 1, at].flatMap((near) => read[near]?.step ?? []) });
        }
      }
    }
    return found;
  }

  private joinedLetters(read: readonly Read[]): Suspicion[] {
    const starts: number[] = [];
    let all = "";
    for (const { words } of read) {
      starts.push(all.length);
      all += lettersForm(words);
    }
    const found: Suspicion[] = [];
    for (const sign of this.letters) {
      for (const { from, to } of sign.matches(all, "")) {
        const touched = touchedBy(starts, from, to);
        if (touched.length < 2) continue;
        found.push({ pattern: sign.id, steps: touched.flatMap((at) => read[at]?.step ?? []) });
      }
    }
    return found;
  }
}

/** Positions of the steps that a stretch of the joined letters runs over. */
function touchedBy(starts: readonly number[], from: number, to: number): number[] {
  const touched: number[] = [];
  for (const [at, start] of starts.entries()) {
    const end = starts[at + 1] ?? Number.POSITIVE_INFINITY;
    if (start >= to) break;
    if (end > from && end > start) touched.push(at);
  }
  return touched;
}

/** Longer than any pattern reaches. */
const REACH = 240;

/** The last words before a step, of as many steps as it takes. */
function endOf(read: readonly Read[], step: number): string {
  let text = "";
  for (let at = step - 1; at >= 0 && text.length < REACH; at--)
    text = `${read[at]?.words.slice(-REACH)} ${text}`;
  return text.slice(-REACH).trimEnd();
}

/** The first words from a step on, of as many steps as it takes. */
function startOf(read: readonly Read[], step: number): string {
  let text = "";
  for (let at = step; at < read.length && text.length < REACH; at++)
    text += `${read[at]?.words.slice(0, REACH)} `;
  return text.slice(0, REACH).trimStart();
}

function textOf(step: Step): string {
  const args =
    step.args === undefined ? "" : typeof step.args === "string" ? step.args : JSON.stringify(step.args);
  return [step.text, args, step.tool ?? "", step.phase ?? ""].filter((text) => text !== "").join("\n");
}

function namesOf({ name, role, tools }: Run["agents"][number]): string[] {
  return [name, role ?? "", ...(tools ?? [])];
}

function alternatives(names: readonly string[]): string {
  const escaped = [...new Set(names)].map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return escaped.sort((a, b) => b.length - a.length).join("|");
}

function once(found: readonly Suspicion[]): Suspicion[] {
  const seen = new Map<string, Suspicion>();
  for (const one of found) seen.set(`${one.pattern}\0${one.steps.join(",")}`, one);
  return [...seen.values()];
}
