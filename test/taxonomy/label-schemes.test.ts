import { describe, expect, test } from "vitest";
import { MODE_IDS } from "../../src/core/finding.ts";
import { loadTaxonomy } from "../../src/taxonomy/load.ts";

const taxonomy = await loadTaxonomy();
const mode = (id: string) => ({ kind: "mode", mode: id });

describe("mast's own scheme", () => {
  test.each(MODE_IDS)("%s by id, number and title", (id) => {
    const title = taxonomy.byId(id)?.title ?? "";
    for (const label of [
      id,
      id.slice(3),
      title,
      `${id.slice(3)} ${title.toUpperCase()}`,
      `${id}: ${title}`,
    ]) {
      expect(taxonomy.resolveLabel("mast", label)).toEqual(mode(id));
    }
  });

  test("spellings of the published data, and what follows the title's line", () => {
    expect(taxonomy.resolveLabel("mast", "2.4 Information Witholding")).toEqual(mode("FM-2.4"));
    expect(taxonomy.resolveLabel("mast", "2.6 Action-Reasoning Mismatch\nThis is when …")).toEqual(
      mode("FM-2.6"),
    );
  });
});

describe("numbers mean different modes in different schemes", () => {
  test.each([
    ["mast", "3.2 No or incomplete verification", "FM-3.2"],
    ["mast-definitions", "3.2", "FM-3.3"],
    ["mast-definitions", "3.3 No or Incorrect Verification", "FM-3.2"],
    ["mast-notebook", "3.2 No or Incorrect Verification", "FM-3.2"],
    ["mast-notebook", "3.3", "FM-3.3"],
    ["mast-round-1", "3.2 Withholding relevant information", "FM-2.4"],
    ["mast-rounds-2-3", "3.2 Lack of critical verification", "FM-3.3"],
    ["mast-round-1", "1.2 Inconsistency between reasoning and action", "FM-2.6"],
    ["mast-round-1", "4.1 Ill specified termination condition leading to premature termination", "FM-3.1"],
    ["mast-rounds-2-3", "1.5 Step repetition", "FM-1.3"],
    ["mast-round-1", "Step repetition", "FM-1.3"],
  ])("%s: %s", (scheme, label, id) => {
    expect(taxonomy.resolveLabel(scheme, label)).toEqual(mode(id));
  });

  test("a bare number of the early rounds is not guessed", () => {
    expect(taxonomy.resolveLabel("mast-round-1", "3.2")).toMatchObject({ kind: "unresolved" });
    expect(taxonomy.resolveLabel("mast-rounds-2-3", "1.5")).toMatchObject({ kind: "unresolved" });
  });

  test("a title under the number of another scheme is refused, with both numbers", () => {
    expect(taxonomy.resolveLabel("mast-rounds-2-3", "2.2 Step repetition")).toEqual({
      kind: "unresolved",
      why: 'in the scheme mast-rounds-2-3 "Step repetition" is 1.5, not 2.2; is it another scheme?',
    });
  });
});

test("codes without an heir are retired, not lost", () => {
  expect(taxonomy.resolveLabel("mast-round-1", "3.4 Waiting for known information")).toEqual({
    kind: "retired",
    title: "Waiting for known information",
  });
});

test("what no scheme knows says so", () => {
  for (const [scheme, label] of [
    ["mast", "FM-9.9"],
    ["mast", "Bad luck"],
    ["mast", ""],
    ["mast", "__proto__"],
    ["nonsense", "1.1"],
  ] as const) {
    expect(taxonomy.resolveLabel(scheme, label)).toMatchObject({ kind: "unresolved" });
  }
});

test("every mode has a code in every scheme, save those that a scheme does not have", () => {
  const missing = taxonomy.schemes.map(({ scheme, codes }) => [
    scheme,
    MODE_IDS.filter((id) => !codes.some((code) => code.mode === id)),
  ]);
  expect(missing).toEqual(taxonomy.schemes.map(({ scheme }) => [scheme, []]));
});
