import type { ReportFinding } from "../../core/report.ts";
import type { Run } from "../../core/run.ts";
import { type Paint, wrap } from "../layout.ts";
import type { Gutter } from "./gutter.ts";
import { markOf, type Numbered } from "./numbered.ts";

/** The steps whose words a finding quotes. */
export function quotedSteps({ quotes }: ReportFinding): number[] {
  return [...new Set(quotes.map(({ step }) => step))];
}

/** A finding below the step that completes its evidence: what it is, the words it rests on, its id. */
export function* findingLines(
  item: Numbered,
  run: Run,
  { gutter, width }: { gutter: Gutter; width: number },
  ink: Paint,
): Generator<string> {
  const { mode, title, finding, candidate, suppressed } = item;
  const indent = " ".repeat(gutter.left + 1);
  const room = width - indent.length - 3;
  const color = candidate ? ink.dim : ink.red;
  for (const [index, line] of wrap(`${markOf(item)} ${mode} ${title}`, room, 2).entries())
    yield `${indent}${color(index === 0 ? "┗━" : "  ")} ${color(ink.bold(line))}\n`;
  for (const line of wrap(finding.message, room, 4)) yield `${indent}   ${line}\n`;
  for (const { steps, text } of distinctQuotes(finding)) {
    const quote = `[${steps.join(", ")}] “${text}”${goesOn(run, steps, text) ? " …" : ""}`;
    for (const line of wrap(quote, room, 4)) yield `${indent}   ${ink.cyan(line)}\n`;
  }
  if (candidate) return;
  const known = suppressed === null ? "" : ` · suppressed until ${suppressed.until}: ${suppressed.reason}`;
  for (const line of wrap(`finding ${finding.id}${known}`, room, 3)) yield `${indent}   ${ink.dim(line)}\n`;
}

/** Each quoted text once, with all steps that say it. */
function distinctQuotes({ quotes }: ReportFinding): { steps: number[]; text: string }[] {
  const byText = new Map<string, number[]>();
  for (const { step, text } of quotes) {
    const steps = byText.get(text);
    if (steps === undefined) byText.set(text, [step]);
    else steps.push(step);
  }
  return [...byText].map(([text, steps]) => ({ steps, text }));
}

/** Whether the sentence or line that a quote ends in goes on after it. */
function goesOn(run: Run, steps: readonly number[], quote: string): boolean {
  if (/[.!?:;”"'`)\]}]$/.test(quote)) return false;
  return steps.some((index) => {
    const text = run.steps[index]?.text ?? "";
    const at = text.indexOf(quote);
    return at >= 0 && /^[ \t]*[^\s]/.test(text.slice(at + quote.length, at + quote.length + 20));
  });
}
