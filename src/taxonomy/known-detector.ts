import type { z } from "zod";
import type { ModeId } from "../core/finding.ts";
import { nearestOf } from "../core/nearest.ts";

/** What the taxonomy needs to know of a detector to check the mode files; every `Detector` has this shape. */
export interface KnownDetector {
  readonly meta: { readonly id: string; readonly mode: ModeId; readonly options: z.ZodType };
}

/** Says that no detector has this id, and which it might have been. */
export function unknownDetector(id: string, detectors: readonly KnownDetector[]): string {
  const known = detectors.map(({ meta }) => meta.id);
  const nearest = nearestOf(id, known);
  return nearest === null
    ? `there is no detector "${id}"; known: ${known.join(", ")}`
    : `there is no detector "${id}"; did you mean "${nearest}"?`;
}
