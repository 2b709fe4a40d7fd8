import type { Reporter } from "./reporter.ts";

/**
 * One JSON object per line, each with what it is under `record`: `report` first, then the parts of the report under
 * their own field names in the singular. For `jq`, log pipelines and tables of databases.
 */
export const jsonLinesReporter: Reporter = {
  meta: { id: "jsonl", title: "the whole report, one record per line", extension: "jsonl", leaves: false },
  async *render(report) {
    const { schema, mast, taxonomy, modes, rates, tasks, twins, suppressions, gate, problems, walk } =
      report.head;
    yield line("report", { schema, mast, taxonomy, walk });
    for (const mode of modes) yield line("mode", mode);
    for await (const run of report.runs()) yield line("run", run);
    for (const rate of rates) yield line("rate", rate);
    for (const task of tasks) yield line("task", task);
    for (const twin of twins) yield line("twin", twin);
    for (const suppression of suppressions) yield line("suppression", suppression);
    if (gate !== null) yield line("gate", gate);
    for (const problem of problems) yield line("problem", problem);
  },
};

function line(record: string, fields: object): string {
  return `${JSON.stringify({ record, ...fields })}\n`;
}
