import type { ReportLabel, ReportMode, ReportRun } from "../../core/report.ts";
import { safeLine } from "../../core/terminal-text.ts";
import { cleanTexts, type TextCleaner } from "./clean-text.ts";
import type { RunEntry } from "./page-data.ts";

const LONGEST_TASK = 240;
const LONGEST_MESSAGE = 200;
const MOST_MESSAGES = 6;

/** What the overview knows of a run. */
export function toRunEntry(run: ReportRun, modes: readonly ReportMode[], clean: TextCleaner): RunEntry {
  const labels = modes.map(({ id }) => run.labels[id]);
  const findings = labels.flatMap((label) => label?.findings ?? []);
  const entry = {
    uri: run.source.uri,
    locator: run.source.locator,
    framework: run.framework,
    task: run.task === null ? null : firstWords(run.task, LONGEST_TASK),
    agents: run.agents.map(({ name }) => name),
    models: run.models,
    tags: run.tags,
    messages: findings.slice(0, MOST_MESSAGES).map(({ message }) => firstWords(message, LONGEST_MESSAGE)),
  };
  return {
    ...cleanTexts(entry, clean),
    id: run.id,
    outcome: run.outcome,
    endReason: run.endReason,
    startedAt: run.startedAt,
    steps: run.steps,
    verdicts: labels.map(letterOf).join(""),
    findings: findings.length,
  };
}

/** Nobody examined a run of which nobody says why it is unknown: see `ReportLabel.by`. */
function letterOf(label: ReportLabel | undefined): string {
  if (label === undefined) return "-";
  if (label.verdict !== "unknown") return label.verdict === "present" ? "p" : "a";
  return label.by.length > 0 || label.disagreement ? "u" : "-";
}

function firstWords(text: string, longest: number): string {
  const line = safeLine(text.slice(0, longest * 4));
  return line.length <= longest ? line : `${line.slice(0, longest).trimEnd()}…`;
}
