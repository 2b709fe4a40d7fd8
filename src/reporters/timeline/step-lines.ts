import type { Run, Step } from "../../core/run.ts";
import { safeLine } from "../../core/terminal-text.ts";
import { clip, type Paint, pad, wrap, wrapBlock } from "../layout.ts";
import { type Gutter, markText } from "./gutter.ts";
import type { Numbered } from "./numbered.ts";
import { wordsOf } from "./step-words.ts";

/** Of a step's words where they are cut. */
const MOST_LINES = 3;

/** One step: marks of the findings that name it, its number, who, and what. */
export function* stepLines(
  step: Step,
  run: Run,
  marks: readonly Numbered[],
  { gutter, width, full }: { gutter: Gutter; width: number; full: boolean },
  ink: Paint,
): Generator<string> {
  const sure = marks.filter(({ candidate }) => !candidate);
  const color = sure.length > 0 ? ink.red : ink.dim;
  const nameOf = (agent: string): string => run.agents.find(({ id }) => id === agent)?.name ?? agent;
  const who = step.agent === null ? "–" : nameOf(step.agent);
  const to = step.to.length > 0 && step.kind !== "tool-call" ? `→ ${step.to.map(nameOf).join(", ")}: ` : "";
  const name = pad(clip(who, gutter.agent), gutter.agent);
  const room = width - gutter.left - gutter.agent - 4;
  const words = `${kindText(step)}${to}${wordsOf(step, full)}`;
  const lines = full ? wrapBlock(words, room) : wrap(words, room, MOST_LINES);
  const bar = marks.length > 0 ? color("┃") : ink.dim("│");
  for (const [index, line] of lines.entries()) {
    const head =
      index === 0
        ? `${color(pad(markText(marks), gutter.marks))} ${String(step.index).padStart(gutter.index)}`
        : " ".repeat(gutter.left);
    const agent = index === 0 ? ink.bold(name) : " ".repeat(gutter.agent);
    yield `${head} ${bar} ${agent} ${highlighted(line, step, sure, ink)}\n`;
  }
}

function kindText(step: Step): string {
  switch (step.kind) {
    case "message":
      return step.canned === true ? "(template) " : "";
    case "tool-call":
      return `calls ${step.tool ?? "a tool"}${step.executed === false ? " (not executed)" : ""} `;
    case "tool-result":
      return `${step.ok === false ? "failed: " : "result: "}`;
    default:
      return `${step.kind}: `;
  }
}

/** The line with the words that a finding quotes; a quote that is wrapped over lines stays as it is. */
function highlighted(line: string, step: Step, found: readonly Numbered[], ink: Paint): string {
  for (const { finding } of found) {
    for (const quote of finding.quotes) {
      const words = safeLine(quote.text);
      if (quote.step !== step.index || words === "") continue;
      const start = line.indexOf(words);
      if (start < 0) continue;
      return `${line.slice(0, start)}${ink.cyan(words)}${line.slice(start + words.length)}`;
    }
  }
  return line;
}
