import type { Run, Step } from "../../core/run.ts";
import { constraintsOf } from "../../detectors/constraints.ts";
import { correctionsOf } from "../../detectors/ledgers/corrections.ts";
import { requestsOf } from "../../detectors/ledgers/requests.ts";
import { PreparedRun } from "../../detectors/prepared-run.ts";

/** Something that a reader of a later part of the run has to know of an earlier one. */
export interface OpenItem {
  /** Where it stands. */
  readonly step: number;
  /** First step at which it is settled; null: never in this run. */
  readonly until: number | null;
  /** Begins lower-case; holds words of the run. */
  readonly words: string;
}

/** What the task lays down, requests and corrections with when they were met, and errors that nobody got past. */
export interface Ledger {
  readonly constraints: readonly string[];
  readonly items: readonly OpenItem[];
}

const LONGEST = 160;

/** In the order of their steps. Found by the ledgers of the detectors, so in English runs only; a help for reading, no verdict. */
export function ledgerOf(run: Run): Ledger {
  const prepared = new PreparedRun(run);
  const name = (id: string): string => prepared.nameOf(id, "somebody");
  const items: OpenItem[] = [];
  for (const { step, asker, addressee, words, closed } of prepared.of(requestsOf)) {
    const settled = closed === null ? null : closed.step.index;
    items.push({
      step: step.index,
      until: settled,
      words: `${name(asker)} asks ${name(addressee)}: ${short(words)}`,
    });
  }
  for (const { step, from, to, after } of prepared.of(correctionsOf)) {
    const words = `${name(from)} corrects ${name(to)}: ${short(step.text)}`;
    items.push({ step: step.index, until: after[0]?.step.index ?? null, words });
  }
  items.push(...openErrors(run.steps, prepared));
  const constraints = prepared.of(constraintsOf).map(({ words }) => short(words));
  return {
    constraints: [...new Set(constraints)],
    items: items.sort((a, b) => a.step - b.step),
  };
}

/** Failed calls until the same tool succeeds for the same agent. */
function openErrors(steps: readonly Step[], prepared: PreparedRun): OpenItem[] {
  const open = new Map<string, { step: number; words: string }>();
  const items: OpenItem[] = [];
  for (const step of steps) {
    if (step.kind !== "tool-result" || step.ok === undefined) continue;
    const key = `${step.agent}\0${step.tool}`;
    const before = open.get(key);
    if (step.ok) {
      if (before !== undefined) items.push({ ...before, until: step.index });
      open.delete(key);
    } else if (before === undefined) {
      const words = `a call of ${step.tool ?? "a tool"} fails for ${prepared.nameOf(step.agent, "the team")}: ${short(step.text)}`;
      open.set(key, { step: step.index, words });
    }
  }
  for (const item of open.values()) items.push({ ...item, until: null });
  return items;
}

function short(text: string): string {
  const line = text
    .slice(0, 4 * LONGEST)
    .replace(/\s+/g, " ")
    .trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST)} …`;
}
