import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig, parseConfig } from "../../src/config/config.ts";
import { MastError } from "../../src/core/errors.ts";
import { REDACT_DEFAULTS } from "../../src/core/private-data.ts";
import { tempFolder } from "../helpers/mast.ts";

const GOOD = "mappings:\n  - name: a\n    agent: $.who\n    text: $.said\n";

function complaint(content: string): string {
  try {
    parseConfig(content, "mast.config.yaml");
  } catch (error) {
    expect(error).toBeInstanceOf(MastError);
    return error instanceof Error ? error.message : "";
  }
  return "";
}

describe("the configuration", () => {
  it("is YAML or JSON, and may be empty", () => {
    const mappings = [{ name: "a", agent: "$.who", text: "$.said" }];
    expect(parseConfig(GOOD, "x")).toMatchObject({ mappings });
    expect(parseConfig(JSON.stringify({ mappings }), "x")).toMatchObject({ mappings });
    const nothing = {
      mappings: [],
      gate: null,
      judge: null,
      redact: REDACT_DEFAULTS,
      suppressions: [],
      plugins: [],
    };
    expect(parseConfig("# nothing yet\n", "x")).toEqual(nothing);
    expect(parseConfig("", "x")).toEqual(nothing);
  });

  it.each([
    ["a mistyped key", `${GOOD}    messagse: $.x`, /yaml:5:5: mappings\.0: .*"messagse".*"messages"/],
    [
      "a missing path",
      "mappings:\n  - name: a\n    text: $.said",
      /yaml:2:5: mappings\.0\.agent: is missing/,
    ],
    ["a path that is none", GOOD.replace("$.who", "$.who["), /yaml:3:12: mappings\.0\.agent: no JSONPath: /],
    ["a path of another kind", GOOD.replace("$.who", "3"), /yaml:3:12: .*expected string, got 3/],
    ["runs without messages", `${GOOD}    runs: $.all[*]`, /yaml:5:11: mappings\.0\.runs: needs messages/],
    [
      "answers without ids of calls",
      `${GOOD}    answers: $.re\n    role: $.role`,
      /yaml:5:14: mappings\.0\.answers: needs role/,
    ],
    [
      "an unknown end",
      `${GOOD}    messages: $.m\n    end: {value: $.e, reasons: {ok: done}}`,
      /yaml:6:.*"completed"/,
    ],
    ["a name with blanks", GOOD.replace("name: a", "name: A b"), /yaml:2:11: .*short name/],
    ["a second mapping of a name", GOOD + GOOD.slice(10), /yaml:5:11: .*a second mapping "a"/],
    ["broken YAML", "mappings: [", /yaml:1:/],
    ["a list", "- a", /yaml:1:1: expected object, got a list/],
    [
      "a list for a mapping of free names",
      "gate: { maxRate: [a] }",
      /yaml:1:18: .*expected object, got a list/,
    ],
    ["letters that changed places", "gaet: {}", /"gaet"; did you mean "gate"\?/],
    ["a key of every object", "gate: { maxRate: { __proto__: 0.1 } }", /yaml:1:20: unknown key "__proto__"/],
    ["two rules on one thing", "gate: { maxRate: { any: 0.1, Any: 0.2 } }", /yaml:1:35: .*the same as any/],
    ["a second document", "gate: null\n---\ngate: null\n", /yaml:2:1: a second document begins here/],
    ["a list without end", `mappings: ${"[".repeat(20_000)}`, /^[^\n]*nests too deep(\n[^\n]*){0,4}$/],
  ])("names file, line and place of %s", (_name, content, expected) => {
    expect(complaint(content)).toMatch(expected);
  });
});

describe("the file of the configuration", () => {
  it.each([
    ["UTF-16", Buffer.from("\ufeffgate: null", "utf16le"), "c.yaml is not UTF-8"],
    ["no text", Buffer.from([0xff, 0x00, 0x01]), "c.yaml is not UTF-8"],
    ["more than anybody writes", Buffer.alloc((4 << 20) + 1, "#"), "c.yaml is larger than 4 MiB"],
  ])("of %s is refused", async (_name, content, message) => {
    using folder = tempFolder();
    const path = join(folder.path, "c.yaml");
    writeFileSync(path, content);
    await expect(loadConfig(path, "c.yaml")).rejects.toThrow(message);
  });

  it("may begin with a byte order mark, and is said not to be there", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "c.yaml");
    writeFileSync(path, "\ufeffgate: { minRuns: 3 }");
    expect((await loadConfig(path, "c.yaml")).gate).toMatchObject({ minRuns: 3 });
    await expect(loadConfig(`${path}s`, "c.yamls")).rejects.toThrow("c.yamls is not there");
    await expect(loadConfig(folder.path, "c")).rejects.toThrow("c cannot be read: it is a folder");
  });
});

it("says what private data is replaced", () => {
  const { redact } = parseConfig("redact:\n  cards: false\n  patterns:\n    customer: C-\\d{6}\n", "m.yaml");
  expect(redact).toEqual({
    emails: true,
    cards: false,
    patterns: [{ name: "customer", pattern: /C-\d{6}/u }],
  });
  expect(parseConfig("", "m.yaml").redact).toEqual({ emails: true, cards: true, patterns: [] });
  expect(() => parseConfig("redact: { patterns: { customer: '(' } }", "m.yaml")).toThrow(
    /m\.yaml:1.*Invalid/s,
  );
  expect(() => parseConfig("redact: { patterns: { Customer: 'x' } }", "m.yaml")).toThrow(/small letters/);
  expect(() => parseConfig("redact: { email: true }", "m.yaml")).toThrow(/emails/);
});
