import type { ReportLabel, ReportMode, ReportRun } from "../../core/report.ts";
import { safeLine } from "../../core/terminal-text.ts";
import { cleanTexts, type TextCleaner } from "./clean-text.ts";
import type { EntryHit, RunEntry } from "./page-data.ts";

const LONGEST_TASK = 240;
const LONGEST_MESSAGE = 200;
const MOST_MESSAGES = 6;
/** Rates by agent miss what is beyond; a run has 14 modes and seldom more than a few agents. */
const MOST_HITS = 200;

/** What the overview knows of a run. */
export function toRunEntry(run: ReportRun, modes: readonly ReportMode[], clean: TextCleaner): RunEntry {
  const labels = modes.map(({ id }) => run.labels[id]);
  const agents = [...new Set(run.agents.filter(({ steps }) => steps !== 0).map(({ name }) => name))];
  const entry = {
    uri: run.source.uri,
    locator: run.source.locator,
    framework: run.framework,
    task: run.task === null ? null : firstWords(run.task, LONGEST_TASK),
    agents,
    models: run.models,
    tags: run.tags,
    hits: hitsOf(labels, agents),
  };
  return {
    ...cleanTexts(entry, clean),
    id: run.id,
    outcome: run.outcome,
    endReason: run.endReason,
    startedAt: run.startedAt,
    steps: run.steps,
    verdicts: labels.map(letterOf).join(""),
    findings: labels.reduce((sum, label) => sum + (label?.findings.length ?? 0), 0),
  };
}

function hitsOf(labels: readonly (ReportLabel | undefined)[], agents: readonly string[]): EntryHit[] {
  const hits: EntryHit[] = [];
  for (const [mode, label] of labels.entries()) {
    const seen = new Set<number>();
    for (const { id, agent: name, message, suppressed } of label?.findings ?? []) {
      const agent = name === null ? -1 : agents.indexOf(name);
      if (seen.has(agent) || hits.length === MOST_HITS) continue;
      seen.add(agent);
      const text = hits.length < MOST_MESSAGES ? firstWords(message, LONGEST_MESSAGE) : "";
      hits.push({ mode, agent, id, text, suppressed: suppressed !== undefined });
    }
  }
  return hits;
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
