import type { ModeId, Severity } from "./finding.ts";

export const CATEGORY_IDS = ["FC1", "FC2", "FC3"] as const;
export type CategoryId = (typeof CATEGORY_IDS)[number];

/** What reports and reporters need to know of a mode; the taxonomy holds the rest. */
export interface ModeInfo {
  id: ModeId;
  title: string;
  severity: Severity;
}

/** The category is the first digit of the mode's number: FM-2.4 belongs to FC2. */
export function categoryOf(mode: ModeId): CategoryId {
  return mode.startsWith("FM-1") ? "FC1" : mode.startsWith("FM-2") ? "FC2" : "FC3";
}
