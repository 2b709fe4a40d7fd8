import { percent, plural } from "../../../figures.ts";
import type { PageHead, RunEntry } from "../../page-data.ts";
import { countFigures } from "../count.ts";
import { el } from "../dom.ts";

/** The figures to know before all others. */
export function summaryLine(head: PageHead, entries: readonly RunEntry[]): HTMLElement {
  const any = countFigures(entries, head).get("any");
  const findings = entries.reduce((sum, entry) => sum + entry.findings, 0);
  const failed = entries.filter(({ outcome }) => outcome === "failed").length;
  const frameworks = new Set(entries.map(({ framework }) => framework)).size;
  const known = entries.filter(({ outcome }) => outcome !== "unknown").length;
  const tiles: [figure: string, label: string][] = [
    [String(head.runs), head.runs === 1 ? "run" : "runs"],
    [String(frameworks), frameworks === 1 ? "framework" : "frameworks"],
    [
      any?.atLeast === null || any === undefined ? "?" : `≥ ${percent(any.atLeast)}`,
      "of examined runs show a mode",
    ],
    [String(findings), findings === 1 ? "finding" : "findings"],
    ...(known > 0 ? [[`${failed} of ${known}`, "runs of known outcome failed"] as [string, string]] : []),
    ...(head.problems.length > 0
      ? [[String(head.problems.length + head.moreProblems), "problems while reading"] as [string, string]]
      : []),
  ];
  return el(
    "section",
    { class: "tiles", "aria-label": "Summary" },
    el("h1", {}, "Failure modes of ", plural(head.runs, "run")),
    el("dl", {}, ...tiles.map(([figure, label]) => el("div", {}, el("dt", {}, label), el("dd", {}, figure)))),
  );
}
