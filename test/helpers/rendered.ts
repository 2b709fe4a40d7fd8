import type { StreamedReport } from "../../src/core/report.ts";
import type { Reporter } from "../../src/reporters/reporter.ts";
import { loadTaxonomy } from "../../src/taxonomy/load.ts";
import { unpackedPage } from "./html-page.ts";

/** What a reporter writes of a report, with the built-in taxonomy. */
export async function rendered(reporter: Reporter, report: StreamedReport): Promise<string> {
  const taxonomy = await loadTaxonomy();
  const chunks: string[] = [];
  const options = {
    width: 100,
    color: false,
    showCommand: (run: string) => `mast show ${run.slice(0, 12)}`,
    definitionOf: (mode: Parameters<typeof taxonomy.byId>[0]) => taxonomy.byId(mode),
  };
  for await (const chunk of reporter.render(report, options)) chunks.push(chunk);
  const text = chunks.join("");
  return reporter.meta.id === "html" ? unpackedPage(text) : text;
}
