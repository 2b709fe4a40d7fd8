import { LEAST_READ } from "../core/calibration.ts";
import type { ReportFinding } from "../core/report.ts";
import { percent } from "./figures.ts";

/** How far a finding can be trusted: its tier, and how many such findings were right when they were read. */
export function trustText({
  tier,
  precision,
  source,
}: Pick<ReportFinding, "tier" | "precision" | "source">): string {
  if (/^(?:human|foreign):/.test(source)) return tier;
  if (precision === null) return `${tier}, uncalibrated`;
  const { value, n } = precision;
  return n < LEAST_READ ? `${tier}, uncalibrated, n=${n}` : `${tier}, about ${percent(value)} right, n=${n}`;
}
