import type { Run, Step } from "../../core/run.ts";
import type { InjectionPattern } from "../../taxonomy/judge-schema.ts";
import type { ModeDefinition } from "../../taxonomy/schema.ts";
import { folded, lettersForm, wordsForm } from "./normal-forms.ts";

/** Text of a run that speaks to whoever judges it. */
export interface Suspicion {
  readonly pattern: string;
  /** Steps that hold a part of it, ascending; empty where it stands beside the steps: in a name, a role, the task. */
  readonly steps: readonly number[];
}

interface Compiled {
  readonly id: string;
  readonly regex: RegExp;
}

/** Finds such text by the patterns of the taxonomy. Encoded text (base64, ciphers) is not decoded. */
export class InjectionScan {
  private readonly words: readonly Compiled[];
  private readonly letters: readonly Compiled[];

  constructor(patterns: readonly InjectionPattern[], modes: readonly ModeDefinition[]) {
    const names = modes
      .flatMap(({ title, aliases }) => [title, ...aliases])
      .filter((name) => name.length >= 6);
    const asWords = alternatives(names.map((name) => wordsForm(name)));
    const asLetters = alternatives(names.map((name) => lettersForm(wordsForm(name))));
    const compile = (reads: InjectionPattern["reads"], places: string): Compiled[] =>
      patterns
        .filter((pattern) => pattern.reads === reads)
        .map(({ id, pattern }) => ({
          id,
          regex: new RegExp(folded(pattern).replaceAll("{{modes}}", places), "gu"),
        }));
    this.words = compile("words", asWords);
    this.letters = compile("letters", asLetters);
  }

  /** Ids of the patterns that a text matches by itself, each once. */
  inText(text: string): string[] {
    const words = wordsForm(text);
    const line = words.replaceAll("\n", " ");
    const letters = lettersForm(words);
    const back = [...letters].reverse().join("");
    const hits = (list: readonly Compiled[], ...forms: string[]): string[] =>
      list.filter(({ regex }) => forms.some((form) => isIn(regex, form))).map(({ id }) => id);
    return [...new Set([...hits(this.words, words, line), ...hits(this.letters, letters, back)])];
  }

  /** All that a run holds of it: in its steps, over several steps, and beside them. */
  inRun(run: Run): Suspicion[] {
    const found: Suspicion[] = [];
    const beside = [run.task ?? "", run.endDetail ?? "", ...run.agents.flatMap(namesOf)];
    for (const text of beside) for (const pattern of this.inText(text)) found.push({ pattern, steps: [] });
    for (const step of run.steps) {
      for (const pattern of this.inText(textOf(step))) found.push({ pattern, steps: [step.index] });
    }
    found.push(...this.joined(run.steps));
    const authors = new Map<string | null, Step[]>();
    for (const step of run.steps) {
      const own = authors.get(step.agent);
      if (own === undefined) authors.set(step.agent, [step]);
      else own.push(step);
    }
    if (authors.size > 1) for (const steps of authors.values()) found.push(...this.joined(steps));
    return once(found);
  }

  /** What comes about only where the texts of several steps follow each other. */
  private joined(steps: readonly Step[]): Suspicion[] {
    const words = steps.map((step) => wordsForm(textOf(step)));
    return [...this.joinedLetters(steps, words), ...this.joinedWords(steps, words)];
  }

  /** Words on either side of the borders between steps. */
  private joinedWords(steps: readonly Step[], words: readonly string[]): Suspicion[] {
    const found: Suspicion[] = [];
    for (let at = 1; at < steps.length; at++) {
      const before = endOf(words, at);
      const after = startOf(words, at);
      const text = `${before} ${after}`.replaceAll("\n", " ");
      for (const { id, regex } of this.words) {
        for (const match of text.matchAll(regex)) {
          const isAcross = match.index < before.length && match.index + match[0].length > before.length + 1;
          if (isAcross)
            found.push({ pattern: id, steps: [at - 1, at].flatMap((near) => steps[near]?.index ?? []) });
        }
      }
    }
    return found;
  }

  private joinedLetters(steps: readonly Step[], words: readonly string[]): Suspicion[] {
    const starts: number[] = [];
    let all = "";
    for (const text of words) {
      starts.push(all.length);
      all += lettersForm(text);
    }
    const found: Suspicion[] = [];
    for (const { id, regex } of this.letters) {
      for (const match of all.matchAll(regex)) {
        const touched = touchedBy(starts, match.index, match.index + match[0].length);
        if (touched.length < 2) continue;
        found.push({ pattern: id, steps: touched.flatMap((at) => steps[at]?.index ?? []) });
      }
    }
    return found;
  }
}

function isIn(regex: RegExp, text: string): boolean {
  regex.lastIndex = 0;
  return regex.test(text);
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
function endOf(words: readonly string[], step: number): string {
  let text = "";
  for (let at = step - 1; at >= 0 && text.length < REACH; at--) text = `${words[at]?.slice(-REACH)} ${text}`;
  return text.slice(-REACH).trimEnd();
}

/** The first words from a step on, of as many steps as it takes. */
function startOf(words: readonly string[], step: number): string {
  let text = "";
  for (let at = step; at < words.length && text.length < REACH; at++)
    text += `${words[at]?.slice(0, REACH)} `;
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
