import { describe, expect, test } from "vitest";
import { InjectionScan } from "../../src/judge/guard/injection-scan.ts";
import { loadTaxonomy } from "../../src/taxonomy/load.ts";

const taxonomy = await loadTaxonomy();
const patterns = taxonomy.judge?.injections ?? [];

describe.each(patterns)("the pattern $id", (pattern) => {
  const scan = new InjectionScan([pattern], taxonomy.active);

  test.each(pattern.catches)("finds: %s", (text) => {
    expect(scan.inText(text)).toEqual([pattern.id]);
  });

  if (pattern.passes.length > 0) {
    test.each(pattern.passes)("lets pass: %s", (text) => {
      expect(scan.inText(text)).toEqual([]);
    });
  }
});
