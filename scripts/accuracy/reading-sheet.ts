import type { ModeId } from "../../src/core/finding.ts";
import type { ReportFinding } from "../../src/core/report.ts";
import type { Run, Step } from "../../src/core/run.ts";

/** One line of a reading sheet: what a reader needs to say whether the finding is right, and nothing of who found it. */
export interface SheetLine {
  run: string;
  finding: string;
  mode: ModeId;
  title: string;
  message: string;
  agent: string | null;
  steps: number[];
  quotes: ReportFinding["quotes"];
  task: string | null;
  /** Names and kinds, in the order of the run. */
  agents: string[];
  /** Number of steps of the run, and how it ended. */
  length: number;
  end: string;
  /** The steps named and those around them at length, the others in a few words; of long runs the beginning and the end. */
  context: SheetStep[];
}

export interface SheetStep {
  step: number;
  agent: string | null;
  kind: Step["kind"];
  to?: string[];
  tool?: string;
  args?: string;
  ok?: boolean;
  /** The framework's own words, not the agent's. */
  canned?: true;
  text: string;
  /** The finding names this step. */
  named?: true;
}

const AROUND = 2;
/** Characters kept of the text of a step that the finding names, of one near it, and of any other. */
const NAMED_TEXT = 4000;
const NEAR_TEXT = 1200;
const OTHER_TEXT = 160;
const MOST_NAMED = 24;
/** Of the other steps so many are shown at the beginning and at the end of the run. */
const MOST_OTHERS = 30;

export function sheetLine(run: Run, mode: ModeId, title: string, finding: ReportFinding): SheetLine {
  const named = new Set([...finding.steps, ...finding.quotes.map(({ step }) => step)]);
  const near = new Set<number>();
  const anchors = [...named].toSorted((a, b) => a - b);
  // Of a loop over hundreds of steps its beginning and its end say enough.
  const kept =
    anchors.length <= MOST_NAMED
      ? anchors
      : [...anchors.slice(0, MOST_NAMED / 2), ...anchors.slice(-MOST_NAMED / 2)];
  for (const anchor of kept) for (let at = anchor - AROUND; at <= anchor + AROUND; at++) near.add(at);
  const isShown = ({ index }: Step): boolean =>
    near.has(index) || index < MOST_OTHERS || index >= run.steps.length - MOST_OTHERS;
  const room = ({ index }: Step): number =>
    named.has(index) && near.has(index) ? NAMED_TEXT : near.has(index) ? NEAR_TEXT : OTHER_TEXT;
  const names = new Map(run.agents.map(({ id, name }) => [id, name]));
  return {
    ...{ run: run.id, finding: finding.id, mode, title, message: finding.message, agent: finding.agent },
    ...{
      steps: finding.steps,
      quotes: finding.quotes,
      task: run.task === null ? null : clip(run.task, NAMED_TEXT, []),
    },
    agents: run.agents.map(({ name, kind }) => (kind === "llm" ? name : `${name} (${kind})`)),
    length: run.steps.length,
    end: [run.endReason, run.endDetail].filter((part) => part !== null).join(": "),
    context: run.steps
      .filter(isShown)
      .map((step) => sheetStep(step, room(step), named.has(step.index), finding, names)),
  };
}

function sheetStep(
  step: Step,
  most: number,
  named: boolean,
  { quotes }: ReportFinding,
  names: ReadonlyMap<string, string>,
): SheetStep {
  const own = quotes.filter((quote) => quote.step === step.index).map(({ text }) => text);
  const nameOf = (id: string): string => names.get(id) ?? id;
  return {
    ...{ step: step.index, agent: step.agent === null ? null : nameOf(step.agent), kind: step.kind },
    ...(step.to.length === 0 ? {} : { to: step.to.map(nameOf) }),
    ...(step.tool === undefined ? {} : { tool: step.tool }),
    ...(step.args === undefined ? {} : { args: clip(JSON.stringify(step.args), most, own) }),
    ...(step.ok === undefined ? {} : { ok: step.ok }),
    ...(step.canned === true ? { canned: true as const } : {}),
    text: clip(step.text, most, own),
    ...(named ? { named: true as const } : {}),
  };
}

/** Beginning, end, and the surroundings of what is quoted; what is left out is counted. */
function clip(text: string, most: number, quotes: readonly string[]): string {
  if (text.length <= most) return text;
  const third = Math.floor(most / 3);
  const parts: [from: number, to: number][] = [
    [0, third],
    [text.length - third, text.length],
  ];
  for (const quote of quotes) {
    const at = text.indexOf(quote);
    if (at >= 0)
      parts.push([Math.max(0, at - third / 2), Math.min(text.length, at + quote.length + third / 2)]);
  }
  parts.sort(([a], [b]) => a - b);
  let result = "";
  let done = 0;
  for (const [from, to] of parts) {
    if (to <= done) continue;
    const start = Math.max(from, done);
    if (start > done) result += ` […${Math.round(start - done)} characters…] `;
    result += text.slice(start, to);
    done = to;
  }
  return result;
}
