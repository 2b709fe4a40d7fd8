import type { ReportingConfiguration, ReportingDescriptor } from "sarif";
import type { Severity } from "../../core/finding.ts";
import { categoryOf } from "../../core/mode-info.ts";
import type { ReportMode } from "../../core/report.ts";
import type { ModeDefinition } from "../../taxonomy/schema.ts";
import { markdownText } from "../markdown-text.ts";
import { nearMiss, paragraphsOf } from "../mode-page.ts";

type Level = Exclude<ReportingConfiguration["level"], undefined>;

/** How code scanning shows a severity: only errors stop a pull request by default. */
export const LEVELS: Readonly<Record<Severity, Level>> = { high: "error", medium: "warning", low: "note" };

/** GitHub's own scale beside the level. */
const PROBLEM_SEVERITIES: Readonly<Record<Severity, string>> = {
  high: "error",
  medium: "warning",
  low: "recommendation",
};

/** A failure mode as a rule, with what the taxonomy says of it as help. */
export function ruleOf(mode: ReportMode, definition: ModeDefinition | null): ReportingDescriptor {
  const { id, title, severity } = mode;
  return {
    id,
    name: title.replace(/[^A-Za-z0-9]+(.)?/g, (_, letter: string = "") => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: definition?.summary ?? title },
    help:
      definition === null
        ? { text: title }
        : { text: plainHelp(definition), markdown: markdownHelp(definition) },
    defaultConfiguration: { level: LEVELS[severity] },
    properties: {
      tags: ["multi-agent", "mast", categoryOf(id)],
      precision: "medium",
      "problem.severity": PROBLEM_SEVERITIES[severity],
    },
  };
}

interface HelpPart {
  title: string;
  items: readonly string[];
}

function partsOf({ signals, not_this, remediation }: ModeDefinition): HelpPart[] {
  return [
    { title: "Signs", items: signals },
    { title: "Not this mode", items: not_this.map(nearMiss) },
    { title: "What helps", items: remediation },
  ];
}

function plainHelp(definition: ModeDefinition): string {
  const parts = partsOf(definition).map(
    ({ title, items }) => `${title}:\n${items.map((item) => `- ${item}`).join("\n")}`,
  );
  return [...paragraphsOf(definition.definition), ...parts].join("\n\n");
}

function markdownHelp(definition: ModeDefinition): string {
  const parts = partsOf(definition).map(
    ({ title, items }) => `### ${title}\n\n${items.map((item) => `- ${markdownText(item)}`).join("\n")}`,
  );
  return [...paragraphsOf(definition.definition).map(markdownText), ...parts].join("\n\n");
}
