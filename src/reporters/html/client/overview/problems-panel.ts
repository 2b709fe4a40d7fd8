import { plural } from "../../../figures.ts";
import type { PageHead } from "../../page-data.ts";
import { el } from "../dom.ts";

/** Suppressions that ran out although what they were for is still there; null where there are none. */
export function expiredNote({ suppressions }: PageHead): HTMLElement | null {
  const back = suppressions.filter(({ expired, findings }) => expired && findings > 0);
  if (back.length === 0) return null;
  const findings = back.reduce((sum, row) => sum + row.findings, 0);
  const rows = back.map(({ mode, until, reason }) => `${mode} (until ${until}): ${reason}`);
  const text = `${plural(back.length, "suppression")} ran out, ${plural(findings, "finding counts", "findings count")} again. `;
  return el("p", { class: "note" }, el("strong", { class: "expired" }, text), rows.join("; "));
}

/** What could not be read, what is suppressed, and what was walked past. */
export function problemsPanel({ problems, moreProblems, walk, suppressions }: PageHead): HTMLElement {
  const count = problems.length + moreProblems;
  const list = problems.map(({ uri, locator, code, message }) =>
    el(
      "li",
      {},
      el("code", {}, locator === "" ? uri : `${uri}:${locator}`),
      ` ${message} `,
      el("span", { class: "faint" }, code),
    ),
  );
  const suppressed = suppressions.map((row) =>
    el(
      "li",
      { class: row.expired ? "expired" : "" },
      `${row.mode} ${row.finding ?? [row.framework, row.agent, row.run].filter((part) => part !== null).join(" ")} — ${row.reason} `,
      el(
        "span",
        { class: "faint" },
        `${row.expired ? "expired" : "until"} ${row.until} · ${plural(row.findings, "finding")} in ${plural(row.runs, "run")}`,
      ),
    ),
  );
  return el(
    "section",
    { class: "panel" },
    el("h2", {}, "Reading"),
    el(
      "p",
      { class: "faint" },
      `${plural(walk.read, "source")} read, ${walk.skipped} skipped, ${walk.refused} refused`,
    ),
    count === 0
      ? null
      : el(
          "details",
          { open: count <= 5 },
          el("summary", {}, plural(count, "problem")),
          el("ul", { class: "plain-list" }, ...list),
          moreProblems > 0
            ? el("p", { class: "faint" }, `… and ${moreProblems} more: --format json lists all`)
            : null,
        ),
    suppressed.length === 0
      ? null
      : el(
          "details",
          { open: true },
          el("summary", {}, plural(suppressed.length, "suppression")),
          el("ul", { class: "plain-list" }, ...suppressed),
        ),
  );
}
