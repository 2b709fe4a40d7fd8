import type { ReportLabel, ReportMode } from "../../../../core/report.ts";
import { plural } from "../../../figures.ts";
import type { PageHead, RunPage } from "../../page-data.ts";
import { el } from "../dom.ts";
import { findingCard } from "./finding-card.ts";
import { type Found, type LabellerKind, labellerKind } from "./found.ts";

const COLUMNS: readonly [LabellerKind, string][] = [
  ["rule", "Rules"],
  ["judge", "Judge"],
  ["human", "People"],
  ["foreign", "Other tools"],
];

/** The verdict on each mode: what was found, side by side by who found it; then what is excluded and what nobody can tell. */
export function verdicts(page: RunPage, head: PageHead, found: readonly Found[]): HTMLElement {
  const labels = head.modes.flatMap((mode) => {
    const label = page.run.labels[mode.id];
    return label === undefined ? [] : [{ mode, label }];
  });
  const open = labels.filter(
    ({ mode, label }) =>
      label.verdict === "present" || label.disagreement || found.some((one) => one.mode.id === mode.id),
  );
  const absent = labels.filter(({ label }) => label.verdict === "absent");
  const unknown = labels.filter(({ label }) => label.verdict === "unknown");
  return el(
    "section",
    { class: "verdicts", "aria-label": "Verdicts" },
    ...open.map(({ mode, label }) =>
      modePart(
        mode,
        label,
        found.filter((one) => one.mode.id === mode.id),
        page.run.id,
      ),
    ),
    absent.length === 0 ? null : reasons("Absent", absent, false),
    unknown.length === 0 ? null : reasons("Could not tell", unknown, true),
  );
}

function modePart(mode: ReportMode, label: ReportLabel, found: readonly Found[], runId: string): HTMLElement {
  const columns = COLUMNS.flatMap(([kind, title]) => {
    const own = found.filter(({ finding }) => labellerKind(finding.source) === kind);
    const by = label.by.filter((name) => labellerKind(name) === kind);
    if (own.length === 0 && by.length === 0) return [];
    return [
      el(
        "div",
        { class: "column" },
        el("h4", {}, title, el("span", { class: "faint" }, ` ${by.join(", ")}`)),
        ...own.map((one) => findingCard(one, runId, { inPlace: false })),
        own.length === 0 ? el("p", { class: "faint" }, "no finding of its own") : null,
      ),
    ];
  });
  const sure = found.some(({ candidate }) => !candidate);
  return el(
    "details",
    { class: "mode", open: sure },
    el(
      "summary",
      {},
      el("span", { class: "id" }, mode.id),
      ` ${mode.title} `,
      el(
        "span",
        { class: `verdict-word ${label.verdict}` },
        label.verdict === "unknown" ? "could not tell" : label.verdict,
      ),
      label.tier === null ? "" : ` ${label.tier}`,
      sure ? "" : ` · ${plural(found.length, "candidate")}`,
    ),
    label.suppressed === null
      ? null
      : el("p", { class: "note" }, `Suppressed until ${label.suppressed.until}: ${label.suppressed.reason}`),
    label.why === "" ? null : el("p", { class: "faint why" }, label.why),
    el("div", { class: "columns" }, ...columns),
  );
}

/** Modes by the sentence that explains them: many share one. */
function reasons(
  title: string,
  labels: readonly { mode: ReportMode; label: ReportLabel }[],
  open: boolean,
): HTMLElement {
  const groups = new Map<string, ReportMode[]>();
  for (const { mode, label } of labels) {
    const group = groups.get(label.why);
    if (group === undefined) groups.set(label.why, [mode]);
    else group.push(mode);
  }
  const items = [...groups].map(([why, modes]) =>
    el(
      "li",
      {},
      ...modes.map(({ id, title: name }) => el("span", { class: "chip", title: `${id} ${name}` }, id)),
      ` ${why === "" ? "no reason given" : why}`,
    ),
  );
  return el(
    "details",
    { class: "mode", open },
    el("summary", {}, `${title}: ${plural(labels.length, "mode")}`),
    el("ul", { class: "plain-list reasons" }, ...items),
  );
}
