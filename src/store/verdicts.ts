import type { ModeId } from "../core/finding.ts";
import type { MergedVerdict, RunSummary } from "../core/summary.ts";

type Row = [
  verdict: MergedVerdict["verdict"],
  tier: MergedVerdict["tier"],
  examined: 0 | 1,
  decidable: 0 | 1,
  gating: MergedVerdict["gating"],
  disagreement: 0 | 1,
  ...agents: string[],
];

/** Merged verdicts as JSON, a list per mode instead of an object: they are read for every run of a table or gate. */
export function encodeVerdicts(merged: Partial<Record<ModeId, MergedVerdict>>): string {
  const bit = (flag: boolean): 0 | 1 => (flag ? 1 : 0);
  const rows = Object.entries(merged).map(([mode, one]): [string, Row] => [
    mode,
    [
      one.verdict,
      one.tier,
      bit(one.examined),
      bit(one.decidable),
      one.gating,
      bit(one.disagreement),
      ...(one.agents ?? []),
    ],
  ]);
  return JSON.stringify(Object.fromEntries(rows));
}

export function decodeVerdicts(value: unknown): RunSummary["verdicts"] {
  const rows = Object.entries(value as Record<ModeId, Row>).map(([mode, row]): [string, MergedVerdict] => {
    const [verdict, tier, examined, decidable, gating, disagreement, ...agents] = row;
    return [
      mode,
      Object.freeze({
        verdict,
        tier,
        examined: examined === 1,
        decidable: decidable === 1,
        gating,
        disagreement: disagreement === 1,
        ...(agents.length === 0 ? {} : { agents }),
      }),
    ];
  });
  return Object.freeze(Object.fromEntries(rows)) as RunSummary["verdicts"];
}
