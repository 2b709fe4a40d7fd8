import { expect, it } from "vitest";
import { measurementPage, replaceSummary } from "../../scripts/accuracy/pages.ts";

it("puts the figures between their marks and leaves the rest", () => {
  const overview = "before\n<!-- figures: npm run accuracy -->\nold\n<!-- end of figures -->\nafter";
  const replaced = replaceSummary(overview, "new");
  expect(replaced).toMatch(/^before\n<!-- figures.*-->\n\nnew\n\n<!-- end of figures -->\nafter$/);
  expect(replaceSummary(replaced, "new")).toBe(replaced);
  expect(() => replaceSummary("no marks", "new")).toThrow("lacks");
});

it("names command, sets and what the labels are", () => {
  const measurement = {
    ...{ id: "x", title: "Title", about: "About.", labels: ["s/labels.jsonl"], traces: ["s/dev"] },
  };
  const page = measurementPage(measurement, [{ name: "s", files: 2, sha256: "ab" }], "| tables |");
  expect(page).toContain("mast eval --labels s/labels.jsonl s/dev");
  expect(page).toContain("- s: 2 files, SHA-256 `ab`");
  expect(page.indexOf("About.")).toBeLessThan(page.indexOf("| tables |"));
});
