import { expect, it } from "vitest";
import { sheetLine } from "../../scripts/accuracy/reading-sheet.ts";
import type { ReportFinding } from "../../src/core/report.ts";
import { runOf } from "../helpers/run-of.ts";

function finding(step: number, quote: string): ReportFinding {
  return {
    ...{
      id: "f1",
      source: "step-repetition@9",
      tier: "high",
      precision: { value: 0.9, n: 20 },
      severity: "low",
    },
    ...{ message: "says it again", agent: "clerk", steps: [step], locators: [""] },
    quotes: [{ step, text: quote }],
  };
}

const long = `${"a".repeat(9000)}the very words${"b".repeat(9000)}`;
const steps = Array.from({ length: 100 }, (_, at) => ({
  clerk: at === 50 ? long : `line ${at} ${"x".repeat(400)}`,
}));

it("shows what is quoted with its surroundings, the rest in a few words, and nobody's opinion", () => {
  const line = sheetLine(
    runOf({ task: "Count.", steps }),
    "FM-1.3",
    "Step repetition",
    finding(51, "the very words"),
  );
  const named = line.context.find((step) => step.named === true);
  expect(named?.text).toContain("the very words");
  expect(named?.text).toMatch(/\[…\d+ characters…\]/);
  expect(named?.text.length).toBeLessThan(8000);
  const shown = line.context.map(({ step }) => step);
  expect(shown.slice(0, 30)).toEqual(Array.from({ length: 30 }, (_, at) => at));
  expect(shown.slice(30, 35)).toEqual([49, 50, 51, 52, 53]);
  expect(shown.at(-1)).toBe(100);
  expect(line.context.find(({ step }) => step === 10)?.text.length).toBeLessThan(220);
  expect(line).toMatchObject({ length: 101, agents: ["clerk"], task: "Count." });
  const text = JSON.stringify(line);
  for (const secret of ["step-repetition@9", '"high"', "precision", "severity", "tier"])
    expect(text).not.toContain(secret);
});
