import type { Finding, Label, ModeId } from "../core/finding.ts";
import type { SuppressionRow } from "../core/gate.ts";
import type { ReportLabel } from "../core/report.ts";
import type { Run } from "../core/run.ts";
import type { MergedVerdict, RunSummary } from "../core/summary.ts";
import { hasExpired, type Suppression, type SuppressionList } from "../core/suppression.ts";
import { FindingIds } from "./finding-ids.ts";

/** What suppressions do to one mode of a run. */
export interface SuppressedMode {
  /** The first that holds, where all findings of the verdict are suppressed. */
  shown: ReportLabel["suppressed"];
  /** All findings that gates count are suppressed. */
  gating: boolean;
  /** Names of the agents of those findings that gates count and that are not suppressed. */
  gatingAgents: string[];
  /** By the ids of the findings that are suppressed, each by the first that holds. */
  findings: ReadonlyMap<string, NonNullable<ReportLabel["suppressed"]>>;
}

interface Entry {
  suppression: Suppression;
  expired: boolean;
  findings: number;
  runs: number;
}

/** A finding behind a verdict `present`, and what it is suppressed by. */
interface Known {
  id: string;
  label: Label;
  finding: Finding;
  /** Name of the agent that it names. */
  agent: string | null;
  fits: readonly Entry[];
}

/** Fits suppressions to findings, and counts what each fits. */
export class Suppressor {
  private readonly entries: readonly Entry[];

  constructor({ entries, today }: SuppressionList) {
    this.entries = entries.map((suppression) => ({
      ...{ suppression, expired: hasExpired(suppression, today) },
      ...{ findings: 0, runs: 0 },
    }));
  }

  /** Whether a finding of the run may be meant; its labels need to be looked at only then. */
  concerns(run: RunSummary): boolean {
    return this.entries.some(({ suppression }) => {
      const merged = run.verdicts[suppression.mode];
      if (merged === undefined || !fitsRun(suppression, run)) return false;
      const { agent } = suppression;
      if (agent !== null && merged.verdict === "present" && merged.agents?.includes(agent) !== true)
        return false;
      return merged.verdict === "present" || merged.gating === "present";
    });
  }

  /** The run with what is suppressed left out of what gates count. */
  apply(summary: RunSummary, run: Run, labels: readonly Label[]): RunSummary {
    const known = this.knownIn(run, labels);
    for (const entry of this.entries) {
      const findings = known.filter(({ fits }) => fits.includes(entry)).length;
      entry.findings += findings;
      if (findings > 0) entry.runs++;
    }
    const changed = modesOf(known).flatMap(([mode, { shown, gating, gatingAgents }]) => {
      const merged: MergedVerdict | undefined = summary.verdicts[mode];
      if (merged === undefined) return [];
      const counted = gating && merged.gating === "present" ? "unknown" : merged.gating;
      return [[mode, { ...merged, gating: counted, gatingAgents, suppressed: shown !== null }]];
    });
    return { ...summary, verdicts: { ...summary.verdicts, ...Object.fromEntries(changed) } };
  }

  /** Modes of the run on which suppressions that hold have an effect. */
  of(run: Run, labels: readonly Label[]): Map<ModeId, SuppressedMode> {
    return this.entries.length === 0 ? new Map() : new Map(modesOf(this.knownIn(run, labels)));
  }

  /** In the order given, with what each fitted in the runs it was applied to. */
  rows(): SuppressionRow[] {
    return this.entries.map(({ suppression, expired, findings, runs }) => ({
      mode: suppression.mode,
      finding: suppression.finding,
      run: suppression.run,
      framework: suppression.framework,
      agent: suppression.agent,
      reason: suppression.reason,
      until: suppression.until,
      ...{ expired, findings, runs },
    }));
  }

  private knownIn(run: Run, labels: readonly Label[]): Known[] {
    const ids = new FindingIds(run.id);
    const names = new Map(run.agents.map(({ id, name }) => [id, name]));
    return labels.flatMap((label) =>
      label.findings.flatMap((finding): Known[] => {
        const id = ids.of(label, finding);
        if (label.verdict !== "present" || finding.tier === "low") return [];
        const agent = finding.agent === null ? null : (names.get(finding.agent) ?? finding.agent);
        const fits = this.entries.filter(
          ({ suppression }) => fitsRun(suppression, run) && fitsFinding(suppression, label.mode, id, agent),
        );
        return [{ id, label, finding, agent, fits }];
      }),
    );
  }
}

function shownOf({ suppression: { reason, until } }: Entry): NonNullable<ReportLabel["suppressed"]> {
  return { reason, until };
}

function fitsRun({ run, framework }: Suppression, given: Pick<RunSummary, "id" | "framework">): boolean {
  return (run === null || given.id.startsWith(run)) && (framework === null || framework === given.framework);
}

function fitsFinding(suppression: Suppression, mode: ModeId, id: string, agent: string | null): boolean {
  const { finding } = suppression;
  if (suppression.mode !== mode || (finding !== null && finding !== id)) return false;
  return suppression.agent === null || suppression.agent === agent;
}

function modesOf(known: readonly Known[]): [ModeId, SuppressedMode][] {
  const holding = ({ fits }: Known): Entry | undefined => fits.find(({ expired }) => !expired);
  const modes = new Set(known.filter((one) => holding(one) !== undefined).map(({ label }) => label.mode));
  return [...modes].map((mode) => {
    const own = known.filter(({ label }) => label.mode === mode);
    const counted = own.filter(({ label, finding }) => {
      const sure = (tier: Finding["tier"] | null): boolean => tier === "certain" || tier === "high";
      return label.labeller.kind === "human" || (sure(label.tier) && sure(finding.tier));
    });
    const [first] = own.map(holding).filter((entry) => entry !== undefined);
    const isWhole = own.every((one) => holding(one) !== undefined);
    const shown = isWhole && first !== undefined ? shownOf(first) : null;
    return [
      mode,
      {
        shown,
        gating: counted.length > 0 && counted.every((one) => holding(one) !== undefined),
        gatingAgents: counted.flatMap((one) =>
          holding(one) === undefined && one.agent !== null ? [one.agent] : [],
        ),
        findings: new Map(
          own.flatMap((one) => {
            const entry = holding(one);
            return entry === undefined ? [] : [[one.id, shownOf(entry)]];
          }),
        ),
      },
    ];
  });
}
