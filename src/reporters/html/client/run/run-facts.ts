import { plural } from "../../../figures.ts";
import { judgeText } from "../../../judge-text.ts";
import { type PageHead, RUN_PLACE, type RunPage } from "../../page-data.ts";
import { type Child, el } from "../dom.ts";

/** What the run is, and how it was read. */
export function runFacts({ run }: RunPage, { showCommand }: PageHead): HTMLElement {
  const place = run.source.locator === "" ? run.source.uri : `${run.source.uri}:${run.source.locator}`;
  const tokens = run.tokens === null ? [] : [`${run.tokens.input} tokens in, ${run.tokens.output} out`];
  const size = [
    plural(run.steps, "step"),
    ...(run.toolCalls === null ? [] : [plural(run.toolCalls, "tool call")]),
    ...tokens,
  ];
  const end =
    run.endDetail === null || run.endDetail === "" ? run.endReason : `${run.endReason}: ${run.endDetail}`;
  const rows: [name: string, value: Child][] = [
    ["From", [el("code", {}, place), ` (${run.format})`]],
    ["Outcome", el("span", { class: `outcome ${run.outcome}` }, run.outcome)],
    ["End", end],
    ["Size", size.join(", ")],
    ["Time", timeText(run.startedAt, run.endedAt)],
    ["Models", run.models.join(", ")],
    [
      "Tags",
      Object.entries(run.tags)
        .map(([name, value]) => `${name}=${value}`)
        .join(", "),
    ],
    ["Judge", run.judge === null ? null : judgeText(run.judge)],
    [
      "In a terminal",
      showCommand === null ? null : el("code", {}, showCommand.replace(RUN_PLACE, run.id.slice(0, 12))),
    ],
  ];
  const notes = [
    ...run.inferred.map((text) => `Inferred: ${text}`),
    ...run.losses.map(({ detail, count }) => `Not carried over: ${detail} (${count}×)`),
  ];
  return el(
    "section",
    { class: "facts" },
    el(
      "dl",
      {},
      ...rows
        .filter(([, value]) => value !== null && value !== "")
        .map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
    ),
    agentList(run.agents),
    notes.length === 0
      ? null
      : el(
          "details",
          {},
          el("summary", {}, `How it was read (${notes.length})`),
          el("ul", { class: "plain-list" }, ...notes.map((note) => el("li", {}, note))),
        ),
  );
}

function agentList(agents: RunPage["run"]["agents"]): HTMLElement | null {
  if (agents.length === 0) return null;
  const items = agents.map(({ name, kind, role, model, steps }) => {
    const size = steps === undefined ? null : plural(steps, "step");
    const about = [kind === "llm" ? null : kind, model, size].filter((part) => part !== null).join(", ");
    const title = [el("b", {}, name), about === "" ? "" : ` ${about}`];
    if (role === null || role === "") return el("li", {}, ...title);
    return el(
      "li",
      {},
      el("details", {}, el("summary", {}, ...title), el("pre", { class: "role", dir: "auto" }, role)),
    );
  });
  return el(
    "details",
    { open: agents.length <= 6 },
    el("summary", {}, plural(agents.length, "agent")),
    el("ul", { class: "plain-list" }, ...items),
  );
}

function timeText(from: string | null, to: string | null): string {
  if (from === null) return "";
  const start = from.replace("T", " ").slice(0, 19);
  if (to === null) return `${start} UTC`;
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  const took = seconds < 90 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
  return `${start} UTC, took ${took}`;
}
