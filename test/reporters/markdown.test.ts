import { marked, type Token } from "marked";
import { describe, expect, test } from "vitest";
import { buildReport } from "../../src/report/build-report.ts";
import { LONGEST_COMMENT } from "../../src/reporters/markdown/capped-text.ts";
import { markdownReporter } from "../../src/reporters/markdown/markdown.ts";
import { cellCodeText, codeText, commentText } from "../../src/reporters/markdown-text.ts";
import { fakeFinding, fakeInput, fakeLabel, fakeRun, fullInput } from "../helpers/fake-report.ts";
import { hostileReport } from "../helpers/hostile-report.ts";
import { HOSTILE_TEXTS } from "../helpers/hostile-texts.ts";
import { rendered } from "../helpers/rendered.ts";

test("begins with its mark and says how many runs show a mode", async () => {
  const text = await rendered(markdownReporter, await buildReport(fullInput()));
  expect(text.split("\n").slice(0, 2)).toEqual([
    "<!-- mast-report -->",
    "## mast: 2 of 4 runs with a failure mode",
  ]);
  expect(text).toContain("| autogen | FM-1.3 Step repetition | ≥ 33 % | 6 – 79 % | 1 | 0 | 2 | 3 |");
  expect(text).toContain("> step 2: `Counting the crates`");
  expect(text).toContain("`traces/run-1.json:/messages/1`");
});

test("the verdict of a gate is its title, and expired suppressions are loud", async () => {
  const text = await rendered(markdownReporter, await hostileReport("words"));
  expect(text).toContain("## mast: gate FAIL");
  expect(text).toContain("| ❌ FAIL | `max-rate any@tag:team:words=0.1` |");
  expect(text).toContain("1 finding in 1 run, **expired on 2026-01-31, counted again**: words");
});

describe("a report that is too long for a comment", () => {
  test.each([40, 400, 3000])("is cut, and says so: %d runs", async (count) => {
    const runs = Array.from({ length: count }, (_, index) => fakeRun(index + 1));
    const labels = runs.map((run) =>
      fakeLabel(run, "FM-1.3", "present", [fakeFinding("FM-1.3", { message: "ä".repeat(240) })]),
    );
    const text = await rendered(markdownReporter, await buildReport(fakeInput(runs, labels)));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LONGEST_COMMENT);
    const listed = text.match(/^\| FM-1\.3 \| `clerk`/gm)?.length ?? 0;
    expect(listed).toBeGreaterThan(30);
    if (listed < count) expect(text).toContain(`_${count - listed} more verdict`);
    else expect(text).not.toContain("left out");
  });

  test.each(Object.entries(HOSTILE_TEXTS))("never is longer: %s", async (_name, hostile) => {
    const text = await rendered(markdownReporter, await hostileReport(hostile));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LONGEST_COMMENT);
  });
});

describe("text from a trace", () => {
  test.each(Object.entries(HOSTILE_TEXTS))("stays text: %s", async (_name, hostile) => {
    const text = await rendered(markdownReporter, await hostileReport(hostile));
    const tokens = [...walked(marked.lexer(text))];
    const kinds = new Set(tokens.map(({ type }) => type));
    for (const kind of ["link", "image", "code", "del", "em", "hr", "checkbox"])
      expect(kinds, kind).not.toContain(kind);
    // GitHub's own links, outside of code and of what is escaped.
    const words = tokens
      .filter((token) => token.type === "text" && !("tokens" in token))
      .map(({ raw }) => raw);
    expect(words.join("\n")).not.toMatch(/:\/\/|\bwww\.|@\w|#\d|\bGH-\d/);
    const html = tokens.filter(({ type }) => type === "html").map(({ raw }) => raw.trim());
    expect(html.join("").replace(/<\/?(?:details|summary)>|All verdicts: present \(3\)/g, "")).toBe(
      "<!-- mast-report -->",
    );
    const headings = tokens.filter(({ type }) => type === "heading").map(({ raw }) => raw.trim());
    expect(headings.filter((heading) => /owned/.test(heading) && !heading.startsWith("### F"))).toEqual([]);
    for (const table of tokens.filter(({ type }) => type === "table")) {
      for (const row of table.raw.trim().split("\n"))
        expect(cellsOf(row), row.slice(0, 300)).toBe(cellsOf(table.raw.split("\n")[0] ?? ""));
    }
  });

  test("is one piece of code, whatever backticks it has", () => {
    expect(codeText("a `b` ``c``")).toBe("``` a `b` ``c`` ```");
    expect(codeText("a|b\n`c")).toBe("`` a|b `c ``");
    expect(cellCodeText("a|b\n`c")).toBe("`` a\\|b `c ``");
    expect(cellCodeText("a\\|b")).toBe("`a\\\u200b\\|b`");
    expect(codeText("")).toBe("");
  });

  test("links to no issue, no person and no page", () => {
    expect(commentText("see #12, GH-3, @ada and https://www.example.org")).toBe(
      "see #\u200b12, GH-\u200b3, @\u200bada and https:\u200b//www\u200b.example.org",
    );
  });
});

function* walked(tokens: readonly Token[]): Generator<Token> {
  for (const token of tokens) {
    yield token;
    if ("tokens" in token && token.tokens !== undefined) yield* walked(token.tokens);
    if (token.type === "list") for (const item of token["items"]) yield* walked([item]);
    if (token.type === "table") {
      for (const cell of [...token["header"], ...token["rows"].flat()]) yield* walked(cell.tokens);
    }
  }
}

/** A pipe ends a cell unless it is escaped, in code too. */
function cellsOf(row: string): number {
  return row.replace(/\\\\/g, "").replace(/\\\|/g, "").split("|").length;
}
