import { expect, it } from "vitest";
import type { ModeId, Tier } from "../../src/core/finding.ts";
import { LeadCollector } from "../../src/report/first-findings.ts";
import { fakeRun, idOf, summaryOf, TEST_MODES } from "../helpers/fake-report.ts";

function collect(
  found: [framework: string, mode: ModeId, tier: Exclude<Tier, "low">][],
  most: number,
): string[] {
  const collector = new LeadCollector(TEST_MODES, most);
  for (const [index, [framework, mode, tier]] of found.entries()) {
    const verdict = {
      verdict: "present",
      tier,
      examined: true,
      decidable: false,
      gating: "present",
      disagreement: false,
    } as const;
    collector.add({
      ...summaryOf(fakeRun(index), []),
      id: idOf(index),
      framework,
      verdicts: { ...summaryOf(fakeRun(index), []).verdicts, [mode]: verdict },
    });
  }
  return collector.leads().map(({ mode, framework, alike }) => `${mode} ${framework} ${alike}`);
}

it("gives every mode its best lead before any mode its second", () => {
  const found: Parameters<typeof collect>[0] = [
    ["crewai", "FM-3.2", "certain"],
    ["autogen", "FM-3.2", "certain"],
    ["langgraph", "FM-3.2", "high"],
    ["crewai", "FM-1.3", "medium"],
    ["crewai", "FM-1.3", "medium"],
  ];
  expect(collect(found, 3)).toEqual(["FM-3.2 autogen 1", "FM-1.3 crewai 2", "FM-3.2 crewai 1"]);
});
