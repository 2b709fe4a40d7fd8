import { nearMiss, paragraphsOf } from "../../src/reporters/mode-page.ts";
import type { DetectorDoc } from "../../src/taxonomy/detector-docs.ts";
import { exampleLines } from "../../src/taxonomy/example-lines.ts";
import type { Example, ModeDefinition } from "../../src/taxonomy/schema.ts";

/** `docs/modes/FM-x.y.md`; the headings are fixed, so that links to them last. */
export function modeMarkdown(mode: ModeDefinition, detectors: readonly DetectorDoc[]): string {
  const [near] = mode.examples.negative;
  const [shown] = mode.examples.positive;
  const blindSpots = detectors.flatMap((detector) => detector.blindSpots);
  const lines = [
    `<!-- generated, edit taxonomy/modes/${mode.id}-${mode.slug}.yaml -->`,
    `# ${mode.id} ${mode.title}`,
    `Category ${mode.category} · severity ${mode.severity} · ${mode.status} since ${mode.since}`,
    "## Summary",
    mode.summary,
    "## Definition",
    ...paragraphsOf(mode.definition),
    "What to look for in a trace:",
    bullets(mode.signals),
    "## Example",
    ...(shown === undefined ? [] : exampleParts(shown, "A run that shows the mode")),
    ...(near === undefined ? [] : exampleParts(near, "A run that only looks like it")),
    "## Not this mode",
    bullets(mode.not_this.map(nearMiss)),
    "## How mast finds it",
    ...(detectors.length === 0
      ? ["No rule looks for this mode yet; without a judge every run is `unknown` for it."]
      : detectors.flatMap(detectorParts)),
    "## Blind spots",
    blindSpots.length === 0
      ? "Without a rule and a judge, all of them: the mode is then never reported."
      : bullets(blindSpots),
    "## Options",
    ...optionParts(mode, detectors),
    "## Remediation",
    bullets(mode.remediation),
    "## References",
    bullets(mode.references.map(({ title, url }) => (url === undefined ? title : `[${title}](${url})`))),
  ];
  return `${lines.join("\n\n")}\n`;
}

function exampleParts(example: Example, kind: string): string[] {
  return [`${kind}: *${example.name}.* ${example.why}`, fenced(exampleLines(example).join("\n"))];
}

/** A fence longer than any run of backticks inside. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

function detectorParts(detector: DetectorDoc): string[] {
  const state = detector.enabled ? "" : ", switched off";
  return [
    `**\`${detector.id}\`** (version ${detector.version}${state}). ${detector.summary}`,
    detector.conditions.join(" "),
  ];
}

function optionParts(mode: ModeDefinition, detectors: readonly DetectorDoc[]): string[] {
  const described = detectors.filter(({ options }) => options.length > 0);
  if (described.length === 0) return ["None."];
  return [
    `Set them in \`taxonomy/modes/${mode.id}-${mode.slug}.yaml\` under \`detectors: … options:\`.`,
    ...described.map(({ id, options }) => {
      const rows = options.map(({ name, value, default: standard, range, description }) => {
        const set = JSON.stringify(value) === JSON.stringify(standard) ? "" : ` (default ${cell(standard)})`;
        return `| \`${name}\` | ${cell(value)}${set} | ${range ?? ""} | ${escapeCell(description ?? "")} |`;
      });
      return [`| ${id} | value | range | meaning |`, "| --- | --- | --- | --- |", ...rows].join("\n");
    }),
  ];
}

function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join("\n");
}

function cell(value: unknown): string {
  return `\`${escapeCell(JSON.stringify(value))}\``;
}

export function escapeCell(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|");
}
