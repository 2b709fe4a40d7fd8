import { describe, expect, it } from "vitest";
import { hashOf } from "../../src/core/hash.ts";
import { LineMatcher, type RunPlace } from "../../src/labels/match-lines.ts";

const native = hashOf(32, "crewai", "kickoff-7");
const shared: Record<string, RunPlace[]> = {
  "/data/a/run1.json": [{ id: "a1", locator: "" }],
  "/data/b/run1.json": [{ id: "b1", locator: "" }],
  "/data/b/many.json": [
    { id: "m0", locator: "/0" },
    { id: "m1", locator: "/1" },
  ],
  "/copy/of/many.json": [
    { id: "m0", locator: "/0" },
    { id: "m1", locator: "/1" },
  ],
  "C:\\traces\\win.json": [{ id: "w", locator: "" }],
  "/data/spans.json": [{ id: native, locator: "trace:1" }],
};

function match(line: { id?: string; file?: string; locator?: string }) {
  const ids = new Set(Object.values(shared).flatMap((places) => places.map(({ id }) => id)));
  const matcher = new LineMatcher({
    has: (id) => ids.has(id),
    families: ["autogen", "crewai"],
    sources: Object.keys(shared),
    runsOf: async (source) => shared[source] ?? [],
  });
  return matcher.match({ id: null, file: null, locator: null, ...line });
}

describe("LineMatcher", () => {
  it.each([
    ["a run id", { id: "a1" }, "a1"],
    ["a run id before the file", { id: "a1", file: "b/run1.json" }, "a1"],
    ["the framework's own key", { id: "kickoff-7" }, native],
    ["the file where the id is not known", { id: "no such", file: "a/run1.json" }, "a1"],
    ["the longest path suffix", { file: "somewhere/else/b/run1.json" }, "b1"],
    ["a file with its locator", { file: "b/many.json", locator: "/1" }, "m1"],
    ["a copy, which gives the same run", { file: "many.json", locator: "/0" }, "m0"],
    ["separators of either kind", { file: "traces/win.json" }, "w"],
  ])("goes by %s", async (_, line, id) => {
    expect(await match(line)).toEqual({ kind: "run", id });
  });

  it("says what an ambiguous line could mean", async () => {
    expect(await match({ file: "run1.json" })).toEqual({
      kind: "ambiguous",
      candidates: ["/data/a/run1.json", "/data/b/run1.json"],
    });
    expect(await match({ file: "data/b/many.json" })).toEqual({
      kind: "ambiguous",
      candidates: ["/data/b/many.json:/0", "/data/b/many.json:/1"],
    });
  });

  it.each([
    [{ id: "no such" }],
    [{ file: "other.json" }],
    [{ file: "many.json", locator: "/9" }],
    [{ file: "" }],
    // Part of a name is no part of a path.
    [{ file: "1.json" }],
  ])("finds nothing for %j", async (line) => {
    expect(await match(line)).toEqual({ kind: "none" });
  });
});
