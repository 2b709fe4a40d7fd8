import type { ReportFinding } from "../../../../core/report.ts";
import { trustText } from "../../../precision-text.ts";
import { type Child, el } from "../dom.ts";
import { runHash } from "../route.ts";
import { type Found, markOf } from "./found.ts";

/** How far a finding can be trusted. */
export function trust(finding: ReportFinding): HTMLElement {
  return el(
    "span",
    { class: `tier ${finding.tier}`, title: `severity ${finding.severity}` },
    trustText(finding),
  );
}

/** A finding where it becomes visible, or below the heading of its mode. */
export function findingCard(found: Found, runId: string, options: { inPlace: boolean }): HTMLElement {
  const { mode, finding, candidate } = found;
  const link = runHash(runId, { finding: finding.id });
  const mark = el("a", { class: "mark", href: link, title: "To this finding" }, markOf(found));
  return el(
    "article",
    {
      class: candidate ? "finding candidate" : "finding",
      ...(options.inPlace ? { id: `finding-${finding.id}`, tabindex: -1 } : {}),
      "aria-label": `Finding ${found.number}: ${mode.title}`,
    },
    options.inPlace ? el("h3", {}, mark, " ", el("span", { class: "id" }, mode.id), ` ${mode.title}`) : mark,
    el("p", {}, finding.message),
    ...finding.quotes.map(({ step, text }) =>
      el(
        "p",
        { class: "quoted" },
        el("a", { href: runHash(runId, { step }), title: `Go to step ${step}` }, `[${step}]`),
        " ",
        el("q", {}, text),
      ),
    ),
    el("p", { class: "faint" }, ...facts(found, runId)),
  );
}

function facts({ finding }: Found, runId: string): Child[] {
  const steps = finding.steps
    .slice(0, 12)
    .map((step, index): Child => [index > 0 ? ", " : "", el("a", { href: runHash(runId, { step }) }, step)]);
  const more = finding.steps.length > 12 ? ` … (${finding.steps.length})` : "";
  return [
    trust(finding),
    finding.agent === null ? "" : ` · ${finding.agent}`,
    ` · severity ${finding.severity} · ${finding.steps.length === 1 ? "step" : "steps"} `,
    ...steps,
    more,
    ` · ${finding.source}`,
    finding.suppressed === undefined
      ? ""
      : ` · suppressed until ${finding.suppressed.until}: ${finding.suppressed.reason}`,
  ];
}
