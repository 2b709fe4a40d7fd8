import type { ModeId } from "../core/finding.ts";
import { categoryOf } from "../core/mode-info.ts";
import { countOf, type GateReport } from "./groups.ts";
import type { MadeRule } from "./judge-rules.ts";
import type { TaskPairing } from "./pair-tasks.ts";
import { groupText, modeText } from "./sentences.ts";

/** A share of examined runs that is lower by this much is said to be. */
const FEWER = 0.1;

/** Why two reports may differ though the runs do not: other labellers looked, or the tasks were others. */
export function comparisonNotes(
  baseline: GateReport,
  report: GateReport,
  rules: readonly MadeRule[],
  tasks: TaskPairing,
): string[] {
  const increases = rules.filter(({ spec }) => spec.kind === "max-increase");
  const asked = (mode: ModeId): boolean =>
    increases.some(({ spec }) => spec.mode === mode || spec.mode === "any" || spec.mode === categoryOf(mode));
  const notes = new Set<string>();
  if (increases.length > 0 && baseline.taxonomy !== report.taxonomy) {
    notes.add(
      `The baseline was made with the taxonomy ${baseline.taxonomy}, this report with ${report.taxonomy}: what a mode means may have changed.`,
    );
  }
  if (increases.some(({ group }) => Object.keys(group).length === 0)) {
    const [then, now] = [frameworksOf(baseline), frameworksOf(report)];
    const others = [...then]
      .filter((name) => !now.has(name))
      .concat([...now].filter((name) => !then.has(name)));
    if (others.length > 0)
      notes.add(
        `Only one side has runs of ${others.sort().join(", ")}: a change may be that of the framework.`,
      );
  }
  const others = report.modes
    .filter(({ id }) => asked(id))
    .filter(({ id, labellers }) => {
      const then = baseline.modes.find((mode) => mode.id === id)?.labellers ?? [];
      return [...labellers].sort().join() !== [...then].sort().join();
    });
  if (others.length > 0) {
    const ids = others.map(({ id }) => id).join(", ");
    notes.add(
      `Other labellers looked for ${ids} when the baseline was made: a change may be theirs, so save the baseline again.`,
    );
  }
  for (const { spec, group } of increases) {
    const then = countOf(baseline, spec.mode, group, spec.uses);
    const now = countOf(report, spec.mode, group, spec.uses);
    if (now.examined / now.runs < then.examined / then.runs - FEWER) {
      notes.add(
        `Less is looked at: ${modeText(spec.mode)} could be examined in ${now.examined} of ${now.runs} runs` +
          `${groupText(group)}, in the baseline in ${then.examined} of ${then.runs}. The traces may carry less than they did.`,
      );
    }
    const overlap = tasks.overlap(group);
    if (overlap === null || overlap.known === 0 || 2 * overlap.shared >= overlap.known) continue;
    notes.add(
      `Only ${overlap.shared} of ${overlap.known} tasks${groupText(group)} are in both the baseline and these runs: ` +
        "a change may be that of the tasks.",
    );
  }
  return [...notes];
}

function frameworksOf({ rates }: GateReport): Set<string> {
  return new Set(
    rates.flatMap(({ by, runs }) => (by["framework"] === undefined || runs === 0 ? [] : [by["framework"]])),
  );
}
