import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Dossier } from "../../src/judge/dossier/dossier.ts";
import { excerptOf } from "../../src/judge/dossier/excerpt.ts";
import { expandMiniRun } from "../../src/taxonomy/mini-run.ts";
import { longRun, prose } from "./made-up-run.ts";
import { caseOf, tokens } from "./scripted-judge.ts";

const KINDS = new Set(["message", "tool-call", "tool-result"] as const);
const LONG = longRun(120, 90);

function excerpt(focus: ReadonlyMap<number, readonly string[]>, room: number, withLedger = true, run = LONG) {
  const dossier = new Dossier(caseOf(run));
  return { dossier, shown: excerptOf(dossier, { focus, kinds: KINDS, room, withLedger }, tokens) };
}

/** The full text of a step below its line. */
function holds(text: string, dossier: Dossier, index: number): boolean {
  const step = dossier.step(index);
  return step !== null && text.includes(`${dossier.lines.line(step)}\n${dossier.lines.body(step)}`);
}

describe("an excerpt", () => {
  test("is the whole run where that fits", () => {
    const run = longRun(6, 20);
    const { shown } = excerpt(new Map([[2, []]]), 3000, true, run);
    expect(shown.scope).toBe("the whole run");
    expect(shown.whole).toEqual(run.steps.map(({ index }) => index));
  });

  test("shows the step in question, the task, the neighbours and the end, and a line of others", () => {
    const { dossier, shown } = excerpt(new Map([[70, []]]), 3000);
    for (const index of [0, 69, 70, 71]) expect(holds(shown.text, dossier, index)).toBe(true);
    const last = LONG.steps.length - 1;
    expect(shown.text).toContain(`[s${last} ${dossier.mark}]`);
    expect(shown.text.match(/\(first words\)/g)?.length).toBeGreaterThan(10);
    expect(shown.text).toMatch(/\(\(\w+ s\d+ to s\d+ not shown\)\)/);
    expect(shown.scope).toBe("a selection of steps from one run");
  });

  test("shows more of the course of the run where that is in question", () => {
    const lines = (withLedger: boolean): number =>
      excerpt(new Map([[70, []]]), 3000, withLedger).shown.text.match(/\(first words\)/g)?.length ?? 0;
    expect(lines(true)).toBeGreaterThan(1.5 * lines(false));
  });

  test("of a long step shows what stands around the words in question", () => {
    const words = "the foreman never signed";
    const text = `${prose(1, 900)} ${words} ${prose(2, 900)}`;
    const run = expandMiniRun({
      steps: [...Array(40)].map((_, at) => ({ a: at === 20 ? text : prose(at, 80) })),
    });
    const { dossier, shown } = excerpt(new Map([[20, [words]]]), 2500, false, run);
    expect(shown.text).toContain(words);
    expect(shown.text).toMatch(new RegExp(`\\(\\(${dossier.mark} \\d+ characters left out\\)\\)`));
    expect(shown.whole).not.toContain(20);
    expect(shown.steps).toContain(20);
  });
});

test("whatever is in question is shown, in about the room that there is", () => {
  const steps = LONG.steps.length;
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat({ max: steps - 1 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1500, max: 8000 }),
      fc.boolean(),
      (focus, room, withLedger) => {
        const { dossier, shown } = excerpt(new Map(focus.map((step) => [step, []])), room, withLedger);
        for (const index of focus) expect(holds(shown.text, dossier, index)).toBe(true);
        expect(tokens(shown.text)).toBeLessThan(room * 1.15 + 100);
        expect(shown.whole.every((step) => shown.steps.includes(step))).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});
