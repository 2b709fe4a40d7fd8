import { expect, test } from "vitest";
import { MODE_IDS } from "../../src/core/finding.ts";
import { DETECTORS } from "../../src/detectors/registry.ts";
import { BUILT_IN_TAXONOMY, checkTaxonomy, loadTaxonomy, problemLine } from "../../src/taxonomy/load.ts";

test("the taxonomy that comes with mast has no problems", async () => {
  const { problems } = await checkTaxonomy(BUILT_IN_TAXONOMY, DETECTORS);
  expect(problems.map(problemLine)).toEqual([]);
});

test("it has all 14 modes, active, in order", async () => {
  const taxonomy = await loadTaxonomy();
  expect(taxonomy.active.map((mode) => mode.id)).toEqual([...MODE_IDS]);
  expect(taxonomy.categories.map(({ id }) => taxonomy.modesIn(id).length)).toEqual([5, 6, 3]);
});
