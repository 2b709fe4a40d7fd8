import type { ModeId } from "../../core/finding.ts";
import type { ReportFinding, ReportLabel, ReportMode, ReportRun } from "../../core/report.ts";

/** A finding with its number in a timeline. */
export interface Numbered {
  /** Counts from 1: findings in the order of their steps, then candidates. */
  number: number;
  mode: ModeId;
  title: string;
  finding: ReportFinding;
  suppressed: ReportLabel["suppressed"];
  candidate: boolean;
  /** The step after which all that the finding quotes has been seen; where it quotes nothing, the last it names. */
  visibleAt: number;
}

export function numberFindings(view: ReportRun, modes: readonly ReportMode[]): Numbered[] {
  const items: Omit<Numbered, "number">[] = [];
  for (const { id: mode, title } of modes) {
    const label = view.labels[mode];
    if (label === undefined) continue;
    const item = (finding: ReportFinding) => ({ mode, title, finding, visibleAt: visibleAt(finding) });
    for (const finding of label.findings) {
      items.push({ ...item(finding), suppressed: label.suppressed, candidate: false });
    }
    for (const finding of label.candidates) {
      items.push({ ...item(finding), suppressed: null, candidate: true });
    }
  }
  const firstStep = ({ finding }: Omit<Numbered, "number">): number => finding.steps[0] ?? 0;
  return items
    .sort((a, b) => Number(a.candidate) - Number(b.candidate) || firstStep(a) - firstStep(b))
    .map((item, index) => ({ ...item, number: index + 1 }));
}

/** The mark of a finding: filled where it is a verdict. */
export function markOf({ number, candidate }: Pick<Numbered, "number" | "candidate">): string {
  return `${candidate ? "△" : "▲"}${number}`;
}

function visibleAt({ quotes, steps }: ReportFinding): number {
  const seen = quotes.length > 0 ? quotes.map(({ step }) => step) : steps;
  return seen.reduce((latest, step) => Math.max(latest, step), 0);
}
