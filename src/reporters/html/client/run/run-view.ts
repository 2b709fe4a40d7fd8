import { plural } from "../../../figures.ts";
import type { PageHead, PageStep, RunPage } from "../../page-data.ts";
import { type Child, el } from "../dom.ts";
import type { Key } from "../keys.ts";
import { type Place, runHash } from "../route.ts";
import { findingCard } from "./finding-card.ts";
import { type Found, numberedFindings } from "./found.ts";
import { laneColour, laneNames, lanesOverview } from "./lanes.ts";
import { runFacts } from "./run-facts.ts";
import { stepRow } from "./step-row.ts";
import { verdicts } from "./verdicts.ts";

/** Addresses around a run: null where there is nothing. */
export interface Around {
  back: string;
  before: string | null;
  after: string | null;
  /** "3 of 120" in the list from which it was opened. */
  place: string | null;
}

/** One run: what it is, what was found, and its steps with each finding where it becomes visible. */
export class RunView {
  readonly id: string;
  readonly element: HTMLElement;
  readonly keys: readonly Key[];
  private readonly found: readonly Found[];
  private finding = -1;
  private readonly steps: readonly PageStep[];
  /** Whose steps alone are shown; undefined = all. */
  private only: string | null | undefined;

  constructor(page: RunPage, head: PageHead, around: Around) {
    const { run } = page;
    this.id = run.id;
    this.steps = page.steps ?? [];
    this.found = numberedFindings(run, head.modes);
    this.keys = [
      { keys: "n", does: "next finding", act: () => this.moveFinding(1) },
      { keys: "p", does: "previous finding", act: () => this.moveFinding(-1) },
      { keys: "j", does: "next step", act: () => this.moveStep(1) },
      { keys: "k", does: "previous step", act: () => this.moveStep(-1) },
      ...(around.after === null ? [] : [{ keys: "]", does: "next run", act: go(around.after) }]),
      ...(around.before === null ? [] : [{ keys: "[", does: "previous run", act: go(around.before) }]),
      { keys: "u Escape", does: "back to all runs", act: go(around.back) },
    ];
    const { present, rest } = verdicts(page, head, this.found);
    const sure = this.found.filter(({ candidate }) => !candidate).length;
    this.element = el(
      "div",
      { class: "run" },
      trail(around, run.id),
      el(
        "h1",
        {},
        run.framework,
        " run ",
        el("code", {}, run.id.slice(0, 12)),
        el("span", { class: "faint" }, ` ${plural(sure, "finding")}`),
      ),
      run.task === null ? null : el("p", { class: "task-text", dir: "auto" }, run.task),
      page.steps === null
        ? null
        : lanesOverview(page.steps, this.found, run.id, (agent) => this.chooseAgent(agent)),
      el(
        "div",
        { class: "columns-page" },
        el(
          "div",
          { class: "side" },
          el("div", {}, ...present),
          el("div", { class: "side-rest" }, ...rest, runFacts(page, head)),
        ),
        el(
          "section",
          { class: "timeline", "aria-label": "Timeline" },
          el("h2", { class: "spoken" }, "Timeline"),
          ...this.timeline(page),
        ),
      ),
    );
  }

  goTo(at: Place | null): void {
    if (at === null) return;
    if ("step" in at) {
      this.reveal([at.step]);
      show(document.getElementById(`step-${at.step}`));
      return;
    }
    this.finding = this.found.findIndex(({ finding }) => finding.id === at.finding);
    const { finding } = this.found[this.finding] ?? {};
    this.reveal([...(finding?.steps ?? []), ...(finding?.quotes ?? []).map(({ step }) => step)]);
    const card = document.getElementById(`finding-${at.finding}`);
    const mark = [...this.element.querySelectorAll<HTMLElement>("mark")].find(
      (one) => one.dataset["finding"] === at.finding,
    );
    show(card, mark);
    for (const one of this.element.querySelectorAll("mark")) one.classList.toggle("current", one === mark);
  }

