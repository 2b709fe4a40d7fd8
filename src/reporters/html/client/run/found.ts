import type { ModeId } from "../../../../core/finding.ts";
import type { ReportFinding, ReportRun } from "../../../../core/report.ts";
import type { PageMode } from "../../page-data.ts";

/** A finding with its number on this page. */
export interface Found {
  number: number;
  mode: PageMode;
  finding: ReportFinding;
  /** Of tier low: no verdict rests on it. */
  candidate: boolean;
}

/** Findings in the order of their first steps, then candidates. */
export function numberedFindings(run: ReportRun, modes: readonly PageMode[]): Found[] {
  const items: Omit<Found, "number">[] = [];
  for (const mode of modes) {
    const label = run.labels[mode.id as ModeId];
    for (const finding of label?.findings ?? []) items.push({ mode, finding, candidate: false });
    for (const finding of label?.candidates ?? []) items.push({ mode, finding, candidate: true });
  }
  const first = ({ finding }: Omit<Found, "number">): number => finding.steps[0] ?? 0;
  return items
    .sort((a, b) => Number(a.candidate) - Number(b.candidate) || first(a) - first(b))
    .map((item, index) => ({ ...item, number: index + 1 }));
}

export function markOf({ number, candidate }: Found): string {
  return `${candidate ? "△" : "▲"}${number}`;
}

export type LabellerKind = "rule" | "judge" | "human" | "foreign";

/** From `ReportFinding.source` or `ReportLabel.by`. */
export function labellerKind(source: string): LabellerKind {
  const kind = /^(judge|human|foreign):/.exec(source)?.[1];
  return (kind as LabellerKind | undefined) ?? "rule";
}
