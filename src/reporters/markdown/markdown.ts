import type { StreamedReport } from "../../core/report.ts";
import { clip, plural } from "../layout.ts";
import { codeText, commentText } from "../markdown-text.ts";
import type { Reporter } from "../reporter.ts";
import { isDecided, SHARE_LEGEND } from "../shown-rate.ts";
import { comparisonCaveat, twinNote } from "../table-notes.ts";
import { CappedText } from "./capped-text.ts";
import { allFindings, firstFindings } from "./findings.ts";
import { gateBlock } from "./gate-block.ts";
import { rateTables } from "./rate-tables.ts";

/** By this line a program finds the comment that it wrote before. Nothing from a trace can write it. */
const MARK = "<!-- mast-report -->";
const MOST_PROBLEMS = 20;
const LONGEST = 300;

/**
 * For a comment on a pull request or a job summary: the verdict first, then rates, then what to look at. Never longer
 * than GitHub takes; what is left out is said.
 */
export const markdownReporter: Reporter = {
  meta: {
    id: "markdown",
    title: "for a comment on a pull request or a job summary",
    extension: "md",
    leaves: true,
  },
  async *render(report, options) {
    const { head, first } = report;
    const text = new CappedText();
    text.add(`${MARK}\n## ${headline(report)}\n\n${summary(report)}\n`);
    if (head.gate !== null) text.add(gateBlock(head.gate));
    for (const table of rateTables(head)) text.add(table);
    for (const note of notes(report)) text.add(`\n${commentText(note)}\n`);
    if (first.length > 0) text.add("\n### Look at these first\n\n");
    for (const finding of firstFindings(report, options)) text.add(finding);
    for (const block of [suppressed(head), problems(head)]) if (block !== "") text.add(block);
    const left = await allFindings(report, text);
    if (left > 0 || text.isCut) {
      const rest =
        left > 0 ? `${plural(left, "more verdict")} and what else does not fit` : "What does not fit";
      yield `${text}\n_${rest} in the length of a comment is left out here; \`--format json\` and \`--format html\` have all of it._\n`;
      return;
    }
    yield text.toString();
  },
};

function headline({ head }: StreamedReport): string {
  if (head.gate !== null) return `mast: gate ${head.gate.verdict}`;
  const rows = head.rates.filter(
    ({ by, mode, outcome }) => "framework" in by && mode === "any" && outcome === "all",
  );
  const sum = (field: "present" | "runs"): number => rows.reduce((total, row) => total + row[field], 0);
  const runs = sum("runs");
  return runs === 0
    ? "mast: no runs"
    : `mast: ${sum("present")} of ${plural(runs, "run")} with a failure mode`;
}

function summary({ head }: StreamedReport): string {
  const { read, skipped, refused } = head.walk;
  const parts = [
    `${plural(read, "source")} read`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(refused > 0 ? [`**${refused} refused**`] : []),
    `mast ${commentText(head.mast)}`,
    `taxonomy ${codeText(head.taxonomy)}`,
  ];
  return parts.join(" · ");
}

function notes(report: StreamedReport): string[] {
  const share = isDecided(report.head) ? ` ${SHARE_LEGEND}` : "";
  const legend =
    "≥: rules alone prove what is there, seldom what is not, so a rate is at least found / examined, with its Wilson 95 % interval." +
    share;
  const all = [comparisonCaveat(report), twinNote(report.head.twins)];
  return [...(report.head.rates.length > 0 ? [legend] : []), ...all.filter((note) => note !== null)];
}

function suppressed({ suppressions }: StreamedReport["head"]): string {
  if (suppressions.length === 0) return "";
  const lines = suppressions.map(
    ({ mode, finding, agent, framework, reason, until, expired, findings, runs }) => {
      const which = [finding, framework, agent].filter((part) => part !== null).map(short);
      const count = `${plural(findings, "finding")} in ${plural(runs, "run")}`;
      const state = expired ? `**expired on ${until}, counted again**` : `until ${until}`;
      return `- ${[mode, ...which].join(" ")}: ${count}, ${state}: ${commentText(clip(reason, LONGEST))}\n`;
    },
  );
  return `\n### Suppressed\n\n${lines.join("")}`;
}

function problems({ problems: all }: StreamedReport["head"]): string {
  if (all.length === 0) return "";
  const lines = all.slice(0, MOST_PROBLEMS).map(({ uri, locator, code, message }) => {
    const place = locator === "" ? uri : `${uri}:${locator}`;
    return `- ${short(place)} ${commentText(clip(`${code}: ${message}`, LONGEST))}\n`;
  });
  const rest = all.length - lines.length;
  const more = rest > 0 ? `- … and ${rest} more\n` : "";
  return `\n### ${plural(all.length, "problem")} while reading\n\n${lines.join("")}${more}`;
}

function short(text: string): string {
  return codeText(clip(text, LONGEST));
}
