import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cliSetting } from "../helpers/cli-setting.ts";

const OTHERS = ["markdown", "junit", "sarif", "github"] as const;

/** Six times the same question about a customer, with an answer that names another way to reach her. */
function trace(): string {
  const call = (id: string) => [
    {
      ...{ role: "assistant", name: "pilot", content: "" },
      tool_calls: [
        {
          id,
          type: "function",
          function: { name: "find_customer", arguments: '{"mail": "ada@example.org"}' },
        },
      ],
    },
    { role: "tool", tool_call_id: id, name: "find_customer", content: "C-123456, card 4111 1111 1111 1111" },
  ];
  return JSON.stringify([
    { role: "user", content: "Who is ada@example.org?" },
    ...["a", "b", "c", "d", "e", "f"].flatMap(call),
  ]);
}

test.each(OTHERS)("%s holds placeholders, and what was there where a person says so", async (format) => {
  using at = cliSetting();
  writeFileSync(join(at.path, "run.json"), trace());
  const args = ["analyze", "run.json", "--no-store", "--no-progress", "--format", format];
  const redacted = (await at.mast(...args)).out;
  expect(redacted).toContain("FM-1.3");
  expect(redacted).toContain("[e-mail-1]");
  expect(redacted).not.toContain("ada@");
  expect((await at.mast(...args, "--no-redact")).out).toContain("ada@example.org");
});

test("the patterns of the configuration count, and data for programs stays as it is", async () => {
  using at = cliSetting();
  writeFileSync(join(at.path, "run.json"), trace());
  writeFileSync(
    join(at.path, "mast.config.yaml"),
    "redact:\n  emails: false\n  patterns:\n    person: ada\n",
  );
  const outputs = ["markdown", "jsonl", "csv"].flatMap((format) => ["--format", format, "-o", format]);
  expect(await at.mast("analyze", "run.json", "--no-store", "--no-progress", ...outputs)).toMatchObject({
    code: 0,
  });
  const written = (name: string): string => readFileSync(join(at.path, name), "utf8");
  expect(written("markdown")).toContain("[person-1]@example.org");
  expect(written("jsonl")).toContain("ada@example.org");
  expect(written("csv")).toContain("ada@example.org");
});
