import type { Json, Run, Step } from "../core/run.ts";
import { saysFinished } from "../detectors/cues/finished.ts";
import { concludes } from "../detectors/cues/outcomes.ts";

/** What a run ends on. */
export interface Delivered {
  /** The step that delivers the answer; of a run without one its last step that is an agent's. Null: there is none. */
  readonly step: Step | null;
  /** Whether the run gives an answer; else it broke off, failed, or was still at work. */
  readonly isAnswer: boolean;
  /** What the answer consists of, verbatim and each once; at most three. [] where nothing stands out. */
  readonly values: readonly string[];
}

const LAST_STEPS = 4;
const MOST_VALUES = 3;
const LONGEST_VALUE = 200;
const DECLARED = /\b(?:FINAL ANSWER|Final [Aa]nswer)\W{0,6}([^\n]{1,200})/;
/** What a text sets off: bold, boxed, in quotation marks or as code, or a figure that something is said to be. */
const SET_OFF =
  /\*\*([^*\n]{1,60})\*\*|\\boxed\{([^}\n]{1,60})\}|["“]([^"”\n]{2,60})["”]|`([^`\n]{1,60})`|(?:\b(?:is|are|was|were|of)|[=:])\s+\$?(\d[\d.,]{0,20})/g;
/** Headings are set off as well. */
const HEADING = /:$|^(?:step|verif|summary|conclu|final|note)|^[A-Z_]{6,}$/i;
const MOST_READ = 1500;

/** What the run delivers. Reads its last few messages. */
export function deliveredBy(run: Run, words: readonly Step[]): Delivered {
  for (const step of run.steps.slice(-LAST_STEPS).reverse()) {
    const values = declaredIn(step);
    if (values.length > 0) return { step, isAnswer: true, values };
  }
  const last = words.at(-1);
  const isAnswer =
    last !== undefined && (run.endReason === "completed" || saysFinished(last.text) || concludes(last.text));
  if (isAnswer) {
    for (const step of words.slice(-LAST_STEPS).reverse()) {
      const values = setOffIn(step.text, run.task);
      if (values.length > 0) return { step, isAnswer, values };
    }
    return { step: last, isAnswer, values: [] };
  }
  return { step: run.steps.findLast(({ agent }) => agent !== null) ?? null, isAnswer, values: [] };
}

/** An answer that is called one, or handed to the call that ends the run. */
function declaredIn({ text, kind, marker, args }: Step): string[] {
  if (kind === "tool-call") return marker === "terminal" ? stringsIn(args) : [];
  const declared = DECLARED.exec(text.length <= 2 * MOST_READ ? text : text.slice(-MOST_READ))?.[1];
  return declared === undefined ? [] : [plain(declared)].filter((value) => value !== "");
}

function stringsIn(args: Json | undefined): string[] {
  const given = typeof args === "object" && args !== null ? Object.values(args) : [args];
  return given
    .flatMap((value) =>
      typeof value === "string" || typeof value === "number" ? [plain(String(value))] : [],
    )
    .filter((value) => value !== "" && value.length <= LONGEST_VALUE)
    .slice(0, MOST_VALUES);
}

/** The last values that a text sets off and the task does not hold. */
function setOffIn(text: string, task: string | null): string[] {
  const known = (task ?? "").toLowerCase();
  const values = new Set<string>();
  for (const match of text.slice(-MOST_READ).matchAll(SET_OFF)) {
    const value = plain(match.slice(1).find((group) => group !== undefined) ?? "");
    if (value !== "" && !HEADING.test(value) && !known.includes(value.toLowerCase())) values.add(value);
  }
  return [...values].slice(-MOST_VALUES);
}

function plain(value: string): string {
  return value
    .trim()
    .replace(/^[$*"“]+/, "")
    .replace(/[.,*"”]+$/, "")
    .trim();
}
