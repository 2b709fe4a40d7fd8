import { expect, it } from "vitest";
import { isCredentialField, redactSecrets, redactWrittenFields } from "../../src/core/redact.ts";

/** Shapes only, put together here so that no scanner takes this file for a leak. */
const filler = (length: number): string => "Ab3".repeat(length).slice(0, length);

it.each([
  ["api-key", `sk-${filler(48)}`],
  ["api-key", `sk-proj-${filler(60)}`],
  ["anthropic-key", `sk-ant-${filler(40)}`],
  ["langfuse-key", "sk-lf-01234567-89ab-cdef-0123-456789abcdef"],
  ["github-token", `ghp_${filler(36)}`],
  ["github-token", `github_pat_${filler(50)}`],
  ["langsmith-key", `lsv2_pt_${"0a".repeat(16)}_${"0a".repeat(5)}`],
  ["aws-key", `ASIA${"A2".repeat(8)}`],
  ["gitlab-token", `glpat-${filler(20)}`],
  ["slack-token", `xoxb-${filler(24)}`],
  ["aws-key", `AKIA${"A2".repeat(8)}`],
  ["google-key", `AIza${filler(35)}`],
  ["slack-token", `xapp-1-A${filler(10)}-${"12".repeat(6)}-${filler(40)}`],
  ["google-key", `ya29.a0${filler(60)}`],
  ["google-key", `GOCSPX-${filler(28)}`],
  ["stripe-key", `sk_live_${filler(24)}`],
  ["stripe-key", `rk_live_${filler(24)}`],
  ["groq-key", `gsk_${filler(52)}`],
  ["tavily-key", `tvly-${filler(32)}`],
  ["tavily-key", `tvly-dev-${filler(32)}`],
  ["xai-key", `xai-${filler(80)}`],
  ["huggingface-token", `hf_${"Ab".repeat(17)}`],
  ["huggingface-token", `hf_${filler(34)}`],
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
  ["Authorization: Bearer ", filler(24), "authorization"],
  ["authorization: bearer ", filler(40), "authorization"],
  ["AUTHORIZATION: BEARER ", filler(40), "authorization"],
  ['{\\"authorization\\": \\"Token ', filler(24), "authorization"],
  ['{"Authorization": "Basic ', `${filler(22)}==`, "authorization"],
  ["aws_secret_access_key = ", `${filler(38)}/+`, "aws-key"],
  ["export AWS_SECRET_ACCESS_KEY=", filler(40), "aws-key"],
  ['{\\"aws_secret_access_key\\": \\"', filler(40), "aws-key"],
])("keeps the words %s and replaces what they give away", (words, secret, kind) => {
  const found = new Map<string, number>();
  expect(redactSecrets(`curl ${words}${secret}" x`, found)).toBe(`curl ${words}[redacted:${kind}]" x`);
  expect([...found]).toEqual([[kind, 1]]);
});

it("finds a key after the escaped line break of a JSON text inside the text", () => {
  expect(redactSecrets(`{"env":"keys:\\nghp_${filler(36)}"}`, new Map())).toBe(
    '{"env":"keys:\\n[redacted:github-token]"}',
  );
});

it.each([
  "The bearer of bad news",
  "Authorization: Basic scheme",
  "aws_secret_access_key = os.environ",
  "xai-based explanations, hf_hub_download, gsk_ and tvly-",
  "sk-short and task-description-of-a-long-name",
  "The ghp_ prefix stands for a token.",
  "commit 3f786850e387550fdab836ed7e6dc881de23001b",
])("leaves %s alone", (text) => {
  const found = new Map<string, number>();
  expect(redactSecrets(text, found)).toBe(text);
  expect(found.size).toBe(0);
});

it.each([
  ["api_key", "abc"],
  ["apiKey", "abc"],
  ["X-API-Key", "abc"],
  ["OPENAI_API_KEY", "abc"],
  ["Authorization", "abc"],
  ["db_password", "abc"],
  ["passwd", 1234],
  ["secret", "abc"],
  ["clientSecret", "abc"],
  ["access-token", "abc"],
  ["refresh_token", "abc"],
  ["privateKey", "abc"],
  ["token", "Ab3dEf6hIj9kLm2n"],
  ["github_token", "Ab3dEf6hIj9kLm2n"],
])("takes the field %s with %s for a credential", (name, value) => {
  expect(isCredentialField(name, value)).toBe(true);
});

it.each([
  ["max_tokens", 512],
  ["token_count", "12"],
  ["secret_santa", "Ada"],
  ["password", ""],
  ["password_policy", "at least twelve letters"],
  ["token", "word"],
  ["token", "a sentence of 16 or more letters"],
  ["key", "Ab3dEf6hIj9kLm2n"],
  ["authorization_url", "example.org"],
])("leaves the field %s with %s alone", (name, value) => {
  expect(isCredentialField(name, value)).toBe(false);
});

it.each([
  ['{"api_key": "it\'s, mine", "q": "x"}', '{"api_key": "[redacted:credential-field]", "q": "x"}'],
  ["{'db_password': 'a\"b'}", "{'db_password': '[redacted:credential-field]'}"],
  ['{\\"secret\\":\\"abc\\",\\"n\\":1}', '{\\"secret\\":\\"[redacted:credential-field]\\",\\"n\\":1}'],
  ['{"password": "cut off', '{"password": "[redacted:credential-field]'],
  ['{"max_tokens": "5", "secret_santa": "Ada"}', '{"max_tokens": "5", "secret_santa": "Ada"}'],
])("cleans the fields written out in %s", (text, expected) => {
  expect(redactWrittenFields(text, new Map())).toBe(expected);
});
