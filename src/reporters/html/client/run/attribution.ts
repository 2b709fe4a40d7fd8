import { percent } from "../../../figures.ts";
import type { RunPage } from "../../page-data.ts";
import { el } from "../dom.ts";
import { runHash } from "../route.ts";

/** Who first went wrong, as a judge or rules estimate it; nothing for runs that did not fail. */
export function attribution({ run }: RunPage): HTMLElement | null {
  if (run.attribution.length === 0) return null;
  const items = run.attribution.map(({ kind, agent, steps, mode, why, rightAction, confidence, quotes }) =>
    el(
      "li",
      {},
      el("b", {}, agent ?? (kind === "task" ? "the task" : "no agent")),
      kind === "agent" ? "" : ` (${kind})`,
      " at ",
      ...steps
        .slice(0, 6)
        .flatMap((step, index) => [
          index > 0 ? ", " : "",
          el("a", { href: runHash(run.id, { step }) }, `step ${step}`),
        ]),
      el("span", { class: "faint" }, ` · ${mode ?? "no mode"} · about ${percent(confidence)} sure`),
      el("p", {}, why),
      ...distinct(quotes.map(({ text }) => text)).map((text) => el("p", {}, el("q", {}, text))),
      rightAction === "" ? null : el("p", { class: "faint" }, `Instead: ${rightAction}`),
    ),
  );
  return el(
    "details",
    { class: "mode", open: true },
    el("summary", {}, `Who first went wrong (an estimate${run.judge === null ? " by rules" : ""})`),
    el("ol", { class: "plain-list" }, ...items),
  );
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
