import type { Reporter } from "./reporter.ts";

/** The report as one JSON document, one run, rate or problem per line, so that it streams and diffs well. */
export const jsonReporter: Reporter = {
  meta: {
    id: "json",
    title: "the whole report, see schema/report.schema.json",
    extension: "json",
    leaves: false,
  },
  async *render(report) {
    const { schema, mast, taxonomy, modes, rates, tasks, twins, suppressions, gate, problems, walk } =
      report.head;
    yield `{\n${member("schema", schema)},\n${member("mast", mast)},\n${member("taxonomy", taxonomy)},\n`;
    yield `${list("modes", modes)},\n"runs": [`;
    let separator = "\n";
    for await (const run of report.runs()) {
      yield separator + JSON.stringify(run);
      separator = ",\n";
    }
    yield `\n],\n${list("rates", rates)},\n`;
    yield `${list("tasks", tasks)},\n${list("twins", twins)},\n${list("suppressions", suppressions)},\n`;
    yield `${member("gate", gate)},\n${list("problems", problems)},\n${member("walk", walk)}\n}\n`;
  },
};

function member(name: string, value: unknown): string {
  return `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
}

function list(name: string, items: readonly unknown[]): string {
  const lines = items.map((item) => JSON.stringify(item));
  return `${JSON.stringify(name)}: [${lines.length === 0 ? "" : `\n${lines.join(",\n")}\n`}]`;
}
