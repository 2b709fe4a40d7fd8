import type { PageHead, RunEntry } from "../../page-data.ts";
import { el } from "../dom.ts";
import type { Filter } from "../filter.ts";
import { overviewHash } from "../route.ts";

/** What rates can be compared by: only what tells runs apart. */
export function groupingSelect(_head: PageHead, entries: readonly RunEntry[], filter: Filter): HTMLElement {
  const names = ["framework"];
  if (new Set(entries.flatMap(({ models }) => models)).size > 1) names.push("model");
  if (new Set(entries.flatMap(({ agents }) => agents)).size > 1) names.push("agent");
  if (new Set(entries.map(({ outcome }) => outcome)).size > 1) names.push("outcome");
  const tags = new Set(entries.flatMap(({ tags: own }) => Object.keys(own)));
  names.push(
    ...[...tags]
      .sort()
      .slice(0, 40)
      .map((tag) => `tag:${tag}`),
  );
  if (!names.includes(filter.by)) names.push(filter.by);
  const select = el(
    "select",
    { "aria-label": "Compare by" },
    ...names.map((name) => el("option", { value: name }, `by ${name.replace(":", " ")}`)),
  );
  select.value = filter.by;
  select.addEventListener("change", () => {
    location.hash = overviewHash({ ...filter, by: select.value });
  });
  return select;
}
