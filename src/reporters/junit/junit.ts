import type { GateRule } from "../../core/gate.ts";
import type { ReportFinding, ReportMode, ReportRun, StreamedReport } from "../../core/report.ts";
import { figures } from "../gate-part.ts";
import { clip, plural } from "../layout.ts";
import { trustText } from "../precision-text.ts";
import type { Reporter } from "../reporter.ts";
import { type TestCase, TestSuites } from "./test-case.ts";

const LONGEST_LINE = 400;
const MOST_FINDINGS = 5;
/** Suites beside the frameworks; a framework's name has no blank. */
const GATE_SUITE = "quality gate";
const SOURCE_SUITE = "unread sources";

/**
 * JUnit XML for what reads test results: a suite per framework with a case per run, and a case per rule of the gate. A run
 * passes only where every mode was ruled out; where nothing was found and nothing could be ruled out it is skipped,
 * because "could not tell" is no success.
 */
export const junitReporter: Reporter = {
  meta: { id: "junit", title: "JUnit XML, for GitLab, Jenkins and the like", extension: "xml", leaves: true },
  async *render(report) {
    const suites = new TestSuites();
    const { gate, modes } = report.head;
    for (const rule of gate?.rules ?? []) suites.add(ruleCase(rule, gate?.strict ?? false));
    for await (const run of report.runs()) suites.add(runCase(run, modes));
    for (const problem of report.head.problems) suites.add(problemCase(problem));
    yield* suites.xml();
  },
};

function ruleCase(rule: GateRule, strict: boolean): TestCase {
  const undecided = strict ? "failure" : "skipped";
  return {
    suite: GATE_SUITE,
    name: clip(rule.rule, LONGEST_LINE),
    seconds: null,
    outcome: rule.verdict === "PASS" ? "passed" : rule.verdict === "FAIL" ? "failure" : undecided,
    type: rule.kind,
    message: clip(`${rule.verdict}: ${rule.why}`, LONGEST_LINE),
    details: `${clip(rule.why, LONGEST_LINE)}\n${figures(rule)}`,
  };
}

function runCase(run: ReportRun, modes: readonly ReportMode[]): TestCase {
  const labels = modes.flatMap((mode) => {
    const label = run.labels[mode.id];
    return label === undefined ? [] : [{ mode, label }];
  });
  const present = labels.filter(({ label }) => label.verdict === "present");
  const counted = present.filter(({ label }) => label.suppressed === null);
  const common = {
    suite: clip(run.framework, LONGEST_LINE),
    name: nameOf(run),
    seconds: secondsOf(run),
  };
  if (counted.length > 0) {
    const findings = counted.flatMap(({ mode, label }) =>
      label.findings.map((finding) => findingText(mode, finding, run)),
    );
    const rest = findings.length - MOST_FINDINGS;
    const more = rest > 0 ? [`and ${plural(rest, "more finding")}: mast show ${run.id.slice(0, 12)}`] : [];
    return {
      ...common,
      outcome: "failure",
      type: counted[0]?.mode.id ?? "",
      message: counted.map(({ mode }) => `${mode.id} ${mode.title}`).join(", "),
      details: [...findings.slice(0, MOST_FINDINGS), ...more].join("\n\n"),
    };
  }
  const open = labels.filter(({ label }) => label.verdict === "unknown").length;
  const known = present.map(({ mode, label }) => {
    const { until, reason } = label.suppressed ?? { until: "", reason: "" };
    return `${mode.id} is suppressed until ${until}: ${clip(reason, LONGEST_LINE)}`;
  });
  const unknown =
    open > 0 ? [`nothing found, but ${open} of ${plural(labels.length, "mode")} could not be ruled out`] : [];
  const reasons = [...known, ...unknown];
  const passed = reasons.length === 0 && labels.length > 0;
  const message = labels.length === 0 ? "no mode was looked for" : reasons.join("; ");
  return { ...common, outcome: passed ? "passed" : "skipped", type: "", message, details: "" };
}

function findingText(mode: ReportMode, finding: ReportFinding, { source }: ReportRun): string {
  const who = finding.agent === null ? "" : ` · ${clip(finding.agent, LONGEST_LINE)}`;
  const known = finding.suppressed === undefined ? "" : ` · suppressed until ${finding.suppressed.until}`;
  const place = [source.uri, finding.locators[0] ?? ""].filter((part) => part !== "").join(":");
  return [
    `${mode.id} ${mode.title} · ${trustText(finding)}${who}${known}`,
    clip(finding.message, LONGEST_LINE),
    ...finding.quotes.slice(0, 2).map(({ step, text }) => `[${step}] “${clip(text, LONGEST_LINE)}”`),
    clip(place, LONGEST_LINE),
  ].join("\n");
}

/** The same run has the same name in the next report, which is how servers draw the history of a test. */
function nameOf({ id, source }: ReportRun): string {
  const place = [source.uri, source.locator].filter((part) => part !== "").join(":");
  return `${clip(place, LONGEST_LINE)} (${id.slice(0, 12)})`;
}

function secondsOf({ startedAt, endedAt }: ReportRun): number | null {
  if (startedAt === null || endedAt === null) return null;
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}

function problemCase({ uri, locator, code, message }: StreamedReport["head"]["problems"][number]): TestCase {
  return {
    suite: SOURCE_SUITE,
    name: clip([uri, locator].filter((part) => part !== "").join(":"), LONGEST_LINE),
    seconds: null,
    outcome: "error",
    type: code,
    message: clip(message, LONGEST_LINE),
    details: "",
  };
}
