import type { PageStep } from "../../page-data.ts";
import { button, el, svg } from "../dom.ts";
import { runHash } from "../route.ts";
import type { Found } from "./found.ts";

const ROW = 20;
/** Pixels, also where a run of many steps leaves each less: what was found must be seen. */
const LEAST_HIT = 3;
const MOST_LANES = 14;

/** The agents in the order in which they first act; those who never do are no lanes. */
export function laneNames(steps: readonly PageStep[]): (string | null)[] {
  return [...new Set(steps.map(({ agent }) => agent))];
}

/** Of eight colours; −1: nobody's. */
export function laneColour(names: readonly (string | null)[], lane: number): number {
  if (lane < 0 || names[lane] === null) return -1;
  return names.slice(0, lane).filter((name) => name !== null).length % 8;
}

/**
 * The whole run at a glance: a lane per agent, a mark per step, findings in red; each leads to its step.
 * @param choose leaves the steps of this agent, or all of them again
 */
export function lanesOverview(
  steps: readonly PageStep[],
  found: readonly Found[],
  runId: string,
  choose: (agent: string | null) => void,
): HTMLElement {
  const names = laneNames(steps).slice(0, MOST_LANES);
  const hits = new Map<number, boolean>();
  for (const { finding, candidate } of found)
    for (const step of finding.steps) hits.set(step, !candidate || hits.get(step) === true);
  const count = Math.max(1, steps.length);
  const cell = Math.max(1, Math.min(24, 1080 / count));
  const height = names.length * ROW;
  // What was found last, so that nothing lies over it.
  const order = steps.toSorted(
    (a, b) => Number(hits.get(a.index) === true) - Number(hits.get(b.index) === true),
  );
  const marks = order.flatMap((step) => {
    const lane = names.indexOf(step.agent);
    if (lane < 0) return [];
    const hit = hits.get(step.index);
    const shape = svg("rect", {
      x: step.index * cell + 0.5,
      y: lane * ROW + 4,
      width: Math.max(hit === true ? LEAST_HIT : 1, cell - 1),
      height: ROW - 8,
      rx: 1.5,
      class: `lane-mark ${step.kind}${hit === true ? " hit" : hit === false ? " hint" : ""}${step.ok === false ? " failed" : ""}`,
      "data-lane": laneColour(names, lane),
    });
    const link = svg(
      "a",
      { href: runHash(runId, { step: step.index }), tabindex: -1, "aria-label": `Step ${step.index}` },
      svg("title", {}, `${step.index} ${step.agent ?? "no agent"} ${step.kind}`),
      shape,
    );
    return [link];
  });
  const lines = names.map((_, lane) =>
    svg("line", {
      class: "lane-line",
      x1: 0,
      x2: count * cell,
      y1: lane * ROW + ROW / 2,
      y2: lane * ROW + ROW / 2,
    }),
  );
  const width = Math.ceil(count * cell);
  return el(
    "div",
    { class: "lanes", "aria-label": "The run by agent" },
    el(
      "ol",
      { class: "lane-names" },
      ...names.map((name, lane) => {
        const shown = name ?? "no agent";
        const label = { title: `${shown}: only these steps, or all again`, "aria-label": `Only ${shown}` };
        const act = (): void => choose(name);
        return el(
          "li",
          { "data-lane": laneColour(names, lane) },
          button({ class: "lane-name", "aria-pressed": "false", ...label }, act, shown),
        );
      }),
    ),
    el(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": "Steps by agent" },
      svg(
        "svg",
        {
          viewBox: `0 0 ${width} ${height}`,
          width,
          height,
          role: "group",
          "aria-label": `${steps.length} steps by ${names.length} agents`,
        },
        ...lines,
        ...marks,
      ),
    ),
  );
}
