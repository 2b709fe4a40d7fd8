import type { Location, Result } from "sarif";
import { type ModeId, SEVERITIES, TIERS } from "../../core/finding.ts";
import type { PlaceFinder, ReportFinding, ReportRun } from "../../core/report.ts";
import { clip } from "../layout.ts";
import { placesIn, uriReference } from "../place.ts";
import { trustText } from "../precision-text.ts";
import { LEVELS } from "./rules.ts";

const LONGEST_MESSAGE = 400;
const LONGEST_QUOTE = 300;
const LONGEST_NAME = 200;
/** Steps beside the first that are linked from a result. */
const MOST_RELATED = 4;

export interface RankedResult {
  result: Result;
  /** Lower matters more: by severity, then by tier. */
  rank: number;
}

/**
 * The findings of one run as results: those of verdicts that a mode is there. What is suppressed is left out, since GitHub
 * passes over `suppressions` and shows such results as open alerts.
 */
export async function* resultsOf(
  run: ReportRun,
  ruleIndex: ReadonlyMap<ModeId, number>,
  placesOf: PlaceFinder | undefined,
): AsyncGenerator<RankedResult> {
  const found = [...ruleIndex].flatMap(([mode, index]) => {
    const label = run.labels[mode];
    const findings = label?.verdict === "present" ? label.findings : [];
    return findings
      .filter(({ suppressed }) => suppressed === undefined)
      .map((finding) => ({ mode, index, finding }));
  });
  const locators = found.flatMap(({ finding }) => finding.locators.slice(0, MOST_RELATED + 1));
  const placeOf = await placesIn(run, locators, placesOf);
  for (const { mode, index, finding } of found) {
    const gravity = SEVERITIES.length - 1 - SEVERITIES.indexOf(finding.severity);
    yield {
      result: resultOf(run, mode, index, finding, placeOf),
      rank: gravity * 10 + TIERS.indexOf(finding.tier),
    };
  }
}
type PlaceOf = Awaited<ReturnType<typeof placesIn>>;

function resultOf(
  run: ReportRun,
  mode: ModeId,
  ruleIndex: number,
  finding: ReportFinding,
  placeOf: PlaceOf,
): Result {
  const [quote] = finding.quotes;
  const words = quote === undefined ? "" : `\n\nStep ${quote.step}: “${clip(quote.text, LONGEST_QUOTE)}”`;
  const text = `${clip(finding.message, LONGEST_MESSAGE)} (${trustText(finding)})${words}`;
  const related = finding.steps.slice(1, MOST_RELATED + 1).map((step, at) => ({
    id: at + 1,
    ...locationOf(finding.locators[at + 1] ?? "", placeOf),
    message: { text: `step ${step}` },
  }));
  return {
    ruleId: mode,
    ruleIndex,
    level: LEVELS[finding.severity],
    message: { text: withoutLinks(text) },
    locations: [locationOf(finding.locators[0] ?? run.source.locator, placeOf)],
    ...(related.length > 0 ? { relatedLocations: related } : {}),
    partialFingerprints: {
      // The name under which GitHub looks for what tells one alert from another. Lines of a trace tell little: many
      // traces are one line, and the next run of the same system has the same lines.
      primaryLocationLineHash: `${finding.id}:1`,
      "mastFindingId/v1": finding.id,
    },
    properties: {
      ...{
        run: run.id,
        framework: clip(run.framework, LONGEST_NAME),
        tier: finding.tier,
        foundBy: finding.source,
      },
      agent: finding.agent === null ? null : clip(finding.agent, LONGEST_NAME),
      steps: finding.steps.slice(0, MOST_RELATED + 1),
    },
  };
}

/** GitHub wants a line of every place; where a source has none, it is the first, and the locator tells the rest. */
function locationOf(locator: string, placeOf: PlaceOf): Location {
  const { uri, line } = placeOf(locator);
  const place = locator === "" ? [] : [{ fullyQualifiedName: clip(locator, LONGEST_NAME) }];
  return {
    physicalLocation: {
      artifactLocation: { uri: uriReference(uri) },
      region: { startLine: line ?? 1 },
    },
    ...(place.length > 0 ? { logicalLocations: place } : {}),
  };
}

/** In plain messages of SARIF `[text](target)` is a link (3.11.6). */
export function withoutLinks(text: string): string {
  return text.replaceAll("](", "] (");
}
