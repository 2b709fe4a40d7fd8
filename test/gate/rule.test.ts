import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MastError } from "../../src/core/errors.ts";
import { MODE_IDS } from "../../src/core/finding.ts";
import { parseRule, parseTarget, ruleText, targetText } from "../../src/gate/rule.ts";

const read = (text: string) => parseRule("max-rate", text);

describe("a rule", () => {
  test.each([
    ["FM-3.2=0.1", { mode: "FM-3.2", scope: null, uses: "atLeast", limit: 0.1 }],
    ["3.2=10%", { mode: "FM-3.2", limit: 0.1 }],
    ["any = .5", { mode: "any", limit: 0.5 }],
    ["fc2=0", { mode: "FC2", limit: 0 }],
    ["rate:FM-1.3=1", { mode: "FM-1.3", uses: "rate", limit: 1 }],
    ["atLeast:any=0.3", { mode: "any", uses: "atLeast" }],
    ["any@framework:crewai=0.2", { scope: { grouping: "framework", value: "crewai" } }],
    ["any@framework=0.2", { scope: { grouping: "framework", value: null } }],
    ["any@model:*=0.2", { scope: { grouping: "model", value: null } }],
    ["any@model:gpt-4.1:free=0.2", { scope: { grouping: "model", value: "gpt-4.1:free" } }],
    ["any@agent:Web Surfer=0.2", { scope: { grouping: "agent", value: "Web Surfer" } }],
    ["any@tag:team=blue=0.2", { scope: { grouping: "tag:team", value: "blue" }, limit: 0.2 }],
    ["any@tag:team=a=b=0.2", { scope: { grouping: "tag:team", value: "a=b" } }],
    ["any@tag:team=0.2", { scope: { grouping: "tag:team", value: null } }],
  ])("%s is read", (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  test.each([
    ["FM-3.2", "it has no =LIMIT"],
    ["FM-3.9=0.1", "did you mean FM-3."],
    ["=0.1", "names no mode"],
    ["any=1.2", "no share from 0 to 1"],
    ["any=150%", "no share from 0 to 1"],
    ["any=-0.1", "no share from 0 to 1"],
    ["any=nan", "no share from 0 to 1"],
    ["any=", "no share from 0 to 1"],
    ["any@crewai=0.1", "none of framework, model, agent"],
    ["lowest:any=0.1", "neither rate: nor atLeast:"],
    ["__proto__=0.1", "no mode or category"],
  ])("%s is refused", (text, why) => {
    expect(() => read(text)).toThrow(MastError);
    expect(() => read(text)).toThrow(why);
  });

  test("whatever it is about, its text is read as the same rule", () => {
    const name = fc.string({ minLength: 1 }).filter((text) => text.trim() === text && text !== "*");
    const scope = fc.oneof(
      fc.constant(null),
      fc.record({
        grouping: fc.constantFrom("framework" as const, "model" as const, "agent" as const),
        value: fc.option(name),
      }),
      fc.record({
        grouping: name.filter((text) => !text.includes("=")).map((text) => `tag:${text}` as const),
        value: fc.option(name),
      }),
    );
    const rule = fc.record({
      kind: fc.constantFrom("max-rate" as const, "max-increase" as const),
      mode: fc.constantFrom(...MODE_IDS, "FC1" as const, "any" as const),
      scope,
      uses: fc.constantFrom("rate" as const, "atLeast" as const),
      limit: fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000),
    });
    fc.assert(
      fc.property(rule, (spec) => {
        expect(parseTarget(spec.kind, targetText(spec), spec.limit)).toEqual(spec);
        expect(parseRule(spec.kind, ruleText(spec).slice(spec.kind.length + 1))).toEqual(spec);
      }),
    );
  });
});
