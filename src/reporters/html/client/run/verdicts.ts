import type { ReportLabel } from "../../../../core/report.ts";
import { plural } from "../../../figures.ts";
import type { PageHead, PageMode, RunPage } from "../../page-data.ts";
import { el } from "../dom.ts";
import { attribution } from "./attribution.ts";
import { findingCard } from "./finding-card.ts";
import { type Found, type LabellerKind, labellerKind } from "./found.ts";

const COLUMNS: readonly [LabellerKind, string][] = [
  ["rule", "Rules"],
  ["judge", "Judge"],
  ["human", "People"],
  ["foreign", "Other tools"],
];

interface Verdicts {
  /** What is present, side by side by who found it, then who first went wrong. */
  present: (HTMLElement | null)[];
  /** What is only supposed, what is excluded, and what nobody can tell. */
  rest: (HTMLElement | null)[];
}

/** The verdict on each mode. */
export function verdicts(page: RunPage, head: PageHead, found: readonly Found[]): Verdicts {
  const labels = head.modes.flatMap((mode) => {
    const label = page.run.labels[mode.id];
    return label === undefined ? [] : [{ mode, label, own: found.filter((one) => one.mode.id === mode.id) }];
  });
  const part = ({ mode, label, own }: (typeof labels)[number]): HTMLElement =>
    modePart(mode, label, own, page.run.id);
  const present = labels.filter(({ label }) => label.verdict === "present" || label.disagreement);
  const supposed = labels.filter((one) => !present.includes(one) && one.own.length > 0);
  const absent = labels.filter(({ label }) => label.verdict === "absent");
  const unknown = labels.filter(({ label }) => label.verdict === "unknown");
  return {
    present: [...present.map(part), attribution(page)],
    rest: [
      ...supposed.map(part),
      absent.length === 0 ? null : reasons("Absent", absent, false),
      unknown.length === 0 ? null : reasons("Could not tell", unknown, true),
    ],
  };
}

function modePart(mode: PageMode, label: ReportLabel, found: readonly Found[], runId: string): HTMLElement {
  const columns = COLUMNS.flatMap(([kind, title]) => {
    const own = found.filter(({ finding }) => labellerKind(finding.source) === kind);
    const by = label.by.filter((name) => labellerKind(name) === kind);
    if (own.length === 0 && by.length === 0) return [];
    return [
      el(
        "div",
        { class: "column" },
        el("h2", {}, title, el("span", { class: "faint" }, ` ${by.join(", ")}`)),
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
    mode.summary === null ? null : el("p", { class: "summary" }, mode.summary),
    saysMore(label.why, found) ? el("p", { class: "faint why" }, `Why: ${label.why}`) : null,
    el("div", { class: "columns" }, ...columns),
    sure ? remediation(mode) : null,
  );
}

/** Often it is what the findings below say, one after the other. */
function saysMore(why: string, found: readonly Found[]): boolean {
  const rest = found.reduce((text, { finding }) => text.replaceAll(finding.message, ""), why);
  return rest.replace(/[;\s]/g, "") !== "";
}

function remediation({ remediation: cures }: PageMode): HTMLElement | null {
  if (cures.length === 0) return null;
  const items = cures.map((cure) => el("li", {}, cure));
  return el(
    "details",
    { class: "cures" },
    el("summary", {}, "What helps"),
    el("ul", { class: "plain-list" }, ...items),
  );
}

/** Modes by the sentence that explains them: many share one. */
function reasons(
  title: string,
  labels: readonly { mode: PageMode; label: ReportLabel }[],
  open: boolean,
): HTMLElement {
  const groups = new Map<string, PageMode[]>();
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
