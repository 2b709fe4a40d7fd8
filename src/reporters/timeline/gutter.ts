import type { ReportRun } from "../../core/report.ts";
import type { Run } from "../../core/run.ts";
import { safeLine } from "../../core/terminal-text.ts";
import { widthOf } from "../layout.ts";
import { markOf, type Numbered } from "./numbered.ts";

/** Columns of what stands left of the words. */
export interface Gutter {
  /** Of the marks of findings. */
  marks: number;
  /** Of the step's number. */
  index: number;
  /** Of both with the blank between them. */
  left: number;
  /** Of the agent's name. */
  agent: number;
}

const LONGEST_NAME = 20;
/** So many columns are left for the words at least. */
const LEAST_WORDS = 34;

/** The findings that name a step, by step. */
export function marksOf(found: readonly Numbered[]): ReadonlyMap<number, readonly Numbered[]> {
  const marks = new Map<number, Numbered[]>();
  for (const item of found) {
    for (const step of new Set(item.finding.steps)) {
      const others = marks.get(step);
      if (others === undefined) marks.set(step, [item]);
      else others.push(item);
    }
  }
  return marks;
}

/** `▲1`, `▲1,3`, `△4`: candidates only where no finding names the step. */
export function markText(items: readonly Numbered[]): string {
  const sure = items.filter(({ candidate }) => !candidate);
  const [first, ...others] = sure.length > 0 ? sure : items;
  if (first === undefined) return "";
  const more = others.slice(0, 2).map(({ number }) => `,${number}`);
  return `${markOf(first)}${more.join("")}${others.length > more.length ? ",…" : ""}`;
}

export function gutterOf(
  run: Run,
  view: ReportRun,
  marks: ReadonlyMap<number, readonly Numbered[]>,
  width: number,
): Gutter {
  const widest = (texts: Iterable<string>, least: number): number => {
    let most = least;
    for (const text of texts) most = Math.max(most, widthOf(text));
    return most;
  };
  const markWidth = widest([...marks.values()].map(markText), 2);
  const index = Math.max(3, String(Math.max(0, run.steps.length - 1)).length);
  const left = markWidth + 1 + index;
  const room = Math.max(8, Math.min(LONGEST_NAME, width - left - 4 - LEAST_WORDS));
  const agent = Math.min(
    room,
    widest(
      view.agents.map(({ name }) => safeLine(name)),
      4,
    ),
  );
  return { marks: markWidth, index, left, agent };
}
