import type { PrivateData } from "../core/private-data.ts";
import type { ReportRun, RunViews, StreamedReport } from "../core/report.ts";
import type { Run } from "../core/run.ts";

/**
 * The same report with placeholders where its texts hold private data. Ids and places in sources stay: they are what
 * findings are looked up by. A value has one placeholder wherever it stands; they are numbered in the order of the report.
 */
export function withoutPrivateData(report: StreamedReport, data: PrivateData): StreamedReport {
  return {
    head: replaced(report.head, data),
    first: replaced(report.first, data),
    async *runs() {
      for await (const run of report.runs()) yield runWithout(run, data);
    },
  };
}

/** What stands under these names is an id, a place, a time or a word of mast's own. */
const KEPT: ReadonlySet<string> = new Set([
  ...["id", "uri", "locator", "locators", "taskKey", "finding", "run", "startedAt", "endedAt", "until"],
  ...["schema", "mast", "taxonomy", "format", "mode", "source", "by", "labellers", "verdict", "tier"],
]);

/** Under these names a text is kept, but a list or an object is gone through. */
function replaced<T>(value: T, data: PrivateData): T;
function replaced(value: unknown, data: PrivateData): unknown {
  if (typeof value === "string") return data.replaceIn(value);
  if (Array.isArray(value)) return value.map((item) => replaced(item, data));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, member(name, inner, data)]));
}

function member(name: string, value: unknown, data: PrivateData): unknown {
  const isText = typeof value === "string" || (name === "locators" && Array.isArray(value));
  return isText && KEPT.has(name) ? value : replaced(value, data);
}

function runWithout(run: ReportRun, data: PrivateData): ReportRun {
  // Attribution is read off the whole run where a reporter asks for it, so not before.
  const names = Object.keys(run).filter((name) => name !== "attribution") as Exclude<
    keyof ReportRun,
    "attribution"
  >[];
  const fields = names.map((name) => [name, member(name, run[name], data)]);
  let attribution: ReportRun["attribution"] | null = null;
  return {
    ...(Object.fromEntries(fields) as Omit<ReportRun, "attribution">),
    get attribution() {
      attribution ??= replaced(run.attribution, data);
      return attribution;
    },
  };
}

/** The same for the steps of its runs; their reports are taken as they are. */
export function viewsWithoutPrivateData(views: RunViews, data: PrivateData): RunViews {
  return async function* () {
    for await (const { view, run } of views())
      yield { view, run: run === null ? null : stepsWithout(run, data) };
  };
}

/** Arguments become their JSON text: nothing in them is a name of mast's own, and their depth is the trace's. */
function stepsWithout(run: Run, data: PrivateData): Run {
  return {
    ...run,
    agents: run.agents.map((agent) => ({ ...agent, name: data.replaceIn(agent.name) })),
    steps: run.steps.map(({ args, ...step }) => ({
      ...step,
      text: data.replaceIn(step.text),
      ...(step.tool === undefined ? {} : { tool: data.replaceIn(step.tool) }),
      ...(step.phase === undefined ? {} : { phase: data.replaceIn(step.phase) }),
      ...(args === undefined
        ? {}
        : { args: data.replaceIn(typeof args === "string" ? args : JSON.stringify(args)) }),
    })),
  };
}
