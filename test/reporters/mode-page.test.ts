import { expect, test } from "vitest";
import { safeText } from "../../src/core/terminal-text.ts";
import { DETECTORS } from "../../src/detectors/registry.ts";
import { widthOf } from "../../src/reporters/layout.ts";
import { modeListPage, modePage } from "../../src/reporters/mode-page.ts";
import { detectorDocs } from "../../src/taxonomy/detector-docs.ts";
import { loadTaxonomy } from "../../src/taxonomy/load.ts";

const taxonomy = await loadTaxonomy();
const docs = (mode: (typeof taxonomy.modes)[number]) => detectorDocs(mode, DETECTORS);

test("the list names every mode under its category, with its detectors", () => {
  const page = modeListPage(taxonomy, docs, { width: 80, color: false });
  for (const mode of taxonomy.active) expect(page).toContain(`${mode.id}  ${mode.title}`);
  expect(page).toMatch(/FM-1\.3 {2}Step repetition +step-repetition, step-repetition\/written-again/);
  expect(page).toMatch(/FM-2\.4 {2}Information withholding +information-withholding\/requested-fact/);
  expect(page.indexOf("FM-2.1")).toBeGreaterThan(page.indexOf("FC2 Inter-agent misalignment"));
});

test("a page tells definition, near misses, blind spots and thresholds", () => {
  const mode = taxonomy.byId("FM-1.3");
  if (mode === null) throw new Error("FM-1.3 is missing");
  const page = modePage(mode, docs(mode), { width: 80, color: false });
  for (const heading of ["Definition", "Signs", "Not this mode", "How mast finds it", "What helps"]) {
    expect(page).toContain(`\n${heading}\n`);
  }
  expect(page).toContain("Rather FM-2.1.");
  expect(page).toContain("Blind spots:");
  expect(page).toMatch(/- sameResult = 3 \(2–20\)/);
});

test.each([60, 80, 120])(
  "no line is wider than %i columns, and colour changes nothing but colour",
  (width) => {
    for (const mode of taxonomy.modes) {
      const page = modePage(mode, docs(mode), { width, color: false });
      expect(page.split("\n").filter((line) => widthOf(line) > width)).toEqual([]);
      const coloured = modePage(mode, docs(mode), { width, color: true });
      expect(safeText(coloured)).toBe(page);
    }
  },
);
