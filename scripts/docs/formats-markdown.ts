import type { FormatDoc, TraceAdapter } from "../../src/adapters/adapter.ts";
import { escapeCell } from "./mode-markdown.ts";

/** `docs/formats.md`: what each adapter says of the formats that it reads. */
export function formatsMarkdown(adapters: readonly TraceAdapter[]): string {
  const sorted = [...adapters].sort((a, b) => (a.meta.id < b.meta.id ? -1 : 1));
  const overview = sorted.flatMap(({ meta }) =>
    meta.formats.map(({ format, title, tested }) => {
      return `| [\`${format}\`](#${anchorOf(format)}) | ${escapeCell(title)} | ${escapeCell(tested)} |`;
    }),
  );
  const parts = [
    "<!-- generated, edit the `formats` of the adapters in src/adapters -->",
    "# Trace formats",
    "Files are recognised by their content. Each format says what it carries and what is lost: what a trace cannot show, " +
      "mast reports as `unknown`, never as absent.",
    ["| format | what it is | read and tested |", "| --- | --- | --- |", ...overview].join("\n"),
    ...sorted.flatMap(({ meta }) => meta.formats.flatMap(formatParts)),
  ];
  return `${parts.join("\n\n")}\n`;
}

function formatParts(doc: FormatDoc): string[] {
  const ends = Object.entries(doc.endReasons);
  return [
    `## ${doc.format}`,
    `${doc.title}. Written by: ${doc.writtenBy}`,
    [`- Tested with: ${doc.tested}`, `- Carries: ${doc.carries}`, `- Loses: ${doc.loses}`].join("\n"),
    ends.length === 0
      ? "The format does not say how a run ended."
      : [
          "| how it ends | endReason |",
          "| --- | --- |",
          ...ends.map(([words, reason]) => `| ${escapeCell(words)} | \`${reason}\` |`),
        ].join("\n"),
  ];
}

/** GitHub's anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- ]/gu, "")
    .replaceAll(" ", "-");
}
