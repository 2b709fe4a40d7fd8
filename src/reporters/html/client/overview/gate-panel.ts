import type { GateRule } from "../../../../core/gate.ts";
import { percent } from "../../../figures.ts";
import type { PageHead } from "../../page-data.ts";
import { el } from "../dom.ts";

/** What the gate concluded, rule by rule; nothing where none was asked. */
export function gatePanel({ gate }: PageHead): HTMLElement | null {
  if (gate === null) return null;
  const baseline = gate.baseline;
  return el(
    "section",
    { class: "panel gate", "aria-label": "Gate" },
    el("h2", {}, "Gate ", verdict(gate.verdict), gate.strict ? " strict" : null),
    baseline === null
      ? null
      : el(
          "p",
          { class: "faint" },
          `Baseline ${baseline.name}: ${baseline.runs} runs, mast ${baseline.mast}, taxonomy ${baseline.taxonomy}`,
        ),
    el(
      "div",
      { class: "scroll" },
      el("table", { class: "plain" }, head(), el("tbody", {}, ...gate.rules.map(row))),
    ),
    ...gate.notes.map((note) => el("p", { class: "note" }, note)),
  );
}

const FIGURES = ["Observed", "Interval", "Limit", "n"] as const;

function head(): HTMLElement {
  const names = ["Verdict", "Rule", ...FIGURES, "Why"];
  return el("thead", {}, el("tr", {}, ...names.map((name) => el("th", { scope: "col" }, name))));
}

function row(rule: GateRule): HTMLElement {
  const { interval, observed, limit } = rule;
  const cells = [
    observed === null ? "?" : signed(observed),
    interval === null ? "" : `${signed(interval[0])} – ${signed(interval[1])}`,
    signed(limit),
    `${rule.n} ${rule.denominator}`,
  ];
  return el(
    "tr",
    {},
    el("td", {}, verdict(rule.verdict)),
    el("td", { class: "rule" }, el("code", {}, rule.rule)),
    // Named again for windows too small for a table.
    ...cells.map((text, at) => el("td", { class: "number", "data-label": FIGURES[at] ?? "" }, text)),
    el("td", { class: "why" }, rule.why),
  );
}

function verdict(word: string): HTMLElement {
  return el("strong", { class: `verdict ${word.toLowerCase()}` }, word);
}

/** An increase may be a fall. */
function signed(share: number): string {
  return share < 0 ? `−${percent(-share)}` : percent(share);
}
