import { expect, it } from "vitest";
import { redactSecrets } from "../../src/core/redact.ts";

/** Shapes only, put together here so that no scanner takes this file for a leak. */
const filler = (length: number): string => "Ab3".repeat(length).slice(0, length);

it.each([
  ["api-key", `sk-${filler(48)}`],
  ["api-key", `sk-proj-${filler(60)}`],
  ["anthropic-key", `sk-ant-${filler(40)}`],
  ["langfuse-key", "sk-lf-01234567-89ab-cdef-0123-456789abcdef"],
  ["github-token", `ghp_${filler(36)}`],
  ["gitlab-token", `glpat-${filler(20)}`],
  ["slack-token", `xoxb-${filler(24)}`],
  ["aws-key", `AKIA${"A2".repeat(8)}`],
  ["google-key", `AIza${filler(35)}`],
  ["huggingface-token", `hf_${"Ab".repeat(17)}`],
  ["npm-token", `npm_${filler(36)}`],
  ["jwt", `eyJ${filler(20)}.eyJ${filler(20)}.${filler(20)}`],
  ["private-key", `-----BEGIN RSA PRIVATE KEY-----\n${filler(64)}\n-----END RSA PRIVATE KEY-----`],
])("replaces what looks like a %s", (kind, secret) => {
  const found = new Map<string, number>();
  const text = `use ${secret} and\n"${secret}" again`;
  expect(redactSecrets(text, found)).toBe(`use [redacted:${kind}] and\n"[redacted:${kind}]" again`);
  expect([...found]).toEqual([[kind, 2]]);
});

it("replaces a private key that breaks off", () => {
  expect(redactSecrets(`-----BEGIN PRIVATE KEY-----\n${filler(64)}`, new Map())).toBe(
    "[redacted:private-key]",
  );
});

it.each([
  "sk-short and task-description-of-a-long-name",
  "The ghp_ prefix stands for a token.",
  "commit 3f786850e387550fdab836ed7e6dc881de23001b",
])("leaves %s alone", (text) => {
  const found = new Map<string, number>();
  expect(redactSecrets(text, found)).toBe(text);
  expect(found.size).toBe(0);
});
