import type { LeadFinding, ReportFinding, ReportRun, StreamedReport } from "../../core/report.ts";
import { clip, plural } from "../layout.ts";
import { cellCodeText, codeText, commentText } from "../markdown-text.ts";
import { trustText } from "../precision-text.ts";
import type { RenderOptions } from "../reporter.ts";
import type { CappedText } from "./capped-text.ts";

const LONGEST_MESSAGE = 500;
const LONGEST_QUOTE = 300;
const LONGEST_NAME = 80;
/** Lines of the list of all findings. */
const MOST_LISTED = 300;

/** One item of a numbered list each: what, how sure, by whom, the words that show it, and where they stand. */
export function firstFindings(
  { head, first }: StreamedReport,
  { showCommand }: Pick<RenderOptions, "showCommand">,
): string[] {
  const titles = new Map(head.modes.map(({ id, title }) => [id, title]));
  return first.map((lead, index) => {
    const { run, mode, finding } = lead;
    const indent = " ".repeat(String(index + 1).length + 2);
    const agent = finding.agent === null ? [] : [`agent ${name(finding.agent)}`];
    const facts = [commentText(trustText(finding)), name(run.framework), ...agent];
    const lines = [
      `${index + 1}. **${mode} ${commentText(titles.get(mode) ?? "")}** · ${facts.join(" · ")}`,
      `${indent}${commentText(clip(finding.message, LONGEST_MESSAGE))}`,
    ];
    const [quote] = finding.quotes;
    if (quote !== undefined)
      lines.push(`${indent}> step ${quote.step}: ${codeText(clip(quote.text, LONGEST_QUOTE))}`, "");
    lines.push(`${indent}${codeText(placeOf(run.source, finding))}${showText(lead, showCommand)}`, "");
    return `${lines.join("\n")}\n`;
  });
}

function showText({ run, mode, alike }: LeadFinding, showCommand: RenderOptions["showCommand"]): string {
  const more = alike > 1 ? ` (${plural(alike, "run")} of ${name(run.framework)} show ${mode})` : "";
  return `${showCommand === null ? "" : ` · ${codeText(showCommand(run.id))}`}${more}`;
}

/** Adds a folded list of the runs and the modes that they show; how many of them did not fit. */
export async function allFindings(report: StreamedReport, text: CappedText): Promise<number> {
  const total = report.head.rates
    .filter(({ by, mode, outcome }) => "framework" in by && mode.startsWith("FM-") && outcome === "all")
    .reduce((sum, { present }) => sum + present, 0);
  const lines: string[] = [];
  for await (const run of report.runs()) {
    if (lines.length >= MOST_LISTED) break;
    lines.push(...linesOf(run, report));
  }
  const before =
    `\n<details><summary>All verdicts: present (${total})</summary>\n\n` +
    "| mode | agent | what | where |\n| --- | --- | --- | --- |\n";
  const taken = text.addList(before, lines.slice(0, MOST_LISTED), "\n</details>\n");
  return Math.max(total, lines.length) - taken;
}

function linesOf(run: ReportRun, { head }: StreamedReport): string[] {
  return head.modes.flatMap(({ id }) => {
    const label = run.labels[id];
    if (label?.verdict !== "present") return [];
    const finding = label.findings.find(({ suppressed }) => suppressed === undefined) ?? label.findings[0];
    const known = label.suppressed === null ? "" : ` (suppressed until ${label.suppressed.until})`;
    const what = finding === undefined ? label.why : finding.message;
    const cells = [
      id,
      finding?.agent == null ? "" : cellCodeText(clip(finding.agent, LONGEST_NAME)),
      commentText(`${clip(what, LONGEST_MESSAGE / 2)}${known}`),
      cellCodeText(placeOf(run.source, finding)),
    ];
    return [`| ${cells.join(" | ")} |\n`];
  });
}

function placeOf(source: ReportRun["source"], finding: ReportFinding | undefined): string {
  const locator = finding?.locators[0] ?? source.locator;
  return clip([source.uri, locator].filter((part) => part !== "").join(":"), LONGEST_QUOTE);
}

function name(text: string): string {
  return codeText(clip(text, LONGEST_NAME));
}
