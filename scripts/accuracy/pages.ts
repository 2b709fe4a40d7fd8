import type {
  AttributionBaseline,
  AttributionScores,
  Evaluation,
  EvaluationRow,
} from "../../src/core/evaluation.ts";
import { estimateText, numberText } from "../../src/reporters/evaluation/section.ts";
import { markdownTable } from "../../src/reporters/markdown-text.ts";
import type { Measurement } from "./measurements.ts";
import type { TraceSet } from "./trace-sets.ts";

const BEGIN = "<!-- figures: npm run accuracy -->";
const END = "<!-- end of figures -->";

/** All tables of one measurement. */
export function measurementPage(measurement: Measurement, sets: readonly TraceSet[], tables: string): string {
  const { title, about, labels, traces, except, half } = measurement;
  const of = sets.map(({ name, files, sha256 }) => `- ${name}: ${files} files, SHA-256 \`${sha256}\``);
  const isJoined = labels.length > 1 || except !== undefined || half !== undefined;
  const without = except === undefined ? "" : `, without the ids of ${except}`;
  const only = half === undefined ? "" : `, ids with an ${half} SHA-256 only`;
  const command = [
    ...(isJoined ? [`# joined.jsonl: ${labels.join(" and ")}${without}${only}`] : []),
    `mast eval --labels ${isJoined ? "joined.jsonl" : labels.join()} ${traces.join(" ")}`,
  ];
  return [
    `# ${title}`,
    "",
    "Written by `npm run accuracy -- --gold FOLDER`; one measurement by hand, in the folder of the sets:",
    "",
    ...["```sh", ...command, "```", "", about, "", ...of, "", tables],
  ].join("\n");
}

/** A line per measurement: the claimed modes pooled, or all where none has enough positives. */
export function summaryTable(done: readonly { measurement: Measurement; evaluation: Evaluation }[]): string {
  const agreement = done.flatMap(({ measurement, evaluation }) => {
    const row = rowOf(evaluation);
    return row === undefined ? [] : [agreementLine(measurement, evaluation, row)];
  });
  const blame = done.flatMap(({ measurement, evaluation: { attribution } }) =>
    attribution === null ? [] : [blameLine(measurement, attribution)],
  );
  const links = done.map(({ measurement: { id, title } }) => `- [${title}](accuracy/${id}.md)`);
  return [
    markdownTable(
      [
        "labels",
        "runs",
        "modes",
        "found",
        "certain + high",
        "with medium",
        "recall",
        "κ",
        "κ within framework",
        "κ − prior's κ",
      ],
      agreement,
    ),
    ...[
      "",
      "Claimed modes pooled, unknown scored as absent; found per run over these modes.",
      "",
      markdownTable(
        [
          "labels",
          "runs",
          ...["agent", "step", "step ±3", "step in 3"].flatMap((head) => [head, "best baseline"]),
        ],
        blame,
      ),
      "",
      "Who is to blame and where: shares of the failed runs; in 3: one of three guesses is right. The best of the four baselines by each measure.",
      "",
      ...links,
    ],
  ].join("\n");
}

const BLAMED = ["agentTop1", "stepExact", "stepWithin3", "stepTop3"] as const;

/** What is guessed right, and beside it the best of the baselines. */
function blameLine({ title }: Measurement, scores: AttributionScores): string[] {
  const cells = BLAMED.flatMap((measure) => {
    const [best] = scores.baselines.toSorted((a, b) => (b[measure].value ?? 0) - (a[measure].value ?? 0));
    return [
      estimateText(scores[measure]),
      best === undefined ? "–" : `${numberText(best[measure].value)} ${BASELINE[best.name]}`,
    ];
  });
  return [title, String(scores.agents.labelled), ...cells];
}

const BASELINE: Readonly<Record<AttributionBaseline["name"], string>> = {
  random: "at random",
  "first-step": "first step",
  "last-error": "last error",
  "most-active": "most active agent",
};

function rowOf({ rows }: Evaluation): EvaluationRow | undefined {
  return rows.find(({ of }) => of === "claimed") ?? rows.find(({ of }) => of === "all");
}

function agreementLine({ title }: Measurement, { runs }: Evaluation, row: EvaluationRow): string[] {
  const { certainAndHigh, withMedium } = row.tiers;
  const share = ({ right, n }: { right: number; n: number }): string => `${right}/${n}`;
  return [
    ...[title, String(runs), row.modes.map((mode) => mode.slice(3)).join(" ")],
    ...[(withMedium.n / runs).toFixed(2), share(certainAndHigh), share(withMedium)],
    estimateText(row.unknownAsAbsent.recall),
    ...[row.unknownAsAbsent.kappa, row.withinFramework, row.kappaMinusPrior].map(estimateText),
  ];
}

/** @throws Error where the overview has no place for the figures */
export function replaceSummary(overview: string, summary: string): string {
  const [begin, end] = [overview.indexOf(BEGIN), overview.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/accuracy.md lacks ${BEGIN} … ${END}`);
  return `${overview.slice(0, begin + BEGIN.length)}\n\n${summary}\n\n${overview.slice(end)}`;
}
