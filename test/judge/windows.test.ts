import fc from "fast-check";
import { expect, test } from "vitest";
import { Dossier } from "../../src/judge/dossier/dossier.ts";
import { piecesOf } from "../../src/judge/dossier/pieces.ts";
import { windowsOf } from "../../src/judge/dossier/windows.ts";
import { longRun, runSaying } from "./made-up-run.ts";
import { caseOf, tokens } from "./scripted-judge.ts";

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.nat({ max: 3000 }).map((length) => "slot 12 is free, ".repeat(length / 17)),
  fc.nat({ max: 3000 }).map((length) => "é漢🙂".repeat(length / 4)),
);

test("every step of every run is in a window, with all of its text", () => {
  fc.assert(
    fc.property(
      fc.array(text, { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 600, max: 4000 }),
      (texts, most) => {
        const run = runSaying(texts);
        const dossier = new Dossier(caseOf(run));
        const windows = dossier.windows(most);
        for (const step of run.steps) {
          const body = dossier.lines.body(step);
          const holding = windows.filter(({ steps }) => steps.includes(step.index));
          expect(holding.length).toBeGreaterThan(0);
          const all = holding.map((window) => window.text).join("\n");
          if (holding.some(({ whole }) => whole.includes(step.index))) {
            expect(all.includes(body) || all.includes("word for word the text of")).toBe(true);
          } else {
            expect(ownPieces(all, step.index)).toBe(body);
          }
        }
      },
    ),
    { numRuns: 150 },
  );
});

/** The text of a step that is cut into parts, put together again. */
function ownPieces(text: string, step: number): string {
  const name = `s${String(step).padStart(3, "0")}`;
  const parts = new Map<number, string>();
  const pattern = new RegExp(
    `\\[${name} \\w+\\] [^\\n]*\\(characters (\\d+) to (\\d+)\\)\\n([\\s\\S]*?)(?=\\n\\[s\\d+ [0-9a-f]{4,}\\] |\\n===== record [0-9a-f]+ ends)`,
    "g",
  );
  for (const [, from = "", to = "", part = ""] of text.matchAll(pattern)) {
    expect(part).toHaveLength(Number(to) - Number(from));
    parts.set(Number(from), part);
  }
  let whole = "";
  for (const [from, part] of [...parts].sort(([a], [b]) => a - b)) {
    expect(from).toBe(whole.length);
    whole += part;
  }
  return whole;
}

test("pieces follow each other without a gap, none beyond the limit, no character torn", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 60, max: 400 }), (body, most) => {
      const pieces = piecesOf(3, body, tokens(body) + 24, most, tokens);
      expect(pieces.map(({ from, to }) => body.slice(from, to)).join("")).toBe(body);
      for (const { from, to, tokens: count } of pieces) {
        expect(count <= most || to - from <= 8).toBe(true);
        expect(body.slice(from, to).isWellFormed()).toBe(body.isWellFormed());
      }
    }),
  );
});

test("windows overlap by a tenth, but by no more than an exchange", () => {
  const pieces = Array.from({ length: 400 }, (_, step) => ({
    step,
    from: 0,
    to: 1,
    whole: true,
    tokens: 200,
  }));
  const windows = windowsOf(pieces, 30_000);
  expect(windows).toHaveLength(3);
  for (const [at, window] of windows.entries()) {
    const next = windows[at + 1];
    const shared = window.filter((piece) => next?.includes(piece)).length * 200;
    expect(shared).toBe(next === undefined ? 0 : 2000);
    expect(window.length * 200).toBeLessThanOrEqual(30_000);
  }
});

test("a later window says what it is a part of, what the task lays down, and what is open", () => {
  const dossier = new Dossier(caseOf(longRun(80, 120)));
  const [, second] = dossier.windows(5000);
  const header = second?.text.split("\n\n")[0] ?? "";
  expect(header).toMatch(/a run of 3 agents in \d+ steps; part 2 of \d+ is shown, steps s\d+ to s\d+\)\)/);
  expect(header).toContain("task: Plan the slots of the depot");
  expect(header).toContain("laid down by the task:\n- Answer in JSON format.");
  expect(second?.scope).toMatch(/^part 2 of \d+ of a run/);
});

test("a text that stands above in the same window is pointed to", () => {
  const long = "All bays are taken until Thursday noon, says the foreman. ".repeat(5);
  const dossier = new Dossier(caseOf(runSaying([long, "Once more?", long])));
  const [only] = dossier.windows(10_000);
  expect(only?.text.split(long.trimEnd())).toHaveLength(2);
  expect(only?.text).toContain(`((${dossier.mark} word for word the text of s000))`);
  expect(only?.whole).toEqual([0, 1, 2]);
});
