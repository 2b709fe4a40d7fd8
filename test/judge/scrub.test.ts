import { describe, expect, test } from "vitest";
import { Scrubber } from "../../src/judge/dossier/scrub.ts";

const ALL = { emails: true, cards: true, patterns: [] };

describe("placeholders", () => {
  test("stand for e-mail addresses and cards, the same for the same", () => {
    const scrubber = new Scrubber(ALL);
    const scrubbed = scrubber.scrub("ada@example.org, bo@example.org, ada@example.org, 4111 1111 1111 1111");
    expect(scrubbed).toBe("[e-mail-1], [e-mail-2], [e-mail-1], [card-1]");
    expect(scrubber.restore("to [e-mail-2] with [card-1]")).toBe(
      "to bo@example.org with 4111 1111 1111 1111",
    );
  });

  test("stand for own patterns, by their names", () => {
    const scrubber = new Scrubber({ ...ALL, patterns: [{ name: "member", pattern: /M-\d{4}/ }] });
    expect(scrubber.scrub("M-1234 and M-9999 and M-1234")).toBe("[member-1] and [member-2] and [member-1]");
    expect(scrubber.restore("[member-2]")).toBe("M-9999");
  });

  test("are not made of what is switched off", () => {
    const off = new Scrubber({ emails: false, cards: false, patterns: [] });
    expect(off.scrub("ada@example.org 4111111111111111")).toBe("ada@example.org 4111111111111111");
  });

  test.each(["4111111111111112", "0000 0000 0000 0000", "1.4111111111111111", "41111111111111111111111"])(
    "are not made of numbers that are no cards: %s",
    (number) => expect(new Scrubber(ALL).scrub(number)).toBe(number),
  );

  test("that nobody gave out stay as they are", () => {
    expect(new Scrubber(ALL).restore("[e-mail-7] [s017] [x]")).toBe("[e-mail-7] [s017] [x]");
  });
});

test("credentials go for good", () => {
  const scrubber = new Scrubber(ALL);
  const scrubbed = scrubber.scrub("key sk-abcdefghijklmnopqrstuvwx now");
  expect(scrubbed).toBe("key [redacted:api-key] now");
  expect(scrubber.restore(scrubbed)).toBe(scrubbed);
});

test("a pattern needs a name that can stand in a placeholder", () => {
  expect(() => new Scrubber({ ...ALL, patterns: [{ name: "Mem ber", pattern: /x/ }] })).toThrow(
    /"Mem ber" needs a name/,
  );
});

test("a pattern that matches nothing at all does no harm", () => {
  expect(new Scrubber({ ...ALL, patterns: [{ name: "empty", pattern: /x*/ }] }).scrub("abxc")).toBe(
    "ab[empty-1]c",
  );
});
