import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import type { RunViews, StreamedReport } from "../../src/core/report.ts";
import type { Run } from "../../src/core/run.ts";
import { buildReport, type ReportInput } from "../../src/report/build-report.ts";
import { htmlReporter } from "../../src/reporters/html/html.ts";

const OPTIONS = {
  ...{ width: 100, color: false },
  showCommand: (id: string) => `mast show ${id}`,
  definitionOf: () => null,
};

/** The HTML report of an input, with the steps of its runs unless told otherwise. */
export async function htmlOf(input: ReportInput, { steps = true } = {}): Promise<string> {
  const report = await buildReport(input);
  const views: RunViews = async function* () {
    for await (const view of report.runs()) yield { view, run: await runOf(input, view.id) };
  };
  let html = "";
  const chunks = steps ? htmlReporter.render(report, OPTIONS, views) : htmlReporter.render(report, OPTIONS);
  for await (const chunk of chunks) html += chunk;
  return html;
}

export async function writePage(
  folder: string,
  input: ReportInput,
  options?: { steps: boolean },
): Promise<string> {
  const file = join(folder, "report.html");
  writeFileSync(file, await htmlOf(input, options));
  return file;
}

/** The page of a report without steps. */
export async function writeReportPage(folder: string, report: StreamedReport): Promise<string> {
  const file = join(folder, "report-alone.html");
  let html = "";
  for await (const chunk of htmlReporter.render(report, OPTIONS)) html += chunk;
  writeFileSync(file, html);
  return file;
}

/** What a page embeds, a JSON text per line; the page's own code is left out. */
export function unpackedPage(html: string): string {
  const parts = html.matchAll(/<script type="application\/octet-stream" [^>]*>([^<]*)<\/script>/g);
  const texts = [...parts].map(([, packed = ""]) => inflateRawSync(Buffer.from(packed, "base64")).toString());
  return `${texts.join("\n")}\n`;
}

async function runOf(input: ReportInput, id: string): Promise<Run | null> {
  for await (const runs of input.runs([id])) for (const run of runs) return run;
  return null;
}