  private timeline({ steps, run, left }: RunPage): Child[] {
    if (steps === null) {
      const why =
        left === "limit"
          ? "The steps of this run are left out to keep this file small enough for a browser."
          : "This report was made without the steps of its runs.";
      return [
        el("p", { class: "note" }, why),
        ...this.found.map((one) => findingCard(one, run.id, { inPlace: true })),
      ];
    }
    const lanes = laneNames(steps);
    const uncovered = new Set(run.judge?.uncovered);
    const laneOf = (agent: string | null): number => laneColour(lanes, lanes.indexOf(agent));
    const byStep = (step: PageStep): Found[] =>
      this.found.filter(
        ({ finding }) =>
          finding.steps.includes(step.index) || finding.quotes.some((quote) => quote.step === step.index),
      );
    const endOf = ({ finding }: Found): number => Math.min(steps.length - 1, finding.steps.at(-1) ?? 0);
    const end =
      run.endDetail === null || run.endDetail === "" ? run.endReason : `${run.endReason}: ${run.endDetail}`;
    return [
      ...steps.flatMap((step) => [
        stepRow(step, {
          ...{ runId: run.id, laneOf, found: byStep(step), uncovered: uncovered.has(step.index) },
          before: steps[step.index - 1] ?? null,
        }),
        ...this.found
          .filter((one) => endOf(one) === step.index)
          .map((one) => findingCard(one, run.id, { inPlace: true })),
      ]),
      el("p", { class: "end" }, el("b", {}, "End "), end),
    ];
  }

  private chooseAgent(agent: string | null): void {
    this.only = this.only === agent ? undefined : agent;
    for (const { index, agent: author } of this.steps) {
      const row = document.getElementById(`step-${index}`);
      if (row !== null) row.hidden = this.only !== undefined && author !== this.only;
    }
    const names = laneNames(this.steps);
    for (const [lane, name] of this.element.querySelectorAll(".lane-name").entries())
      name.setAttribute("aria-pressed", String(this.only !== undefined && names[lane] === this.only));
  }

  /** Whoever goes to a step that is left out sees all again. */
  private reveal(steps: readonly number[]): void {
    const { only } = this;
    if (only !== undefined && steps.some((step) => this.steps[step]?.agent !== only)) this.chooseAgent(only);
  }

  private moveFinding(by: 1 | -1): void {
    if (this.found.length === 0) return;
    const next = this.finding < 0 && by === -1 ? this.found.length - 1 : this.finding + by;
    this.finding = Math.min(this.found.length - 1, Math.max(0, next));
    const id = this.found[this.finding]?.finding.id;
    if (id !== undefined) history.replaceState(null, "", runHash(this.id, { finding: id }));
    if (id !== undefined) this.goTo({ finding: id });
  }

  private moveStep(by: 1 | -1): void {
    const steps = [...this.element.querySelectorAll<HTMLElement>(".step:not([hidden])")];
    const at = steps.indexOf(document.activeElement as HTMLElement);
    // Without a step in focus, from the one at the top of the window.
    const from =
      at >= 0 ? at : steps.findIndex((step) => step.getBoundingClientRect().top > 0) - (by === 1 ? 1 : 0);
    show(steps[Math.min(steps.length - 1, Math.max(0, from + by))] ?? null);
  }
}

function trail({ back, before, after, place }: Around, id: string): HTMLElement {
  return el(
    "nav",
    { class: "trail", "aria-label": "Runs" },
    el("a", { href: back }, "All runs"),
    el("span", { class: "faint here" }, ` / ${id.slice(0, 12)}`),
    el("span", { class: "grow" }),
    place === null ? null : el("span", { class: "faint" }, place),
    before === null ? null : el("a", { href: before, title: "Previous run ([)" }, "← previous"),
    after === null ? null : el("a", { href: after, title: "Next run (])" }, "next →"),
  );
}

function go(hash: string): () => void {
  return () => {
    location.hash = hash;
  };
}

/** Into view and in focus; what is read first is `inner`, where it is there. */
function show(element: HTMLElement | null, inner?: HTMLElement): void {
  if (element === null) return;
  element.focus({ preventScroll: true });
  (inner ?? element).scrollIntoView({ block: "center" });
}
