import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeLine, safeText } from "../../src/core/terminal-text.ts";

const ESC = "\u001b";

describe("text for a terminal", () => {
  it.each([
    ["colours and cursor movements", `${ESC}[31mred${ESC}[0m${ESC}[2J${ESC}[1;1H`, "red"],
    ["a window title", `a${ESC}]0;owned\u0007b`, "ab"],
    ["a link", `${ESC}]8;;http://x.example\u001b\\click${ESC}]8;;${ESC}\\`, "click"],
    ["sequences in one byte", "\u009b31mred\u009d0;title\u009cend", "redend"],
    ["an escape that breaks off", `a${ESC}`, "a<U+001B>"],
    ["reversed direction", "invoice\u202efdp.exe", "invoice<U+202E>fdp.exe"],
    ["invisible characters", "pass\u200bword\u2060", "pass<U+200B>word<U+2060>"],
    ["tag characters", "a\u{e0041}b", "a<U+E0041>b"],
    ["a bell and a backspace", "a\u0007b\u0008", "a<U+0007>b<U+0008>"],
    ["line ends of other systems", "a\r\nb\rc", "a\nb\nc"],
    ["an unpaired surrogate", "a\ud800b", "a\ufffdb"],
  ])("takes the sting out of %s", (_, text, safe) => {
    expect(safeText(text)).toBe(safe);
  });

  it("leaves words of any script, emoji, tabs and line feeds as they are", () => {
    const text = "Größe\t7\n東京 ценник שלום 👩‍🚒";
    expect(safeText(text)).toBe(text);
  });

  it("prints no control character but line feed and tab, whatever comes in", () => {
    const pieces = fc.constantFrom(
      ESC,
      "[",
      "]",
      "0",
      ";",
      "m",
      "\u009b",
      "\u0007",
      "\r",
      "\u202e",
      "x",
      " ",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: "binary" }))), (parts) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
        expect(safeText(parts.join(""))).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
      }),
    );
  });

  it("keeps one line on one line", () => {
    expect(safeLine("  a\n\n b\u2028c\t")).toBe("a b<U+2028>c");
  });
});
