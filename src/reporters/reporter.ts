import type { StreamedReport } from "../core/report.ts";

export interface RenderOptions {
  /** Columns of the terminal, 80–120 are used; ignored by formats for machines. */
  width: number;
  color: boolean;
  /** The command that shows a run in full; null where nothing was stored. */
  showCommand: ((runId: string) => string) | null;
}

/** Report in, text out: pure, so that the same report gives the same bytes. The caller writes the chunks. */
export interface Reporter {
  readonly meta: { id: string; title: string; extension: string };
  render(report: StreamedReport, options: RenderOptions): AsyncIterable<string>;
}
