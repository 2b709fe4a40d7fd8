import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { terminalLine } from "../../../src/adapters/autogen/terminal-line.ts";
import { outline } from "../../helpers/read-runs.ts";
import { openSample } from "./read.ts";

const sample = (name: string) =>
  readFileSync(new URL(`../../../sample-traces/autogen/${name}`, import.meta.url), "utf8");

describe("output as a terminal recorded it", () => {
  it.each([
    "kiln-polling.console.txt",
    "seed-bank.autogen.console.txt",
    "lock-polling.ag2.console-colour.txt",
  ])("%s reads as the plain output does", async (name) => {
    const plain = sample(name);
    const recorded = plain
      .split("\n")
      .map((line) =>
        line.includes("----------") || line.endsWith("):") ? `\r\x1b[1m\x1b[36m${line}\x1b[0m\x1b[K` : line,
      )
      .join("\r\n");
    const [expected, read] = [await openSample(plain), await openSample(`\x1b[?2004l\r${recorded}`)];
    expect(read.runs.map(outline)).toEqual(expected.runs.map(outline));
    expect(read.runs.map(({ endReason }) => endReason)).toEqual(
      expected.runs.map(({ endReason }) => endReason),
    );
  });

  it("leaves everything else of a line as it is", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!text.includes("\x1b") && !text.startsWith("\r"));
        expect(terminalLine(text)).toBe(text);
        expect(terminalLine(`\x1b[33m${text}\x1b[0m`)).toBe(text);
      }),
    );
  });
});
