import type { ScoredRun } from "../eval/scored-run.ts";
import type { LabelLine } from "../labels/label-line.ts";
import type { LineMatcher, RunCatalogue } from "../labels/match-lines.ts";
import { guessesOf, labelsOf, predictionsOf, type RunLines } from "./score-runs.ts";

export interface PairingProblem {
  /** Which file the line stands in. */
  of: "labels" | "predictions";
  line: number;
  message: string;
}

export interface Pairing {
  /** By run id. */
  runs: Map<string, RunLines>;
  /** Lines whose run is not there. */
  unmatched: { labels: number[]; predictions: number[] };
  /** Lines that could mean several runs, and labels of one run that contradict each other. */
  problems: PairingProblem[];
}

/** Finds the run of each line. Runs without a label are left out: there is nothing to score. */
export async function pairLines(
  matcher: LineMatcher,
  labels: readonly LabelLine[],
  predictions: readonly LabelLine[] | null,
): Promise<Pairing> {
  const problems: PairingProblem[] = [];
  const unmatched: Pairing["unmatched"] = { labels: [], predictions: [] };
  const group = async (
    of: PairingProblem["of"],
    lines: readonly LabelLine[],
  ): Promise<Map<string, LabelLine[]>> => {
    const byRun = new Map<string, LabelLine[]>();
    for (const line of lines) {
      const match = await matcher.match(line);
      if (match.kind === "none") unmatched[of].push(line.line);
      else if (match.kind === "ambiguous") {
        problems.push({ of, line: line.line, message: ambiguity(line, match.candidates) });
      } else {
        const before = byRun.get(match.id) ?? [];
        const contradiction = before
          .map((other) => contradictionOf(line, other))
          .find((text) => text !== null);
        if (contradiction !== undefined) problems.push({ of, line: line.line, message: contradiction });
        byRun.set(match.id, [...before, line]);
      }
    }
    return byRun;
  };
  const labelled = await group("labels", labels);
  const predicted = predictions === null ? null : await group("predictions", predictions);
  const runs = new Map<string, RunLines>();
  for (const [id, lines] of labelled) {
    runs.set(id, { labels: lines, predictions: predicted === null ? null : (predicted.get(id) ?? []) });
  }
  return { runs, unmatched, problems };
}

const MOST_CANDIDATES = 5;

/** The sentence for a line that could mean several runs. */
export function ambiguity({ id, file, locator }: LabelLine, candidates: readonly string[]): string {
  const given = [id, file, locator].filter((part) => part !== null).join(", ");
  const shown = candidates.slice(0, MOST_CANDIDATES).join(", ");
  const more = candidates.length > MOST_CANDIDATES ? `, and ${candidates.length - MOST_CANDIDATES} more` : "";
  const advice = locator === null ? '; a longer path or a "locator" tells them apart' : "";
  return `"${given}" could be ${candidates.length} runs: ${shown}${more}${advice}`;
}

/** Two lines of one run may add to each other, but not say yes and no of one mode. */
function contradictionOf(line: LabelLine, other: LabelLine): string | null {
  for (const [mode, verdict] of Object.entries(line.modes)) {
    const before = Object.entries(other.modes).find(([key]) => key === mode)?.[1];
    if (typeof verdict === "boolean" && typeof before === "boolean" && verdict !== before) {
      return `says ${verdict} of ${mode}, line ${other.line} says ${before} of the same run`;
    }
  }
  return null;
}

/** Label lines as the runs that predictions name, where two files are compared without any trace. */
export function lineCatalogue(lines: readonly LabelLine[]): RunCatalogue {
  const ids = new Set(lines.map(idOf));
  const byFile = new Map<string, LabelLine[]>();
  for (const line of lines) {
    if (line.file !== null) byFile.set(line.file, [...(byFile.get(line.file) ?? []), line]);
  }
  return {
    has: (id) => ids.has(id),
    families: [],
    sources: [...byFile.keys()],
    runsOf: async (file) =>
      (byFile.get(file) ?? []).map((line) => ({ id: idOf(line), locator: line.locator ?? "" })),
  };
}

function idOf({ id, file, locator }: LabelLine): string {
  return id ?? [file, locator].filter((part) => part !== null).join(":");
}

/** Runs of which nothing is known but the lines: both files count records, so steps need no mapping. */
export function scoreLines(pairing: Pairing): ScoredRun[] {
  return [...pairing.runs].map(([id, { labels, predictions }]) => {
    const [first] = labels;
    const agent = labels.find((line) => line.agent !== null)?.agent ?? null;
    const record = labels.find((line) => line.step !== null)?.step ?? null;
    const blamed = agent !== null || record !== null;
    return {
      id,
      source: first?.file ?? id,
      framework: first?.framework ?? "unknown",
      labels: labelsOf(labels),
      predictions: predictionsOf(predictions ?? []),
      blame: blamed
        ? {
            ...{ agent, record, unmapped: false, guesses: guessesOf(predictions ?? []) },
            field: null,
          }
        : null,
    };
  });
}
