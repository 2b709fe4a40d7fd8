import type { PageStep } from "../../page-data.ts";
import { button, type Child, el } from "../dom.ts";
import { runHash } from "../route.ts";
import { type Found, markOf } from "./found.ts";
import { type Mark, markedText } from "./marked-text.ts";

/** Longer texts are folded at first; what is quoted is shown whatever the length. */
const FOLDED_FROM = 1_600;

export interface StepContext {
  runId: string;
  /** Number of the lane's colour; −1 = no agent. */
  laneOf(agent: string | null): number;
  /** A judge was asked, and no answer of it covers this step. */
  uncovered: boolean;
  /** The step before; null = it is the first. */
  before: PageStep | null;
  /** Findings that name this step. */
  found: readonly Found[];
}

/** One step: who did what, in whose lane, with the words that findings quote marked. */
export function stepRow(step: PageStep, context: StepContext): HTMLElement {
  const { found, runId } = context;
  const sure = found.some(({ candidate }) => !candidate);
  const marks = found.flatMap((one) =>
    one.finding.quotes
      .filter((quote) => quote.step === step.index)
      .map((quote): Mark => ({ words: quote.text, found: one })),
  );
  const row = el(
    "article",
    {
      class: `step ${step.kind}${sure ? " hit" : found.length > 0 ? " hint" : ""}${step.ok === false ? " failed" : ""}`,
      ...{ id: `step-${step.index}`, tabindex: -1, "data-lane": context.laneOf(step.agent) },
      "aria-label": `Step ${step.index}, ${step.agent ?? "no agent"}, ${step.kind}`,
    },
    el(
      "header",
      {},
      el(
        "a",
        { class: "index", href: runHash(runId, { step: step.index }), title: step.locator },
        step.index,
      ),
      el("span", { class: "agent", "data-lane": context.laneOf(step.agent) }, step.agent ?? "no agent"),
      ...kindWords(step, step.phase !== context.before?.phase),
      context.uncovered ? el("span", { class: "note-chip" }, "not read by the judge") : null,
      ...found.map((one) =>
        el(
          "a",
          {
            class: one.candidate ? "mark candidate" : "mark",
            href: runHash(runId, { finding: one.finding.id }),
            title: `${one.mode.id} ${one.mode.title}`,
          },
          markOf(one),
        ),
      ),
      el("span", { class: "grow" }),
      el("span", { class: "faint aside" }, asideText(step, context.before)),
    ),
    ...body(step, marks),
  );
  return row;
}

function kindWords(step: PageStep, newPhase: boolean): Child[] {
  const to = step.to.length === 0 ? null : el("span", { class: "to" }, `→ ${step.to.join(", ")}`);
  const notes = [
    step.canned === true ? "template" : null,
    step.executed === false ? "not executed" : null,
    step.ok === false ? "failed" : null,
    step.retryOf === undefined ? null : `retry of ${step.retryOf}`,
    step.marker ?? null,
    newPhase ? (step.phase ?? null) : null,
  ].filter((note) => note !== null);
  const kind = step.kind === "message" ? null : el("span", { class: "kind" }, step.kind.replace("-", " "));
  const tool = step.tool === undefined ? null : el("code", { class: "tool" }, step.tool);
  return [kind, tool, to, ...notes.map((note) => el("span", { class: "note-chip" }, note))];
}

function asideText({ at, tokens }: PageStep, before: PageStep | null): string {
  const time = at === null ? "" : at.slice(11, 19);
  const cost = tokens === null ? "" : `${tokens.input}→${tokens.output} tok`;
  const wait = at === null || before === null || before.at === null ? "" : waitText(before.at, at);
  return [cost, wait, time].filter((part) => part !== "").join(" · ");
}

/** How long after the step before; nothing below a tenth of a second, or where the clock went back. */
function waitText(from: string, to: string): string {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (!(seconds >= 0.1)) return "";
  return `+${seconds < 90 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`}`;
}

function body(step: PageStep, marks: readonly Mark[]): Child[] {
  const blocks: Child[] = [];
  const rest = new Set(marks);
  const add = (text: string, kind: string): void => {
    const { children, placed } = markedText(text, [...rest]);
    for (const mark of placed) rest.delete(mark);
    blocks.push(
      ...foldable(
        el("pre", { class: kind, dir: "auto" }, ...children),
        text.length > FOLDED_FROM && placed.size === 0,
      ),
    );
  };
  // A call whose text is its arguments in other white space is shown once: as it is quoted, else as arguments.
  const twice = step.args !== undefined && isSameJson(step.text, step.args);
  const quoted = twice && marks.some(({ words }) => step.text.includes(words));
  if (step.args !== undefined && !quoted) add(argsText(step.args, marks), "args");
  if (quoted || (!twice && !saidAlready(step))) add(step.text, quoted ? "args" : "text");
  if (blocks.length === 0) blocks.push(el("p", { class: "faint empty" }, "(empty)"));
  if (step.cut !== undefined)
    blocks.push(el("p", { class: "faint" }, `${step.cut} characters are left out of this step.`));
  return blocks;
}

/** Many formats write a call as its tool's name or its arguments. */
function saidAlready({ text, tool, args }: PageStep): boolean {
  return text.trim() === "" || text === tool || text === args;
}

function isSameJson(text: string, args: string): boolean {
  // Compact text has no more characters than the same with blanks.
  if (text.length < args.length || !/^\s*[[{]/.test(text)) return false;
  try {
    return JSON.stringify(JSON.parse(text)) === args;
  } catch {
    return false;
  }
}

/** Indented where nothing in it is quoted: a quote is of the compact form. */
function argsText(args: string, marks: readonly Mark[]): string {
  if (marks.some(({ words }) => args.includes(words))) return args;
  try {
    const value: unknown = JSON.parse(args);
    if (value === null || typeof value !== "object") return args;
    const indented = JSON.stringify(value, null, 2);
    return indented.length > 300 ? indented : args;
  } catch {
    return args;
  }
}

function foldable(block: HTMLElement, folded: boolean): Child[] {
  if (!folded) return [block];
  block.classList.add("folded");
  const more = button(
    { class: "quiet unfold" },
    () => {
      block.classList.remove("folded");
      more.remove();
    },
    "Show all",
  );
  return [block, more];
}
