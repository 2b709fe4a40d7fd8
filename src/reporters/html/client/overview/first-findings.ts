import { plural } from "../../../figures.ts";
import type { PageHead } from "../../page-data.ts";
import { el } from "../dom.ts";
import type { Filter } from "../filter.ts";
import { runHash } from "../route.ts";
import { trust } from "../run/finding-card.ts";

/**
 * The surest and gravest findings, spread over frameworks and modes; where runs are left out, those of the others. Null
 * where none of them is left.
 */
export function firstFindings(
  head: PageHead,
  { mode: asked, agent }: Filter,
  left: ReadonlySet<string> | null,
): HTMLElement | null {
  const leads = head.first.filter(
    ({ run, mode, finding }) =>
      (left === null || left.has(run.id)) &&
      (asked === "" || mode === asked) &&
      (agent === "" || finding.agent === agent),
  );
  if (left !== null && leads.length === 0) return null;
  const items = leads.map(({ run, mode, finding, alike }) => {
    const title = head.modes.find(({ id }) => id === mode)?.title ?? "";
    const quote = finding.quotes[0];
    return el(
      "li",
      {},
      el(
        "a",
        { href: runHash(run.id, { finding: finding.id }) },
        el("span", { class: "id" }, mode),
        ` ${title}`,
      ),
      el(
        "span",
        { class: "faint" },
        ` ${run.framework}${finding.agent === null ? "" : ` · ${finding.agent}`} · `,
      ),
      trust(finding),
      el("p", {}, finding.message),
      quote === undefined ? null : el("q", {}, quote.text),
      alike > 1
        ? el("p", { class: "faint" }, `${plural(alike, "run")} of ${run.framework} show ${mode}`)
        : null,
    );
  });
  return el(
    "section",
    { class: "panel" },
    el("h2", {}, "Look at these first"),
    items.length === 0
      ? el("p", { class: "faint" }, "No finding of tier medium or above. That is no proof of absence.")
      : el("ol", { class: "first" }, ...items),
  );
}
