import { z } from "zod";
import type { Finding, ModeId } from "../core/finding.ts";
import { isObject } from "../core/json.ts";
import type { Run, Step } from "../core/run.ts";
import type { LabelLine } from "./label-line.ts";
import { SourceRecords } from "./source-records.ts";

const pieceSchema = z.looseObject({
  quote: z.string().nullish(),
  agent: z.string().nullish(),
  /** Record of the source, 0-based. */
  step: z.int().min(0).nullish(),
  why: z.string().nullish(),
});
type Piece = z.infer<typeof pieceSchema>;

/** What a label line brings forward for a mode, as far as it stands in the run. */
export interface LineEvidence {
  /** What can be shown in place: each quote occurs in the step named. */
  findings: Finding[];
  /** The labeller's reasons. */
  remarks: string[];
  /** Quotes that the run does not hold. */
  notFound: number;
}

/**
 * Evidence of a line for one mode: a text, `{quote, agent, step, why}`, or a list of these, under the mode's code. Quotes are
 * looked for in the record that the evidence names, then from the start of the run.
 *
 * @param holds whether a step says a text
 */
export function evidenceOf(
  line: LabelLine,
  mode: ModeId,
  run: Run,
  tier: Finding["tier"],
  holds: (step: Step, text: string) => boolean,
): LineEvidence {
  const evidence: LineEvidence = { findings: [], remarks: [], notFound: 0 };
  for (const { quote, agent, step, why } of piecesOf(line.evidence, mode)) {
    const remark = why?.trim() ?? "";
    if (remark !== "") evidence.remarks.push(remark);
    if (quote == null || quote.trim() === "") continue;
    const found = stepWith(quote, step ?? null, run, holds);
    if (found === null) {
      evidence.notFound++;
      continue;
    }
    const named = run.agents.find(({ name }) => name.toLowerCase() === agent?.trim().toLowerCase());
    evidence.findings.push({
      ...{ mode, tier, agent: named?.id ?? found.agent, steps: [found.index] },
      message: remark === "" ? "quoted by the labeller" : remark,
      quotes: [{ step: found.index, text: quote }],
    });
  }
  return evidence;
}

function piecesOf(evidence: unknown, mode: ModeId): Piece[] {
  if (!isObject(evidence)) return [];
  const given = Object.entries(evidence).find(([code]) => code === mode || `FM-${code}` === mode)?.[1];
  const pieces: unknown[] = Array.isArray(given) ? given : [given];
  return pieces.flatMap((piece) => {
    if (typeof piece === "string") return [{ why: piece }];
    const parsed = pieceSchema.safeParse(piece);
    return parsed.success ? [parsed.data] : [];
  });
}

function stepWith(
  quote: string,
  record: number | null,
  { steps, sources }: Run,
  holds: (step: Step, text: string) => boolean,
): Step | null {
  const records = record === null ? null : new SourceRecords({ steps, sources });
  const named = steps.find((step) => records?.recordOf(step.index) === record && holds(step, quote));
  return (record === null ? undefined : named) ?? steps.find((step) => holds(step, quote)) ?? null;
}
