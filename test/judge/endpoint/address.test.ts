import { expect, test } from "vitest";
import { addressOf } from "../../../src/judge/endpoint/address.ts";

test.each([
  ["https://api.openai.com/v1/", "https://api.openai.com/v1", false, false],
  ["http://localhost:11434/v1", "http://localhost:11434/v1", true, false],
  ["http://10.0.0.5:8000/v1/chat/completions", "http://10.0.0.5:8000/v1", false, true],
])("%s", (text, base, isLoopback, isOpen) => {
  expect(addressOf(text)).toMatchObject({ base, isLoopback, isOpen });
});

test("what follows the question mark goes with every call", () => {
  const { base, query, host } = addressOf(
    "https://x.openai.azure.com/openai/deployments/d?api-version=2026-01-01",
  );
  expect([base, query, host]).toEqual([
    "https://x.openai.azure.com/openai/deployments/d",
    { "api-version": "2026-01-01" },
    "x.openai.azure.com",
  ]);
});

test.each(["api.openai.com", "ftp://host/v1", "https://me:secret@host/v1", ""])("no address: %s", (text) => {
  expect(() => addressOf(text)).toThrow(/base URL/);
  expect(() => addressOf(text)).not.toThrow(/secret/);
});
