import { LEAST_READ, shownPrecision, tierAfterReading } from "../../src/core/calibration.ts";
import { TIERS, type Tier } from "../../src/core/finding.ts";
import { wilson } from "../../src/core/wilson.ts";
import { kappaOf } from "../../src/eval/agreement.ts";
import { markdownTable } from "../../src/reporters/markdown-text.ts";
import type { Calibration } from "../../src/taxonomy/calibration-schema.ts";
import type { FoundRef } from "./draw-findings.ts";
import { keyOf, type Reader, type Reading, type ReadingKey } from "./readings.ts";

const METHOD =
  "Findings drawn at random for each detector, frameworks in turns; right where every blind reader says right, else wrong.";

type Tiers = Calibration["detectors"][number]["tiers"];

interface Read extends FoundRef {
  right: boolean;
}

/** What the readings say of each detector, by tier and framework. */
export function calibrationOf(key: ReadingKey, readers: readonly Reader[], measured: string): Calibration {
  const read = readFindings(key, readers);
  const ids = [...new Set(read.map(({ detector }) => detector))].toSorted();
  return {
    measured,
    method: METHOD,
    readers: readers.map(({ name }) => name),
    sets: key.sets,
    detectors: ids.map((id) => {
      const own = read.filter(({ detector }) => detector === id);
      return { id, version: own[0]?.version ?? 0, tiers: tiersOf(own) };
    }),
  };
}

function readFindings({ findings }: ReadingKey, readers: readonly Reader[]): Read[] {
  const verdicts = readers.map(({ readings }) => new Map(readings.map((one) => [keyOf(one), one.verdict])));
  return findings.map((ref) => ({
    ...ref,
    right: verdicts.every((byFinding) => byFinding.get(keyOf(ref)) === "right"),
  }));
}

function tiersOf(read: readonly Read[]): Tiers {
  const tiers: Tiers = {};
  for (const tier of TIERS) {
    const own = read.filter((one) => one.tier === tier);
    if (own.length === 0) continue;
    const frameworks = [...new Set(own.map(({ framework }) => framework))].toSorted();
    tiers[tier] = {
      ...countOf(own),
      frameworks: Object.fromEntries(
        frameworks.map((name) => [name, countOf(own.filter(({ framework }) => framework === name))]),
      ),
    };
  }
  return tiers;
}

function countOf(read: readonly Read[]): { n: number; right: number } {
  return { n: read.length, right: read.filter(({ right }) => right).length };
}

/** The calibration for people: one line per detector and tier, then how far the readers agree. */
export function calibrationMarkdown(
  calibration: Calibration,
  key: ReadingKey,
  readers: readonly Reader[],
): string {
  const rows = calibration.detectors.flatMap(({ id, version, tiers }) =>
    Object.entries(tiers).map(([tier, { n, right, frameworks = {} }]) => [
      `${id}@${version}`,
      tier,
      `${right}/${n}`,
      shownPrecision({ n, right }).value.toFixed(2),
      (wilson(right, n) ?? []).map((bound) => bound.toFixed(2)).join("–"),
      outcomeOf(tier as Tier, n, right),
      Object.entries(frameworks)
        .map(([name, one]) => `${name} ${one.right}/${one.n}`)
        .join(", "),
    ]),
  );
  const all = readFindings(key, readers);
  const { right, n } = countOf(all.filter(({ tier }) => tier !== "low"));
  const sets = calibration.sets.map(
    ({ name, files, sha256 }) => `${name} (${files} files, SHA-256 ${sha256})`,
  );
  return [
    `Read ${calibration.measured} by ${calibration.readers.join(" and ")}; seed ${key.seed}, at most ${key.perDetector} findings per detector, drawn by mast ${key.mast}, taxonomy ${key.taxonomy}. Sets: ${sets.join("; ")}.`,
    "",
    markdownTable(
      [
        "detector",
        "tier",
        "right/read",
        "precision (k+2)/(n+4)",
        "Wilson 95 %",
        "tier afterwards",
        "by framework",
      ],
      rows,
    ),
    "",
    `Of all findings of tier medium and above ${right} of ${n} are right. ${agreementOf(readers)}`,
    "",
  ].join("\n");
}

function outcomeOf(tier: Tier, n: number, right: number): string {
  const after = tierAfterReading(tier, { n, right });
  const drop = after === tier ? "" : `drops to ${after}`;
  const few = n < LEAST_READ && tier !== "low" ? `uncalibrated, n=${n}` : "";
  return [drop, few].filter((part) => part !== "").join("; ") || "stays";
}

/** How far the first two readers agree on right against not right. */
function agreementOf([first, second]: readonly Reader[]): string {
  if (first === undefined || second === undefined) return "One reader only.";
  const other = new Map(second.readings.map((one) => [keyOf(one), one]));
  const counts = { tp: 0, fp: 0, fn: 0, tn: 0 };
  const says = (reading: Reading | undefined): boolean => reading?.verdict === "right";
  for (const reading of first.readings) {
    const there = says(other.get(keyOf(reading)));
    counts[says(reading) ? (there ? "tp" : "fn") : there ? "fp" : "tn"]++;
  }
  const same = counts.tp + counts.tn;
  const kappa = kappaOf(counts);
  return `The readers agree on ${same} of ${first.readings.length} (κ ${kappa === null ? "not defined" : kappa.toFixed(2)}).`;
}
