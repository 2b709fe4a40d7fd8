import { expect, it } from "vitest";
import { halfOf, wantedLines } from "../../scripts/accuracy/label-files.ts";

const LINES = Array.from({ length: 40 }, (_, nth) => ({ id: `run-${nth}`, file: `${nth}.json`, agent: "a" }));
const content = LINES.map((line) => JSON.stringify(line)).join("\n\n");
const idsOf = (lines: readonly string[]): string[] =>
  lines.map((line) => (JSON.parse(line) as { id: string }).id);

it("halves lines by their ids, whatever their order", () => {
  const even = idsOf(wantedLines(content, "", "even", "set"));
  const odd = idsOf(wantedLines(content, "", "odd", "set"));
  expect(even.length).toBeGreaterThan(10);
  expect(odd.length).toBeGreaterThan(10);
  expect([...even, ...odd].sort()).toEqual(LINES.map(({ id }) => id).sort());
  expect(even.every((id) => halfOf(id) === "even")).toBe(true);
});

it("leaves out ids that are known, and makes paths begin at the folder", () => {
  const known = '{"id": "run-0"}\n{"id": "run-1"}\n';
  const lines = wantedLines(content, known, undefined, "set");
  expect(lines).toHaveLength(38);
  expect(JSON.parse(lines[0] ?? "")).toEqual({ id: "run-2", file: "set/2.json", agent: "a" });
});
