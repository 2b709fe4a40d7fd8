import { describe, expect, test } from "vitest";
import { costOf, isLoopback, priceFor } from "../../../src/judge/money/prices.ts";
import { pricesSchema } from "../../../src/taxonomy/judge-schema.ts";
import { taxonomy } from "../scripted-judge.ts";

const LIST = pricesSchema.parse({
  providers: [
    {
      name: "Acme",
      hosts: ["api.acme.example", "eu.acme.example"],
      source: "a list",
      page: "https://acme.example/prices",
      day: "2026-11-25",
      models: { "acme-1": { input: 2, cached: 0.5, output: 8 } },
    },
  ],
});

describe("the price of a model", () => {
  test.each([
    ["acme-1", "https://api.acme.example/v1"],
    ["acme-1", "https://EU.acme.example:8443"],
    ["acme-1-2026-03-05", "https://api.acme.example/v1"],
    ["acme-1-20260305", "https://api.acme.example/v1"],
  ])("is what the list has for it: %s at %s", (model, url) => {
    expect(priceFor(LIST, model, url)).toEqual({
      ...{ input: 2, cached: 0.5, output: 8 },
      source: "a list, 2026-11-25",
    });
  });

  test.each([
    ["another model", "acme-2", "https://api.acme.example/v1"],
    ["a longer name", "acme-1-pro", "https://api.acme.example/v1"],
    ["another host", "acme-1", "https://gateway.example/v1"],
    ["a host that only ends like it", "acme-1", "https://evil-api.acme.example.org/v1"],
    ["no address", "acme-1", "api.acme.example"],
    ["a key that every object has", "constructor", "https://api.acme.example/v1"],
  ])("is unknown for %s", (_what, model, url) => {
    expect(priceFor(LIST, model, url)).toBeNull();
  });

  test("is nothing on the machine itself, whatever the model", () => {
    for (const url of ["http://localhost:11434/v1", "http://127.0.0.1:8000", "http://[::1]:8080/v1"]) {
      expect(priceFor(LIST, "llama", url)).toMatchObject({ input: 0, output: 0 });
    }
    expect(isLoopback("127.0.0.1.example.org")).toBe(false);
    expect(isLoopback("10.0.0.1")).toBe(false);
  });

  test("is first of all what a person says, at every host", () => {
    const own = { "acme-1": { input: 1, output: 1 }, other: { input: 3, output: 3 } };
    expect(priceFor(LIST, "acme-1", "https://api.acme.example", own)?.input).toBe(1);
    expect(priceFor(LIST, "other", "https://gateway.example", own)).toMatchObject({
      ...{ input: 3, output: 3 },
      source: "configuration",
    });
    expect(priceFor(LIST, "other-2026-01-01", "http://localhost", own)?.input).toBe(3);
  });
});

describe("the cost of a call", () => {
  const usage = { input: 1_000_000, cached: 400_000, output: 10_000 };

  test("takes cached input at its own price", () => {
    expect(costOf(usage, { input: 2, cached: 0.5, output: 8 })).toBeCloseTo(1.2 + 0.2 + 0.08, 10);
    expect(costOf(usage, { input: 2, output: 8 })).toBeCloseTo(2.08, 10);
  });

  test("counts fresh input as put into the cache where that is dearer", () => {
    expect(costOf(usage, { input: 2, cached: 0.5, write: 2.5, output: 8 })).toBeCloseTo(1.5 + 0.2 + 0.08, 10);
  });

  test("goes by the higher price once the input is long", () => {
    const price = { input: 2, output: 8, above: { tokens: 1000, input: 4, output: 12 } };
    expect(costOf({ input: 1000, cached: 0, output: 1000 }, price)).toBeCloseTo(0.01, 10);
    expect(costOf({ input: 1001, cached: 0, output: 1000 }, price)).toBeCloseTo(0.016004, 10);
  });

  test("never takes more for cached than there is input", () => {
    expect(costOf({ input: 10, cached: 99, output: 0 }, { input: 1, cached: 0.1, output: 1 })).toBeCloseTo(
      1e-6,
      12,
    );
  });
});

test("the list that comes with mast names its sources, and cached input is never dearer", () => {
  const providers = taxonomy.judge?.prices.providers ?? [];
  expect(providers.length).toBeGreaterThan(3);
  for (const { models, source, page, day } of providers) {
    expect(source).not.toBe("");
    expect(page).toMatch(/^https:/);
    expect(day).toMatch(/^20\d\d-\d\d-\d\d$/);
    for (const { input, cached = input, output, above } of Object.values(models)) {
      expect(cached).toBeLessThanOrEqual(input);
      expect(output).toBeGreaterThanOrEqual(input);
      if (above !== undefined) expect(above.input).toBeGreaterThanOrEqual(input);
    }
  }
});
