import type { DetectorDoc } from "../taxonomy/detector-docs.ts";
import { exampleLines } from "../taxonomy/example-lines.ts";
import type { ModeDefinition } from "../taxonomy/schema.ts";
import type { Taxonomy } from "../taxonomy/taxonomy.ts";
import { clip, pad, paint, widthOf, wrap } from "./layout.ts";

export interface PageOptions {
  /** Columns of the terminal; 60–120 are used. */
  width: number;
  color: boolean;
}

/** Longer than any text of the taxonomy; `wrap` asks for a limit because it also prints trace text. */
const ALL_LINES = 1000;

/** `mast modes`: all modes by category, each with what it is and who looks for it. Ends with a line feed. */
export function modeListPage(
  taxonomy: Taxonomy,
  detectorsOf: (mode: ModeDefinition) => readonly DetectorDoc[],
  options: PageOptions,
): string {
  const width = clampWidth(options.width);
  const ink = paint(options.color);
  const lines = [`${taxonomy.label} · ${taxonomy.active.length} failure modes · ${taxonomy.source.title}`];
  for (const category of taxonomy.categories) {
    lines.push("", ink.bold(`${category.id} ${category.title}`));
    const modes = taxonomy.modesIn(category.id);
    const longest = Math.max(0, ...modes.map((mode) => widthOf(mode.title)));
    for (const mode of modes) {
      const finders = detectorsOf(mode).filter(({ enabled }) => enabled);
      const found = finders.length === 0 ? "no detector yet" : finders.map(({ id }) => id).join(", ");
      lines.push(`  ${ink.cyan(mode.id)}  ${pad(mode.title, longest)}  ${ink.dim(found)}`);
      lines.push(...wrap(mode.summary, width - 10, ALL_LINES).map((line) => `${" ".repeat(10)}${line}`));
    }
  }
  lines.push("", ink.dim("mast modes FM-1.3 shows one mode in full."));
  return `${lines.join("\n")}\n`;
}

/** `mast modes FM-x.y`: everything about one mode. Ends with a line feed. */
export function modePage(
  mode: ModeDefinition,
  detectors: readonly DetectorDoc[],
  options: PageOptions,
): string {
  const width = clampWidth(options.width);
  const ink = paint(options.color);
  const lines: string[] = [];
  const text = (words: string, indent = ""): void => {
    lines.push(...wrap(words, width - widthOf(indent), ALL_LINES).map((line) => indent + line));
  };
  const list = (items: readonly string[]): void => {
    for (const item of items) {
      const [first = "", ...rest] = wrap(item, width - 4, ALL_LINES);
      lines.push(`  - ${first}`, ...rest.map((line) => `    ${line}`));
    }
  };
  const heading = (title: string): void => {
    lines.push("", ink.bold(title));
  };

  const retired = mode.status === "retired" ? " · retired" : "";
  lines.push(ink.bold(`${mode.id} ${mode.title}`));
  lines.push(ink.dim(`category ${mode.category} · severity ${mode.severity}${retired}`));
  text(mode.summary);
  heading("Definition");
  for (const [index, paragraph] of paragraphsOf(mode.definition).entries()) {
    if (index > 0) lines.push("");
    text(paragraph);
  }
  heading("Signs");
  list(mode.signals);
  heading("Not this mode");
  list(mode.not_this.map(nearMiss));
  heading("How mast finds it");
  if (detectors.length === 0)
    text("No rule looks for this mode yet; without a judge it is reported as unknown.");
  for (const detector of detectors) {
    const state = detector.enabled ? "" : ", switched off";
    lines.push(ink.cyan(`${detector.id}@${detector.version}${state}`));
    text([detector.summary, ...detector.conditions].join(" "), "  ");
    if (detector.blindSpots.length > 0) {
      lines.push("  Blind spots:");
      list(detector.blindSpots);
    }
    if (detector.options.length > 0) {
      lines.push("  Options (taxonomy/modes, detectors … options):");
      list(detector.options.map(optionLine));
    }
  }
  const [example] = mode.examples.positive;
  if (example !== undefined) {
    heading(`Example: ${example.name}`);
    for (const line of exampleLines(example)) lines.push(`  ${clip(line, width - 2)}`);
    text(example.why);
  }
  heading("What helps");
  list(mode.remediation);
  if (mode.aliases.length > 0) {
    heading("Also called");
    text(mode.aliases.join(", "));
  }
  return `${lines.join("\n")}\n`;
}

/** Blank lines separate paragraphs; line breaks inside one mean nothing. */
export function paragraphsOf(text: string): string[] {
  return text
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/\s+/g, " "));
}

export function nearMiss({ looks_like, because, instead }: ModeDefinition["not_this"][number]): string {
  return `${looks_like} ${because}${instead === undefined ? "" : ` Rather ${instead}.`}`;
}

function optionLine({ name, value, range, description }: DetectorDoc["options"][number]): string {
  const limits = range === null ? "" : ` (${range})`;
  return `${name} = ${JSON.stringify(value)}${limits}${description === null ? "" : `: ${description}`}`;
}

function clampWidth(width: number): number {
  return Math.min(120, Math.max(60, width));
}
