import type { Finding, Label } from "../core/finding.ts";
import { hashOf } from "../core/hash.ts";

/** Gives the findings of one run their ids; equal findings of one labeller are told apart by their order. */
export class FindingIds {
  private readonly runId: string;
  private readonly seen = new Map<string, number>();

  constructor(runId: string) {
    this.runId = runId;
  }

  /** Without the labeller's version, so that a finding keeps its id, and its suppression, when a detector improves. */
  of({ labeller }: Label, finding: Finding): string {
    const parts = [
      this.runId,
      finding.mode,
      `${labeller.kind}:${labeller.id}`,
      finding.agent ?? "",
      finding.steps.join(","),
    ];
    const key = parts.join("\0");
    const twin = this.seen.get(key) ?? 0;
    this.seen.set(key, twin + 1);
    return hashOf(16, ...parts, ...(twin === 0 ? [] : [String(twin)]));
  }
}
