import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { MODE_IDS, type ModeId } from "../src/core/finding.ts";
import type { Report, ReportFinding } from "../src/core/report.ts";
import { DETECTORS } from "../src/detectors/registry.ts";
import { companionReason } from "../src/sources/companion.ts";
import { skippedFile } from "../src/sources/skip-reason.ts";
import { reportOnPaths } from "./helpers/report-on-paths.ts";

const SAMPLES = fileURLToPath(new URL("../sample-traces/", import.meta.url));
const EXPECTED = fileURLToPath(new URL("./expected/", import.meta.url));

/** Characters of an expected quote, so that no chance text can hold it. */
const LEAST_QUOTE = 12;
/** From so many characters on a shorter quote shows what a longer one would: findings clip long texts. */
const LEAST_PART = 20;

/** `framework` and `endReason` are those of every run in the file. */
const expectation = z.strictObject({
  framework: z.string(),
  runs: z.int(),
  agents: z.array(z.string()),
  toolCalls: z.int().nullable(),
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  endReason: z.string(),
  mustFind: z.array(
    z.strictObject({
      mode: z.enum(MODE_IDS),
      agent: z.string().nullable(),
      quote: z.string().min(LEAST_QUOTE),
      /** No honest rule can see it; a judge must. Fails once a rule does. */
      blindSpot: z.literal(true).optional(),
    }),
  ),
  mustNotFind: z.array(z.enum(MODE_IDS)),
});

function findingsOf(report: Report, mode: ModeId): ReportFinding[] {
  return report.runs.flatMap((run) => run.labels[mode]?.findings ?? []);
}

function shows(found: string, expected: string): boolean {
  return found.includes(expected) || (found.length >= LEAST_PART && expected.includes(found));
}

function sum(report: Report, count: (run: Report["runs"][number]) => number | null): number | null {
  const counts = report.runs.map(count);
  return counts.every((one) => one === null)
    ? null
    : counts.reduce<number>((all, one) => all + (one ?? 0), 0);
}

const named = readdirSync(SAMPLES, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.endsWith(".md"))
  .map((entry) => `${entry.parentPath}/${entry.name}`.replace(/\/+/g, "/").slice(SAMPLES.length))
  .filter((file) => skippedFile(file) === null)
  .sort();
const companions = await Promise.all(named.map((file) => companionReason(`${SAMPLES}${file}`)));
const files = named.filter((_, at) => companions[at] === null);

describe("every sample trace", () => {
  it("has its expectations, and no expectation is left over", () => {
    const expected = readdirSync(EXPECTED, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".json"),
    );
    expect(expected.map((name) => name.replaceAll("\\", "/")).sort()).toEqual(
      files.map((file) => `${file}.json`),
    );
  });

  it.each(files)("%s holds what its generator did", async (file) => {
    const expected = expectation.parse(JSON.parse(readFileSync(`${EXPECTED}${file}.json`, "utf8")));
    const report = await reportOnPaths([file], SAMPLES, (uri) => uri);
    expect(report.problems).toEqual([]);
    const agents = new Set(report.runs.flatMap((run) => run.agents.map(({ name }) => name)));
    expect({
      frameworks: [...new Set(report.runs.map((run) => run.framework))],
      runs: report.runs.length,
      agents: [...agents].sort(),
      toolCalls: sum(report, (run) => run.toolCalls),
      inputTokens: sum(report, (run) => run.tokens?.input ?? null),
      outputTokens: sum(report, (run) => run.tokens?.output ?? null),
      endReasons: [...new Set(report.runs.map((run) => run.endReason))],
    }).toEqual({
      frameworks: [expected.framework],
      runs: expected.runs,
      agents: [...expected.agents].sort(),
      toolCalls: expected.toolCalls,
      inputTokens: expected.inputTokens,
      outputTokens: expected.outputTokens,
      endReasons: [expected.endReason],
    });
    for (const { mode, agent, quote, blindSpot } of expected.mustFind) {
      const hits = findingsOf(report, mode).filter((finding) => agent === null || finding.agent === agent);
      const quotes = hits.flatMap((finding) => finding.quotes.map(({ text }) => text));
      expect(
        quotes.some((text) => shows(text, quote)),
        `${mode} of ${agent} quoting ${quote}; quotes found: ${JSON.stringify(quotes)}`,
      ).toBe(blindSpot !== true && DETECTORS.some(({ meta }) => meta.mode === mode));
    }
    const mayFind = new Set(expected.mustFind.map(({ mode }) => mode));
    expect(
      expected.mustNotFind.filter((mode) => mayFind.has(mode)),
      "both expected and not",
    ).toEqual([]);
    for (const mode of MODE_IDS) {
      if (mayFind.has(mode)) continue;
      expect(
        findingsOf(report, mode).map(({ message }) => message),
        `${mode} must not be found`,
      ).toEqual([]);
    }
  });
});
