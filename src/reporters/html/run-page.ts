import type { ReportRun } from "../../core/report.ts";
import type { Json, Run, Step } from "../../core/run.ts";
import { cleanTexts, type TextCleaner } from "./clean-text.ts";
import { cutText } from "./cut-text.ts";
import type { PageStep, RunPage } from "./page-data.ts";

/** Everything about a run, in texts that are fit to be shown. */
export function toRunPage(view: ReportRun, run: Run | null, clean: TextCleaner): RunPage {
  // The attribution is worked out when it is read; here it is read once.
  const { attribution, ...rest } = view;
  const shown = cleanTexts({ ...rest, attribution }, clean);
  const id = { id: view.id, taskKey: view.taskKey };
  return { run: { ...shown, ...id }, steps: run === null ? null : stepsOf(view, run, clean), left: null };
}

function stepsOf(view: ReportRun, run: Run, clean: TextCleaner): PageStep[] {
  const names = new Map(run.agents.map(({ id, name }) => [id, clean(name)]));
  const nameOf = (agent: string): string => names.get(agent) ?? clean(agent);
  const quotes = quotesByStep(view);
  return run.steps.map((step) => {
    const quoted = quotes.get(step.index) ?? [];
    const text = cutText(step.text, quoted);
    const args = step.args === undefined ? null : cutText(jsonText(step.args), quoted);
    return {
      ...plainFields(step, clean),
      agent: step.agent === null ? null : nameOf(step.agent),
      to: step.to.map(nameOf),
      text: clean(text.text),
      ...(args === null ? {} : { args: clean(args.text) }),
      ...(text.cut + (args?.cut ?? 0) === 0 ? {} : { cut: text.cut + (args?.cut ?? 0) }),
      locator: clean(step.locator),
    };
  });
}

/** As quotes of arguments are taken. */
function jsonText(args: Json): string {
  return typeof args === "string" ? args : JSON.stringify(args);
}

function plainFields(
  step: Step,
  clean: TextCleaner,
): Omit<PageStep, "agent" | "to" | "text" | "args" | "locator"> {
  const { index, kind, at, tokens, tool, ok, executed, canned, retryOf, phase, marker } = step;
  return {
    ...{ index, kind, at, tokens },
    ...(tool === undefined ? {} : { tool: clean(tool) }),
    ...(ok === undefined ? {} : { ok }),
    ...(executed === undefined ? {} : { executed }),
    ...(canned === undefined ? {} : { canned }),
    ...(retryOf === undefined ? {} : { retryOf }),
    ...(phase === undefined ? {} : { phase: clean(phase) }),
    ...(marker === undefined ? {} : { marker }),
  };
}

function quotesByStep(view: ReportRun): Map<number, string[]> {
  const quotes = new Map<number, string[]>();
  for (const label of Object.values(view.labels)) {
    for (const finding of [...label.findings, ...label.candidates]) {
      for (const { step, text } of finding.quotes) {
        const own = quotes.get(step);
        if (own === undefined) quotes.set(step, [text]);
        else own.push(text);
      }
    }
  }
  return quotes;
}
