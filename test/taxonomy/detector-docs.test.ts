import { describe, expect, test } from "vitest";
import { DETECTORS } from "../../src/detectors/registry.ts";
import { detectorDocs } from "../../src/taxonomy/detector-docs.ts";
import { loadTaxonomy } from "../../src/taxonomy/load.ts";

const taxonomy = await loadTaxonomy();
const docs = taxonomy.modes.flatMap((mode) => detectorDocs(mode, DETECTORS));

test("every registered detector is described under its mode", () => {
  expect(docs.map(({ id }) => id)).toEqual(DETECTORS.map(({ meta }) => meta.id));
});

describe.each(docs.map((doc) => ({ id: doc.id, doc })))("$id", ({ doc }) => {
  test("says what it sees and what it does not", () => {
    expect(doc.summary).toMatch(/\.$/);
    expect(doc.blindSpots).not.toEqual([]);
    expect(doc.conditions).not.toEqual([]);
  });

  test("says of every option what it means, its limits and its default", () => {
    for (const option of doc.options) {
      expect(option).toMatchObject({ description: expect.any(String), range: expect.stringMatching(/\S/) });
      expect(option.default).not.toBeNull();
    }
  });
});

test("a value set in the mode file stands beside the default", () => {
  const [mode] = taxonomy.modes.filter(({ id }) => id === "FM-1.3");
  if (mode === undefined) throw new Error("FM-1.3 is missing");
  const changed = {
    ...mode,
    detectors: [{ id: "step-repetition", enabled: false, options: { sameResult: 7 } }],
  };
  const [doc] = detectorDocs(changed, DETECTORS);
  expect(doc?.enabled).toBe(false);
  expect(doc?.options.find(({ name }) => name === "sameResult")).toMatchObject({ value: 7, default: 3 });
});
