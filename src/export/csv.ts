import { csvRow } from "../core/csv-row.ts";
import { type Label, labellerName, MODE_IDS } from "../core/finding.ts";
import type { Run } from "../core/run.ts";
import type { ExportedRun } from "./jsonl.ts";

const COLUMNS = [
  "run",
  "source",
  "locator",
  "framework",
  "format",
  "outcome",
  "endReason",
  "startedAt",
  "steps",
  "mode",
  "verdict",
  "tier",
  "disagreement",
  "labellers",
  "agents",
  "findingSteps",
  "why",
] as const;

/** One row per run and mode that anybody labelled, with a header (RFC 4180, CRLF). */
export async function* toCsv(runs: AsyncIterable<ExportedRun>): AsyncGenerator<string> {
  yield csvRow(COLUMNS);
  for await (const { run, labels, verdicts } of runs) {
    for (const mode of MODE_IDS) {
      const own = labels.filter((label) => label.mode === mode);
      const merged = verdicts[mode];
      if (own.length === 0 || merged === undefined) continue;
      yield csvRow([
        run.id,
        run.sources[0]?.uri ?? "",
        run.sources[0]?.locator ?? "",
        run.framework,
        run.format,
        run.outcome,
        run.endReason,
        run.startedAt ?? "",
        String(run.steps.length),
        mode,
        merged.verdict,
        merged.tier ?? "",
        String(merged.disagreement),
        own.map(labellerName).join(" "),
        agentNames(run, own),
        [...new Set(own.flatMap((label) => label.findings.flatMap(({ steps }) => steps)))].join(" "),
        own.map(({ why }) => why).join("; "),
      ]);
    }
  }
}

function agentNames(run: Run, labels: readonly Label[]): string {
  const ids = new Set(labels.flatMap((label) => label.findings.map(({ agent }) => agent)));
  return run.agents
    .filter(({ id }) => ids.has(id))
    .map(({ name }) => name)
    .join(" ");
}
