import { categoryOf } from "../../../../core/mode-info.ts";
import { plural } from "../../../figures.ts";
import { shownRate } from "../../../shown-rate.ts";
import type { PageHead, PageMode, RunEntry } from "../../page-data.ts";
import { countFigures, type FiguresByMode, groupEntries } from "../count.ts";
import { type Child, el } from "../dom.ts";
import { comparedBy, type Filter } from "../filter.ts";
import { overviewHash } from "../route.ts";
import { groupingSelect } from "./grouping-select.ts";

const MOST_GROUPS = 12;
const CATEGORIES = { FC1: "System design", FC2: "Between agents", FC3: "Verification and end" } as const;

interface Group {
  name: string;
  figures: FiguresByMode;
}

interface Shown {
  filter: Filter;
  /** The entries are all runs of the report. */
  whole: boolean;
}

/** How often each mode was found, by framework or what else is compared; each figure leads to its runs. */
export function heatMap(head: PageHead, entries: readonly RunEntry[], { filter, whole }: Shown): Child[] {
  const all = inOrder(groupsOf(head, entries, filter.by, whole), filter.by);
  const groups = all.slice(0, MOST_GROUPS);
  const rows: HTMLElement[] = [];
  let category = "";
  for (const mode of head.modes) {
    const own = categoryOf(mode.id);
    if (own !== category) rows.push(categoryRow(`${own} ${CATEGORIES[own]}`, groups.length));
    category = own;
    rows.push(modeRow(mode, groups, filter));
  }
  rows.push(anyRow(groups, filter));
  return [
    el(
      "div",
      { class: "panel-head" },
      el("h2", { id: "rates-title" }, "Rates"),
      groupingSelect(head, entries, filter),
    ),
    groups.length === 0
      ? el("p", { class: "faint" }, head.runs === 0 ? "There is no run to look at." : "No run fits.")
      : el(
          "div",
          { class: "scroll", tabindex: 0, role: "region", "aria-label": "Rates by mode and group" },
          el(
            "table",
            { class: "heat" },
            el(
              "thead",
              {},
              el(
                "tr",
                {},
                el("th", { scope: "col" }, "Mode"),
                ...groups.map((group) => groupHead(group, isChosen(group, filter))),
              ),
            ),
            el("tbody", {}, ...rows),
          ),
        ),
    groups.length === 0 ? null : el("p", { class: "legend" }, ...legend(all.length, filter.by)),
  ];
}

/** Of many agents those are looked for that show something; what else is compared is in the order of its runs. */
function inOrder(groups: readonly Group[], by: string): readonly Group[] {
  const found = ({ figures }: Group): number => figures.get("any")?.present ?? 0;
  return by === "agent" ? groups.toSorted((a, b) => found(b) - found(a)) : groups;
}

function legend(groups: number, by: string): Child[] {
  return [
    "≥ share of examined runs in which it was found, with its 95 % interval; beside it runs found / examined. ",
    "A share without ≥ is of decided runs (present or absent), where these are at least four in five. Silence of a rule is no proof of absence. ",
    by === "agent" ? "Of an agent: runs in which it acts, and of them those whose findings name it. " : null,
    groups > MOST_GROUPS
      ? `The ${MOST_GROUPS} with the most runs${by === "agent" ? " in which something was found" : ""} of ${groups}.`
      : null,
  ];
}

/** Where nothing is filtered the report's own figures stand, which count runs beyond the list too. */
function groupsOf(head: PageHead, entries: readonly RunEntry[], by: string, whole: boolean): Group[] {
  const groups = groupEntries(entries, by).map(([name, own]) => ({
    name,
    figures: countFigures(own, head, by === "agent" ? name : null),
  }));
  if (!whole) return groups;
  return groups.map(({ name, figures }) => {
    const rows = head.rates.filter((row) => row.by[by] === name && row.outcome === "all");
    return { name, figures: rows.length === 0 ? figures : new Map(rows.map((row) => [row.mode, row])) };
  });
}

function groupHead({ name, figures }: Group, chosen: boolean): HTMLElement {
  return el(
    "th",
    { scope: "col" },
    el("span", { class: chosen ? "group chosen" : "group", title: name }, name),
    el(
      "span",
      { class: "faint" },
      plural(figures.get("any")?.runs ?? [...figures.values()][0]?.runs ?? 0, "run"),
    ),
  );
}

function categoryRow(name: string, groups: number): HTMLElement {
  return el("tr", { class: "category" }, el("th", { colspan: groups + 1, scope: "rowgroup" }, name));
}

function modeRow(
  { id, title, severity, summary }: PageMode,
  groups: readonly Group[],
  filter: Filter,
): HTMLElement {
  const name = el(
    "th",
    { scope: "row", title: `${summary ?? title} (severity ${severity})` },
    el("span", { class: "id" }, id),
    " ",
    title,
  );
  return el(
    "tr",
    { class: filter.mode === id ? "chosen" : "" },
    name,
    ...groups.map((group) => cell(group, id, `${id} ${title}`, filter)),
  );
}

function anyRow(groups: readonly Group[], filter: Filter): HTMLElement {
  return el(
    "tr",
    { class: "any" },
    el("th", { scope: "row" }, "Any mode"),
    ...groups.map((group) => cell(group, "any", "any mode", filter)),
  );
}

function cell(group: Group, mode: string, title: string, filter: Filter): HTMLElement {
  const figures = group.figures.get(mode);
  const rate = figures === undefined ? null : shownRate(figures);
  if (figures === undefined || rate === null)
    return el("td", { class: "none" }, el("span", { title: `${title}, ${group.name}: not examined` }, "–"));
  const { share, text, interval, of } = rate;
  const bounds = interval === null ? "" : `${Math.round(interval[0] * 100)}–${Math.round(interval[1] * 100)}`;
  const link = el(
    "a",
    {
      href: overviewHash({
        ...filter,
        ...narrowTo(filter.by, group.name),
        mode: mode === "any" ? "" : mode,
        verdict: "present",
      }),
      title: `examined ${figures.examined} of ${plural(figures.runs, "run")}: ${figures.present} present, ${figures.absent} absent, rest unknown`,
    },
    el("span", { class: "spoken" }, `${title}, ${group.name}: `),
    el("b", {}, text),
    el("small", {}, `${figures.present}/${of}`),
    el("small", { class: "bounds" }, bounds === "" ? "" : `${bounds} %`),
  );
  const found = el("td", { class: figures.present > 0 ? "hit" : "zero" }, link);
  found.style.setProperty("--share", `${Math.round(Math.sqrt(share) * 100)}%`);
  return found;
}

function narrowTo(by: string, name: string): Partial<Filter> {
  return { [comparedBy(by)]: by.startsWith("tag:") ? `${by.slice("tag:".length)}=${name}` : name };
}

function isChosen({ name }: Group, filter: Filter): boolean {
  const chosen = filter[comparedBy(filter.by)];
  return chosen !== "" && chosen === narrowTo(filter.by, name)[comparedBy(filter.by)];
}
