import { type Label, labellerName, MODE_IDS } from "../core/finding.ts";
import type { Run } from "../core/run.ts";
import { safeText } from "../core/terminal-text.ts";
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
  yield row(COLUMNS);
  for await (const { run, labels, verdicts } of runs) {
    for (const mode of MODE_IDS) {
      const own = labels.filter((label) => label.mode === mode);
      const merged = verdicts[mode];
      if (own.length === 0 || merged === undefined) continue;
      yield row([
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

function row(cells: readonly string[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

/**
 * Quoted where needed. A cell that a spreadsheet would run as a formula gets an apostrophe in front: trace text is
 * untrusted (CWE-1236; OWASP, CSV Injection). Control sequences go, since CSV is also looked at in terminals.
 */
function cell(text: string): string {
  const shown = safeText(text);
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t]/.test(shown) ? `'${shown}` : shown;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
