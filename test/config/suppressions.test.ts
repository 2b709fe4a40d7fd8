import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isDay, loadSuppressions, withSuppression } from "../../src/config/suppressions.ts";
import type { Suppression } from "../../src/core/suppression.ts";
import { tempFolder } from "../helpers/mast.ts";

const ENTRY: Suppression = {
  ...{ mode: "FM-1.3", finding: "0123456789abcdef", run: "ab12cd34", framework: null, agent: null },
  ...{ reason: 'known: see "ticket" 12 # not a comment', until: "2026-12-31" },
};

describe("the file of suppressions", () => {
  test("gives back what was added, entry by entry, and keeps comments and the rest as they are", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "s.yaml");
    expect(await loadSuppressions(path, "s.yaml")).toEqual([]);
    writeFileSync(path, await withSuppression(path, "s.yaml", ENTRY));
    writeFileSync(path, `# ours\n${readFileSync(path, "utf8")}`);
    const alike: Suppression = {
      ...ENTRY,
      finding: null,
      run: null,
      framework: "crewai",
      agent: "Web Surfer",
    };
    writeFileSync(path, await withSuppression(path, "s.yaml", alike));
    expect(await loadSuppressions(path, "s.yaml")).toEqual([ENTRY, alike]);
    expect(readFileSync(path, "utf8")).toMatch(/^# ours\n# Findings that the team knows of/);
  });

  test("says beside each entry what it is about, on one line whatever it holds", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "s.yaml");
    writeFileSync(
      path,
      await withSuppression(path, "s.yaml", ENTRY, "clerk asked\n- mode: FM-1.1\u001b[31m twice"),
    );
    writeFileSync(
      path,
      await withSuppression(path, "s.yaml", { ...ENTRY, finding: "f".repeat(16) }, "another"),
    );
    const text = readFileSync(path, "utf8");
    expect(text).toMatch(/^ +(?:- )?# clerk asked .*- mode: FM-1\.1.* twice$/m);
    expect(text).toMatch(/# another$/m);
    expect(text).not.toContain("\u001b");
    expect(await loadSuppressions(path, "s.yaml")).toHaveLength(2);
  });

  test("has one entry for one thing: the last word on it counts", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "s.yaml");
    writeFileSync(path, await withSuppression(path, "s.yaml", ENTRY));
    const later = { ...ENTRY, reason: "still", until: "2027-03-01" };
    writeFileSync(path, await withSuppression(path, "s.yaml", later));
    expect(await loadSuppressions(path, "s.yaml")).toEqual([later]);
  });

  test.each([
    [
      "an unknown key",
      "- {mode: FM-1.3, finding: 0123456789abcdef, reason: x, untill: 2026-01-01}",
      /"untill".*"until"/,
    ],
    [
      "a mode alone",
      "- {mode: FM-1.3, reason: x, until: 2026-01-01}",
      /s\.yaml:2:.*a mode alone would hide all/,
    ],
    ["no reason", '- {mode: FM-1.3, agent: a, reason: " ", until: 2026-01-01}', /write why it may wait/],
    ["a day that is none", "- {mode: FM-1.3, agent: a, reason: x, until: 2026-02-30}", /expected a day/],
    [
      "an id that is none",
      "- {mode: FM-1.3, finding: zz, reason: x, until: 2026-02-20}",
      /16 hexadecimal digits/,
    ],
    [
      "a reason that nobody reads",
      `- {mode: FM-1.3, agent: a, reason: ${"x".repeat(1001)}, until: 2026-02-20}`,
      /longer than 1000 characters/,
    ],
    [
      "a run that is none",
      "- {mode: FM-1.3, run: last, reason: x, until: 2026-02-20}",
      /eight hexadecimal digits/,
    ],
    ["an unknown mode", "- {mode: FM-4.3, agent: a, reason: x, until: 2026-02-20}", /FM-1\.1/],
    ["a list of text", "- FM-1.3", /expected object/],
  ])("with %s is refused, and not written to", async (_name, entry, message) => {
    using folder = tempFolder();
    const path = join(folder.path, "s.yaml");
    writeFileSync(path, `suppressions:\n  ${entry}\n`);
    await expect(loadSuppressions(path, "s.yaml")).rejects.toThrow(message);
    await expect(withSuppression(path, "s.yaml", ENTRY)).rejects.toThrow(message);
  });

  test("keeps the one note of an entry that is written in new words, wherever it stands", async () => {
    using folder = tempFolder();
    const path = join(folder.path, "s.yaml");
    const other = { ...ENTRY, finding: "ffffffffffffffff" };
    for (const [entry, note] of [
      [ENTRY, "one"],
      [other, "two"],
      [ENTRY, "one"],
      [other, "two"],
    ] as const) {
      writeFileSync(path, await withSuppression(path, "s.yaml", entry, note));
    }
    const text = readFileSync(path, "utf8");
    expect(text.match(/# one$/gm)).toHaveLength(1);
    expect(text.match(/# two$/gm)).toHaveLength(1);
  });

  test("that is a folder is refused", async () => {
    using folder = tempFolder();
    const path = mkdtempSync(join(folder.path, "s-"));
    await expect(loadSuppressions(path, "s")).rejects.toThrow("s cannot be read: it is a folder");
  });

  test("days are those of the calendar", () => {
    expect(["2026-12-31", "2028-02-29"].every(isDay)).toBe(true);
    expect(["2026-02-29", "2026-1-1", "2026-13-01", "tomorrow", ""].some(isDay)).toBe(false);
  });
});
