import type { ModeId } from "../core/finding.ts";
import type { PlaceFinder, RunViews, StreamedReport } from "../core/report.ts";
import type { ModeDefinition } from "../taxonomy/schema.ts";

export interface RenderOptions {
  /** Columns of the terminal, 80–120 are used; ignored by formats for machines. */
  width: number;
  color: boolean;
  /** The command that shows a run in full; null where nothing was stored. */
  showCommand: ((runId: string) => string) | null;
  /** What the taxonomy says of a mode, for formats that explain it. */
  definitionOf: (mode: ModeId) => ModeDefinition | null;
  /** Lines for formats that lead to them; absent where sources cannot be looked at. */
  placesOf?: PlaceFinder | undefined;
}

export interface ReporterMeta {
  id: string;
  title: string;
  extension: string;
  /** Made for others to read: private data is replaced before it is rendered, unless a person says not to. */
  leaves: boolean;
}

/** Report in, text out: pure, so that the same report gives the same bytes. The caller writes the chunks. */
export interface Reporter {
  readonly meta: ReporterMeta;
  /** @param runs for formats that show steps; absent where only the report is known */
  render(report: StreamedReport, options: RenderOptions, runs?: RunViews): AsyncIterable<string>;
}
