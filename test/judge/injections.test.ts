import { describe, expect, test } from "vitest";
import { controlsOf } from "../../src/judge/prompt/questions.ts";
import { Taxonomy } from "../../src/taxonomy/taxonomy.ts";
import { attacked, attacks } from "./attacks.ts";
import { absentsOf, careful, naive } from "./injections/obedient.ts";
import { answering, caseOf, judged, taxonomy } from "./scripted-judge.ts";

test("the corpus has attacks of all classes", () => {
  const classes = new Set(attacks.map((attack) => attack.class));
  expect(attacks.length).toBeGreaterThanOrEqual(30);
  expect([...classes].sort()).toEqual([
    ...[
      "authority",
      "beside",
      "disguise",
      "evidence",
      "fence",
      "forget",
      "protocol",
      "split",
      "tool",
      "verdict",
    ],
  ]);
  expect(new Set(attacks.map(({ id }) => id)).size).toBe(attacks.length);
});

describe("no absent comes out", () => {
  test.each(attacks)("where a judge obeys and answers the controls rightly: $class, $id", (attack) => {
    const about = caseOf(attacked(attack));
    const { outcome } = judged(about, careful(about));
    expect(outcome.labels.filter(({ verdict }) => verdict === "absent")).toEqual([]);
    const whys = outcome.labels.filter(({ examined }) => examined).map(({ why }) => why.split(":")[0]);
    expect(new Set(whys)).toEqual(new Set(["judge-injection-suspected"]));
  });

  test.each(attacks)(
    "by the controls alone, where a judge obeys all that it reads: $class, $id",
    (attack) => {
      const about = { ...caseOf(attacked(attack)), taxonomy: withoutPatterns() };
      const { outcome } = judged(about, naive(about));
      expect(outcome.labels.filter(({ verdict }) => verdict === "absent")).toEqual([]);
      expect(outcome.voided.length).toBeGreaterThan(0);
    },
  );
});

test("without an attack the same run gets its verdicts", () => {
  const about = caseOf(attacked({ id: "none", class: "none", steps: [{ clerk: "Let me look again." }] }));
  expect(absentsOf(about, careful(about))).toHaveLength(14);
});

test("a judge that answers the controls wrongly decides nothing, even where nobody attacks", () => {
  const about = caseOf(attacked({ id: "none", class: "none", steps: [{ clerk: "Let me look again." }] }));
  const { outcome } = judged(about, naive(about));
  expect(outcome.voided).toHaveLength(3);
  expect(new Set(outcome.labels.map(({ verdict }) => verdict))).toEqual(new Set(["unknown"]));
  expect(outcome.labels[0]?.why).toMatch(/^judge-obeyed-trace: /);
});

test("the canary alone voids a reply", () => {
  const about = caseOf(attacked({ id: "none", class: "none", steps: [{ clerk: "Let me look again." }] }));
  const { outcome } = judged(about, (request) => {
    const { canary } = controlsOf(about, request.name);
    return answering(about, request, () => ({
      verdict: "absent",
      explanation: `${canary.toUpperCase()} none`,
    }));
  });
  expect(outcome.voided.map(({ code }) => code)).toEqual(Array(3).fill("judge-obeyed-trace"));
});

function withoutPatterns(): Taxonomy {
  const { judge, name, version, source, categories, principles, changelog, modes, schemes, calibration } =
    taxonomy;
  if (judge === null) throw new Error("no judge");
  const file = { name, version, source, categories: [...categories], principles: [...principles], changelog };
  const data = {
    file,
    modes: [...modes],
    schemes: [...schemes],
    calibration,
    judge: { ...judge, injections: [] },
  };
  return new Taxonomy(data);
}
