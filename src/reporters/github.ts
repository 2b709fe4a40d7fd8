import type { GateRule, SuppressionRow } from "../core/gate.ts";
import type { LeadFinding, ReportMode, StreamedReport } from "../core/report.ts";
import { safeText } from "../core/terminal-text.ts";
import { clip, plural } from "./layout.ts";
import { lineOf, placesIn } from "./place.ts";
import { trustText } from "./precision-text.ts";
import type { Reporter } from "./reporter.ts";
import { suppressionText } from "./suppression-part.ts";

/** GitHub shows this many errors, warnings and notices of one step. */
const MOST_OF_A_KIND = 10;
const LONGEST_TEXT = 500;
const LONGEST_QUOTE = 300;

/**
 * Workflow commands for the log of a GitHub job, which become annotations: broken rules as errors, suppressions that ran out,
 * undecided rules and what to look at first as warnings, and one notice that sums up. The job summary is the Markdown report.
 */
export const githubReporter: Reporter = {
  meta: {
    id: "github",
    title: "annotations for the log of a GitHub workflow",
    extension: "log",
    leaves: true,
  },
  async *render(report, { placesOf }) {
    const { gate, modes, problems } = report.head;
    const rules = gate?.rules ?? [];
    const isError = ({ verdict }: GateRule): boolean =>
      verdict === "FAIL" || (verdict === "INCONCLUSIVE" && gate?.strict === true);
    const isOpen = (rule: GateRule): boolean => rule.verdict === "INCONCLUSIVE" && !isError(rule);
    yield* first(rules.filter(isError).map((rule) => ruleCommand("error", rule)));
    const findings: string[] = [];
    for (const lead of report.first) {
      const locator = lead.finding.locators[0] ?? lead.run.source.locator;
      const placeOf = await placesIn(lead.run, [locator], placesOf);
      findings.push(findingCommand(lead, modes, locator, placeOf(locator)));
    }
    const unread = problems.map(({ uri, locator, code, message }) =>
      command(
        "warning",
        { file: uri, line: lineOf(locator), title: "mast: not read" },
        `${code}: ${message}`,
      ),
    );
    yield* first([
      ...expired(report).map(expiredCommand),
      ...rules.filter(isOpen).map((rule) => ruleCommand("warning", rule)),
      ...findings,
      ...unread,
    ]);
    yield command("notice", { title: "mast" }, summary(report));
  },
};

/** What is beyond the limit would be dropped silently; the summary of the job has it. */
function first(commands: readonly string[]): readonly string[] {
  return commands.slice(0, MOST_OF_A_KIND);
}

function ruleCommand(kind: Kind, { rule, verdict, why }: GateRule): string {
  return command(kind, { title: `mast gate ${verdict}: ${rule}` }, why);
}

/** Suppressions that ran out although what they were for is still there. */
function expired({ head }: StreamedReport): SuppressionRow[] {
  return head.suppressions.filter((row) => row.expired && row.findings > 0);
}

function expiredCommand(row: SuppressionRow): string {
  return command(
    "warning",
    { title: "mast: a suppression ran out, its findings count again" },
    suppressionText(row),
  );
}

function findingCommand(
  { run, mode, finding, alike }: LeadFinding,
  modes: readonly ReportMode[],
  locator: string,
  { uri, line }: { uri: string; line: number | null },
): string {
  const title = modes.find(({ id }) => id === mode)?.title ?? "";
  const [quote] = finding.quotes;
  const lines = [
    `${clip(finding.message, LONGEST_TEXT)} (${trustText(finding)})`,
    ...(quote === undefined ? [] : [`step ${quote.step}: “${clip(quote.text, LONGEST_QUOTE)}”`]),
    ...(locator === "" || lineOf(locator) !== null ? [] : [`at ${clip(locator, LONGEST_QUOTE)}`]),
    ...(alike > 1 ? [`${plural(alike, "run")} of ${clip(run.framework, LONGEST_QUOTE)} show this mode`] : []),
  ];
  return command("warning", { file: uri, line, title: `${mode} ${title}` }, lines.join("\n"));
}

function summary({ head }: StreamedReport): string {
  const rows = head.rates.filter(
    ({ by, mode, outcome }) => "framework" in by && mode === "any" && outcome === "all",
  );
  const present = rows.reduce((sum, row) => sum + row.present, 0);
  const runs = rows.reduce((sum, row) => sum + row.runs, 0);
  const unread = head.problems.length;
  return [
    ...(head.gate === null ? [] : [`gate ${head.gate.verdict}`]),
    runs === 0 ? "no runs" : `${present} of ${plural(runs, "run")} with a failure mode`,
    ...(unread > 0 ? [`${plural(unread, "problem")} while reading`] : []),
  ].join(", ");
}

type Kind = "error" | "warning" | "notice";

/**
 * One workflow command on one line. Line breaks, and what separates the parts, are written as the runner reads them back;
 * so no text can begin a command of its own.
 */
function command(
  kind: Kind,
  properties: Readonly<Record<string, string | number | null>>,
  message: string,
): string {
  const list = Object.entries(properties)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${name}=${propertyText(clip(String(value), LONGEST_TEXT))}`);
  const short = message.length > LONGEST_TEXT * 4 ? clip(message, LONGEST_TEXT * 4) : safeText(message);
  return `::${kind}${list.length > 0 ? ` ${list.join(",")}` : ""}::${dataText(short)}\n`;
}

function dataText(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function propertyText(text: string): string {
  return dataText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
