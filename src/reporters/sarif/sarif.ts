import type { Notification, Run as SarifRun } from "sarif";
import type { GateVerdict } from "../../core/gate.ts";
import type { StreamedReport } from "../../core/report.ts";
import { clip, plural } from "../layout.ts";
import { lineOf, uriReference } from "../place.ts";
import type { Reporter } from "../reporter.ts";
import { suppressionText } from "../suppression-part.ts";
import { BestResults } from "./best-results.ts";
import { resultsOf, withoutLinks } from "./results.ts";
import { ruleOf } from "./rules.ts";

/** GitHub refuses more than 25 000 results and keeps 5 000 (its "SARIF support for code scanning"). */
const MOST_RESULTS = 5000;
/** GitHub refuses 10 MB after gzip; so much text stays below it however badly it packs. */
const MOST_BYTES = 9_000_000;
const MOST_NOTIFICATIONS = 100;
const LONGEST_TEXT = 1000;
const LEVELS: Readonly<Record<GateVerdict, Notification["level"]>> = {
  FAIL: "error",
  INCONCLUSIVE: "warning",
  PASS: "note",
};

/** SARIF 2.1.0 for code scanning: modes are rules, findings are results in the trace files. */
export const sarifReporter: Reporter = {
  meta: { id: "sarif", title: "SARIF 2.1.0, for GitHub code scanning", extension: "sarif", leaves: true },
  async *render(report, { definitionOf, placesOf }) {
    const { modes, mast } = report.head;
    const ruleIndex = new Map(modes.map(({ id }, index) => [id, index]));
    const results = new BestResults(MOST_RESULTS, MOST_BYTES);
    for await (const run of report.runs()) {
      for await (const { result, rank } of resultsOf(run, ruleIndex, placesOf))
        results.add(JSON.stringify(result), rank);
    }
    const kept = results.kept();
    const about: Omit<SarifRun, "results"> = {
      tool: {
        driver: {
          name: "mast",
          semanticVersion: mast,
          rules: modes.map((mode) => ruleOf(mode, definitionOf(mode.id))),
        },
      },
      automationDetails: { id: "mast/" },
      columnKind: "utf16CodeUnits",
      invocations: [
        {
          executionSuccessful: true,
          toolExecutionNotifications: notifications(report, kept.length, results.total),
        },
      ],
    };
    yield '{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[';
    yield `${JSON.stringify(about).slice(0, -1)},"results":[`;
    let separator = "\n";
    for (const result of kept) {
      yield separator + result;
      separator = ",\n";
    }
    yield "\n]}]}\n";
  },
};

/** What is left out and why, what a gate concluded, and what could not be read. */
function notifications({ head }: StreamedReport, kept: number, total: number): Notification[] {
  const { gate, problems, suppressions } = head;
  const notes: Notification[] = [];
  if (kept < total) {
    const text = `${kept} of ${plural(total, "finding")} are listed, the gravest and surest: GitHub keeps no more. --format json has all.`;
    notes.push({ level: "warning", message: { text } });
  }
  if (gate !== null) {
    notes.push({ level: LEVELS[gate.verdict], message: { text: `gate ${gate.verdict}` } });
    for (const { rule, verdict, why } of gate.rules.slice(0, MOST_NOTIFICATIONS)) {
      notes.push({ level: LEVELS[verdict], message: message(`${verdict} ${rule}: ${why}`) });
    }
  }
  for (const row of suppressions.filter(({ findings }) => findings > 0).slice(0, MOST_NOTIFICATIONS)) {
    const state = row.expired ? "expired, counted again" : "suppressed, left out here";
    notes.push({
      level: row.expired ? "warning" : "note",
      message: message(`${state}: ${suppressionText(row)}`),
    });
  }
  for (const { uri, locator, code, message: what } of problems.slice(0, MOST_NOTIFICATIONS)) {
    const line = lineOf(locator);
    const region = line === null ? {} : { region: { startLine: line } };
    notes.push({
      level: "warning",
      message: message(`${code}: ${what}`),
      locations: [{ physicalLocation: { artifactLocation: { uri: uriReference(uri) }, ...region } }],
    });
  }
  const rest = problems.length - MOST_NOTIFICATIONS;
  if (rest > 0) notes.push({ level: "warning", message: { text: `and ${plural(rest, "more problem")}` } });
  return notes;
}

function message(text: string): Notification["message"] {
  return { text: withoutLinks(clip(text, LONGEST_TEXT)) };
}
