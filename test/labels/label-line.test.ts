import { describe, expect, it } from "vitest";
import { readLabelLines } from "../../src/labels/label-line.ts";
import { loadTaxonomy } from "../../src/taxonomy/load.ts";

const taxonomy = await loadTaxonomy();

function read(use: "labels" | "predictions", ...lines: readonly (object | string)[]) {
  const text = lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n");
  return readLabelLines(text, use, taxonomy);
}

describe("a label line", () => {
  it("names a run and says something of modes, agent or step", () => {
    const { lines, problems } = read("labels", {
      ...{ id: "r1", file: "traces/r1.json", locator: "/3", labeller: "anna", kind: "human" },
      modes: { "FM-1.1": true, "1.3": false, "Premature termination": null },
      ...{ agent: "coder", step: 4, notes: "own remarks pass" },
    });
    expect(problems).toEqual([]);
    expect(lines).toMatchObject([
      {
        ...{ line: 1, id: "r1", file: "traces/r1.json", locator: "/3", labeller: "anna", kind: "human" },
        modes: { "FM-1.1": true, "FM-1.3": false, "FM-3.1": null },
        ...{ agent: "coder", step: 4 },
      },
    ]);
  });

  it("is foreign unless it says human", () => {
    expect(read("labels", { id: "r", step: 0 }).lines[0]?.kind).toBe("foreign");
  });

  it("is read by the scheme it names", () => {
    const { lines } = read("labels", {
      id: "r",
      scheme: "mast-definitions",
      modes: { "3.2": true, "3.3": false },
    });
    expect(lines[0]?.modes).toEqual({ "FM-3.3": true, "FM-3.2": false });
  });

  it("keeps apart what has no heir among the modes", () => {
    const { lines } = read("labels", {
      ...{ id: "r", scheme: "mast-round-1" },
      modes: { "2.1 Unbatched repetitive execution": true, "2.2 Step repetition": true },
    });
    expect(lines[0]).toMatchObject({
      modes: { "FM-1.3": true },
      retired: ["Unbatched repetitive execution"],
    });
  });

  it("with two codes for one mode is true if one is, else open if one is", () => {
    const two = (a: boolean | null, b: boolean | null) =>
      read("labels", { id: "r", modes: { "FM-1.3": a, "Step repetition": b } }).lines[0]?.modes["FM-1.3"];
    expect([two(null, true), two(false, null), two(false, false)]).toEqual([true, null, false]);
  });

  it("may be preceded by a byte order mark, surrounded by empty lines and ended by CR LF", () => {
    const { lines, problems } = read("labels", '\ufeff{"id":"a","step":1}\r', "", '{"id":"b","step":2}\r');
    expect(problems).toEqual([]);
    expect(lines.map(({ id, line }) => [id, line])).toEqual([
      ["a", 1],
      ["b", 3],
    ]);
  });
});

describe("a line that cannot be used", () => {
  it.each([
    ["{", /no JSON/],
    ["[]", /no JSON object/],
    [{ modes: { "FM-1.1": true } }, /names no run/],
    [{ id: "r" }, /says nothing/],
    [{ id: "r", modes: { "FM-9.9": true } }, /"FM-9.9" is no label of the scheme mast/],
    [{ id: "r", scheme: "mine", modes: { "1.1": true } }, /no label scheme "mine"/],
    [{ id: "r", scheme: "mast-round-1", modes: { "1.1": true } }, /give the title too/],
    [{ id: "r", modes: { "FM-1.1": "yes" } }, /modes\.FM-1\.1: must be true, false, null/],
    [{ id: "r", modes: { "FM-1.1": "unknown" } }, /for predictions only/],
    [{ id: "r", ranked: [{ agent: "a" }] }, /for predictions only/],
    [{ id: "r", step: -1 }, /step/],
    [{ id: "r", step: 1.5 }, /step/],
    [{ id: "r", step: 1, kind: "expert" }, /kind/],
    ['{"id":"r","modes":{"__proto__":true,"constructor":true}}', /is no label/],
  ])("%j", (line, message) => {
    const { lines, problems } = read("labels", line, { id: "next", step: 1 });
    expect(lines.map(({ id }) => id)).toEqual(["next"]);
    expect(problems).toMatchObject([{ line: 1, message: expect.stringMatching(message) }]);
  });

  it('"unknown" and ranked guesses are fine in predictions', () => {
    const { lines, problems } = read("predictions", {
      ...{ id: "r", modes: { "FM-1.1": "unknown" } },
      ranked: [{ agent: "a", step: 3 }, { step: 4 }],
    });
    expect(problems).toEqual([]);
    expect(lines[0]).toMatchObject({
      modes: { "FM-1.1": "unknown" },
      ranked: [
        { agent: "a", step: 3 },
        { agent: null, step: 4 },
      ],
    });
  });
});
