import { csvRow } from "../core/csv-row.ts";
import type { ModeId } from "../core/finding.ts";
import type { GateRule } from "../core/gate.ts";
import type { ReportLabel, ReportRun } from "../core/report.ts";
import type { Reporter } from "./reporter.ts";

const COLUMNS = [
  ...["record", "run", "source", "locator", "framework", "format", "outcome", "endReason", "startedAt"],
  ...["models", "steps", "toolCalls", "inputTokens", "outputTokens", "mode", "title", "severity", "verdict"],
  ...[
    "tier",
    "labellers",
    "disagreement",
    "suppressed",
    "findings",
    "agent",
    "findingSteps",
    "findingLocator",
  ],
  ...["message", "quote", "why"],
] as const;
type Row = Partial<Record<(typeof COLUMNS)[number], string>>;

/**
 * A row for each run and mode, so that a pivot table counts runs as mast does, with the first finding as evidence;
 * then a row for each rule of the gate. The first column tells them apart.
 */
export const csvReporter: Reporter = {
  meta: { id: "csv", title: "a row per run and mode, for spreadsheets", extension: "csv", leaves: false },
  async *render(report) {
    const modes = report.head.modes;
    yield csvRow(COLUMNS);
    for await (const run of report.runs()) {
      const facts = factsOf(run);
      let rows = "";
      for (const { id, title, severity } of modes) {
        const label = run.labels[id];
        if (label !== undefined) rows += written({ ...facts, title, severity, ...labelled(id, label) });
      }
      yield rows;
    }
    for (const rule of report.head.gate?.rules ?? []) yield written(ruleRow(rule));
  },
};

function factsOf(run: ReportRun): Row {
  return {
    record: "verdict",
    run: run.id,
    source: run.source.uri,
    locator: run.source.locator,
    framework: run.framework,
    format: run.format,
    outcome: run.outcome,
    endReason: run.endReason,
    startedAt: run.startedAt ?? "",
    models: run.models.join(" "),
    steps: String(run.steps),
    toolCalls: numberOf(run.toolCalls),
    inputTokens: numberOf(run.tokens?.input),
    outputTokens: numberOf(run.tokens?.output),
  };
}

function labelled(mode: ModeId, label: ReportLabel): Row {
  const [finding] = label.findings;
  return {
    mode,
    verdict: label.verdict,
    tier: label.tier ?? "",
    labellers: label.by.join(" "),
    disagreement: String(label.disagreement),
    suppressed:
      label.suppressed === null ? "" : `until ${label.suppressed.until}: ${label.suppressed.reason}`,
    findings: String(label.findings.length),
    agent: finding?.agent ?? "",
    findingSteps: finding?.steps.join(" ") ?? "",
    findingLocator: finding?.locators[0] ?? "",
    message: finding?.message ?? "",
    quote: finding?.quotes[0]?.text ?? "",
    why: label.why,
  };
}

function ruleRow({ rule, mode, by, verdict, why }: GateRule): Row {
  return { record: "gate", framework: by["framework"] ?? "", mode, title: rule, verdict, why };
}

function written(row: Row): string {
  return csvRow(COLUMNS.map((column) => row[column] ?? ""));
}

function numberOf(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : String(value);
}
