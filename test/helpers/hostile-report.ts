import type { ReportFinding, ReportRun, StreamedReport } from "../../src/core/report.ts";
import { buildReport } from "../../src/report/build-report.ts";
import { fullInput } from "./fake-report.ts";

/** A full report in which every text that comes from traces, or from people, is this one. */
export async function hostileReport(text: string): Promise<StreamedReport> {
  const report = await buildReport(fullInput({ by: ["agent", "tag:team"] }));
  const runs: ReportRun[] = [];
  for await (const run of report.runs()) runs.push(hostileRun(run, text));
  const finding = (of: ReportFinding): ReportFinding => hostileFinding(of, text);
  return {
    head: {
      ...report.head,
      rates: report.head.rates.map((row) => ({
        ...row,
        by: Object.fromEntries(Object.keys(row.by).map((name) => [name, text])),
      })),
      suppressions: [
        {
          ...{
            mode: "FM-1.3",
            finding: "1f".repeat(8),
            run: "2e".repeat(16),
            framework: text,
            agent: text,
            reason: text,
          },
          ...{ until: "2026-01-31", expired: true, findings: 1, runs: 1 },
        },
      ],
      gate: {
        ...{ verdict: "FAIL", strict: false, notes: [text] },
        baseline: { name: text, mast: "9.9.9", taxonomy: "mast@1.0.0", runs: 3 },
        rules: [
          {
            ...{
              rule: `max-rate any@tag:team:${text}=0.1`,
              kind: "max-rate",
              mode: "any",
              by: { "tag:team": text },
            },
            ...{ uses: "atLeast", denominator: "examined", limit: 0.1, observed: 0.5, interval: [0.2, 0.8] },
            ...{
              level: 0.99,
              bound: 0.2,
              p: 0.001,
              adjustedP: 0.001,
              test: "clopper-pearson",
              n: 4,
              present: 2,
            },
            ...{ examined: 4, unknown: 0, baseline: null, pairs: null, verdict: "FAIL", why: text },
          },
        ],
      },
      problems: [{ uri: text, locator: text, code: "bad-record", message: text }],
    },
    first: report.first.map((lead) => ({
      ...lead,
      run: { ...lead.run, framework: text, source: { uri: text, locator: text } },
      finding: finding(lead.finding),
    })),
    runs: async function* () {
      yield* runs;
    },
  };
}

function hostileRun(run: ReportRun, text: string): ReportRun {
  const labels = Object.entries(run.labels).map(([mode, label]) => [
    mode,
    {
      ...label,
      why: text,
      // Of several the first is known to somebody.
      findings: label.findings.map((finding, at) => ({
        ...hostileFinding(finding, text),
        ...(label.findings.length > 1 && at === 0
          ? { suppressed: { reason: text, until: "2026-01-31" } }
          : {}),
      })),
      candidates: label.candidates.map((finding) => hostileFinding(finding, text)),
      suppressed: label.verdict === "present" ? { reason: text, until: "2026-01-31" } : null,
    },
  ]);
  return {
    ...run,
    ...{ source: { uri: text, locator: text }, framework: text, task: text, endDetail: text, models: [text] },
    tags: Object.fromEntries([["__proto__", text]]),
    agents: run.agents.map((agent) => ({ ...agent, name: text, role: text })),
    labels: Object.fromEntries(labels) as ReportRun["labels"],
  };
}

function hostileFinding(finding: ReportFinding, text: string): ReportFinding {
  return {
    ...finding,
    ...{ message: text, agent: text },
    locators: finding.locators.map(() => text),
    quotes: finding.quotes.map(({ step }) => ({ step, text })),
  };
}
