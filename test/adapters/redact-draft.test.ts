import fc from "fast-check";
import { expect, test } from "vitest";
import { finishRunText } from "../../src/adapters/finish-run.ts";
import { RunBuilder } from "../../src/adapters/run-builder.ts";
import type { Json, Run } from "../../src/core/run.ts";

const ORIGIN = {
  adapter: { id: "test", version: 1, family: "test" },
  sources: [{ uri: "memory", locator: "" }],
  contentIdentity: "0",
};

const builder = (): RunBuilder =>
  new RunBuilder({ framework: "test", format: "test/test", capabilities: {} });
const finish = (build: RunBuilder): Run => finishRunText(build.draft(), ORIGIN).run;

function runWithArgs(args: Json): Run {
  const build = builder();
  build.step({ kind: "tool-call", agent: build.agent("A"), tool: "t", args, locator: "" });
  return finish(build);
}

test("the values of credential fields are replaced at any depth, their innocent neighbours stay", () => {
  const run = runWithArgs({
    max_tokens: 512,
    token_count: 3,
    secret_santa: "Ada",
    request: [{ headers: { "X-Api-Key": "abc", Authorization: "Digest abc", accept: "text/html" } }],
    passwords: ["one", "two"],
    api_key: { type: "string" },
    body: '{"client_secret":"abc","page":"2"}',
  });
  expect(run.steps[0]?.args).toEqual({
    max_tokens: 512,
    token_count: 3,
    secret_santa: "Ada",
    request: [
      {
        headers: {
          "X-Api-Key": "[redacted:credential-field]",
          Authorization: "[redacted:credential-field]",
          accept: "text/html",
        },
      },
    ],
    passwords: ["[redacted:credential-field]", "[redacted:credential-field]"],
    api_key: { type: "string" },
    body: '{"client_secret":"[redacted:credential-field]","page":"2"}',
  });
  expect(run.losses).toEqual([
    { code: "secret-redacted", detail: "the value of a field for credentials was replaced", count: 5 },
  ]);
});

test("agents whose names are keys stay apart and keep their steps; calls keep their results", () => {
  const [first, second] = [`ghp_${"a1B".repeat(12)}`, `ghp_${"c2D".repeat(12)}`];
  const build = builder();
  build.agent(first);
  build.agent(second);
  build.step({ kind: "tool-call", agent: first, to: [second], tool: "t", callId: second, locator: "" });
  build.step({ kind: "tool-result", agent: second, to: [first], callId: second, locator: "" });
  build.step({ kind: "tool-call", agent: second, tool: "t", callId: first, locator: "" });
  build.agent("[redacted:github-token]");
  const run = finish(build);
  expect(run.agents.map(({ id }) => id)).toEqual([
    "[redacted:github-token]",
    "[redacted:github-token] 2",
    "[redacted:github-token] 3",
  ]);
  const [one, two] = run.agents.map(({ id }) => id);
  expect(run.steps).toMatchObject([
    { agent: one, to: [two] },
    { agent: two, to: [one] },
    { agent: two, to: [] },
  ]);
  expect(run.steps[1]?.callId).toBe(run.steps[0]?.callId);
  expect(run.steps[2]?.callId).not.toBe(run.steps[0]?.callId);
});

/** Characters that every vendor's shape takes, with a digit and both cases. */
const body = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[A-F0-9]{${length}}$`));
const hex = (length: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^[a-f0-9]{${length}}$`));

const key = fc.oneof(
  ...["sk-", "sk-proj-", "sk-ant-api03-", "glpat-", "xoxb-", "xapp-1-", "ya29.", "GOCSPX-"].map((prefix) =>
    body(40).map((rest) => prefix + rest),
  ),
  ...["ghp_", "gho_", "npm_", "hf_", "gsk_", "tvly-", "xai-", "sk_live_", "rk_live_"].map((prefix) =>
    body(36).map((rest) => prefix + rest),
  ),
  ...["AKIA", "ASIA"].map((prefix) => body(16).map((rest) => prefix + rest)),
  body(60).map((rest) => `github_pat_${rest}`),
  body(35).map((rest) => `AIza${rest}`),
  fc.tuple(hex(32), hex(10)).map(([first, second]) => `lsv2_pt_${first}_${second}`),
  hex(36).map((rest) => `sk-lf-${rest}`),
  body(24).map((rest) => `eyJ${rest}.eyJ${rest}.${rest}`),
);

test("no known key shape survives anywhere in the JSON that is stored", () => {
  const text = fc
    .tuple(fc.string({ maxLength: 5 }), fc.constantFrom(" ", "\n", '"', "=", "/", ":", "\\n"), key)
    .map(([before, between, secret]) => ({ text: `${before}${between}${secret}`, secret }));
  fc.assert(
    fc.property(fc.array(text, { minLength: 16, maxLength: 16 }), (texts) => {
      const at = (index: number): string => texts[index]?.text ?? "";
      const build = builder();
      build.agent(at(1), { id: at(0), role: at(2), model: at(3), tools: [at(4)] });
      build.draftRun.task = at(5);
      build.draftRun.tags = { [at(6)]: at(7) };
      build.draftRun.endDetail = at(8);
      build.draftRun.outcomeSource = at(8);
      build.model(at(9));
      build.infer(at(10));
      build.lose("lost", at(11));
      const args = { [at(12)]: [{ nested: at(13) }], written: JSON.stringify({ inner: at(13) }) };
      const names = { tool: at(4), callId: at(15), phase: at(14), locator: at(15) };
      build.step({ kind: "tool-call", agent: at(0), to: [at(0)], text: at(14), args, ...names });
      const json = new TextDecoder().decode(finishRunText(build.draft(), ORIGIN).json);
      for (const { secret } of texts) expect(json).not.toContain(secret);
    }),
  );
});
