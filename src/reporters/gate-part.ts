import type { Gate, GateRule, GateVerdict } from "../core/gate.ts";
import { safeLine } from "../core/terminal-text.ts";
import { type Paint, pad, plural, wrap } from "./layout.ts";

const WORDS: Record<GateVerdict, string> = { FAIL: "broken", INCONCLUSIVE: "undecided", PASS: "kept" };

/** The verdict of a gate for a terminal: each rule with its figures and its sentence, then what to bear in mind. */
export function* gatePart(gate: Gate, width: number, ink: Paint): Generator<string> {
  const counts = (Object.keys(WORDS) as GateVerdict[])
    .map((verdict) => ({ verdict, count: gate.rules.filter((rule) => rule.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${count} ${WORDS[verdict]}`);
  const rules = `${plural(gate.rules.length, "rule")}: ${counts.join(", ")}`;
  const strict = gate.strict && gate.verdict === "INCONCLUSIVE" ? " (strict: it fails)" : "";
  yield `${colour(gate.verdict, ink)(`Gate ${gate.verdict}`)}${strict} · ${rules}\n`;
  if (gate.baseline !== null) {
    const { name, runs, mast, taxonomy } = gate.baseline;
    yield* indented(
      `baseline ${name}: ${plural(runs, "run")}, mast ${mast}, taxonomy ${taxonomy}`,
      2,
      width,
      ink.dim,
    );
  }
  for (const rule of gate.rules) yield* rulePart(rule, width, ink);
  for (const note of gate.notes) yield* indented(note, 2, width, ink.yellow);
}

function* rulePart(rule: GateRule, width: number, ink: Paint): Generator<string> {
  yield `  ${colour(rule.verdict, ink)(pad(rule.verdict, 12))} ${ink.bold(safeLine(rule.rule))}\n`;
  yield* indented(figures(rule), 15, width, (text) => text);
  yield* indented(rule.why, 15, width, ink.dim);
}

/** `observed 30 % [21.9 %, 39.6 %] · limit 10 % · n=100 examined runs · atLeast = present / examined`. */
export function figures({ kind, observed, interval, limit, n, denominator, pairs, uses }: GateRule): string {
  const isRate = kind === "max-rate";
  const unit = isRate ? " %" : "";
  const number = (value: number): string => {
    const tenths = Math.round(value * 1000) / 10;
    return `${!isRate && tenths > 0 ? "+" : ""}${tenths === 0 ? 0 : tenths}${unit}`;
  };
  const seen = observed === null ? "none" : number(observed);
  const range = interval === null ? "" : ` [${number(interval[0])}, ${number(interval[1])}]`;
  const what = pairs === null ? `${denominator} runs` : "pairs of runs";
  const rate = uses === "atLeast" ? "atLeast = present / examined" : "rate = present / (present + absent)";
  return `observed ${seen}${range}${isRate || observed === null ? "" : " points"} · limit ${number(limit)} · n=${n} ${what} · ${rate}`;
}

function colour(verdict: GateVerdict, ink: Paint): (text: string) => string {
  if (verdict === "PASS") return ink.bold;
  return verdict === "FAIL" ? ink.red : ink.yellow;
}

function* indented(
  text: string,
  indent: number,
  width: number,
  style: (text: string) => string,
): Generator<string> {
  for (const line of wrap(text, width - indent, 6)) yield `${" ".repeat(indent)}${style(line)}\n`;
}
