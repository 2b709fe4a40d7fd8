import { csvCells, csvRow } from "../core/csv-row.ts";
import type { GateRule } from "../core/gate.ts";
import type { ReportLabel, ReportMode, ReportRun } from "../core/report.ts";
import type { Reporter } from "./reporter.ts";

const RUN_COLUMNS = [
  ...["record", "run", "source", "locator", "framework", "format", "outcome", "endReason", "startedAt"],
  ...["models", "steps", "toolCalls", "inputTokens", "outputTokens"],
];
const LABEL_COLUMNS = [
  ...["mode", "title", "severity", "verdict", "tier", "labellers", "disagreement", "suppressed", "findings"],
  ...["agent", "findingSteps", "findingLocator", "message", "quote", "why"],
];

/**
 * A row for each run and mode, so that a pivot table counts runs as mast does, with the first finding as evidence;
 * then a row for each rule of the gate. The first column tells them apart.
 */
export const csvReporter: Reporter = {
  meta: { id: "csv", title: "a row per run and mode, for spreadsheets", extension: "csv", leaves: false },
  async *render(report) {
    const { modes, gate } = report.head;
    yield csvRow([...RUN_COLUMNS, ...LABEL_COLUMNS]);
    for await (const run of report.runs()) {
      const begin = csvCells(runCells(run));
      let rows = "";
      for (const mode of modes) {
        const label = run.labels[mode.id];
        if (label !== undefined) rows += `${begin},${csvRow(labelCells(mode, label))}`;
      }
      yield rows;
    }
    for (const rule of gate?.rules ?? []) yield csvRow(ruleCells(rule));
  },
};

function runCells(run: ReportRun): string[] {
  return [
    "verdict",
    run.id,
    run.source.uri,
    run.source.locator,
    run.framework,
    run.format,
    run.outcome,
    run.endReason,
    run.startedAt ?? "",
    run.models.join(" "),
    String(run.steps),
    numberOf(run.toolCalls),
    numberOf(run.tokens?.input),
    numberOf(run.tokens?.output),
  ];
}

function labelCells({ id, title, severity }: ReportMode, label: ReportLabel): string[] {
  const [finding] = label.findings;
  return [
    id,
    title,
    severity,
    label.verdict,
    label.tier ?? "",
    label.by.join(" "),
    String(label.disagreement),
    label.suppressed === null ? "" : `until ${label.suppressed.until}: ${label.suppressed.reason}`,
    String(label.findings.length),
    finding?.agent ?? "",
    finding?.steps.join(" ") ?? "",
    finding?.locators[0] ?? "",
    finding?.message ?? "",
    finding?.quotes[0]?.text ?? "",
    label.why,
  ];
}

/** What a rule says, in the columns of its mode; the others stay empty. */
function ruleCells({ rule, mode, by, verdict, why }: GateRule): string[] {
  const values: Record<string, string> = {
    ...{ record: "gate", framework: by["framework"] ?? "", mode, title: rule, verdict, why },
  };
  return [...RUN_COLUMNS, ...LABEL_COLUMNS].map((column) => values[column] ?? "");
}

function numberOf(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}
