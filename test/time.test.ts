import { expect, test } from "vitest";
import { toIsoTime } from "../src/core/time.ts";

test.each([
  [1795262967.289234, "2026-11-21T12:09:27.289Z"],
  [1795261497197, "2026-11-21T11:44:57.197Z"],
  ["1795261497197000000", "2026-11-21T11:44:57.197Z"],
  ["2026-11-21 12:11:19.716899+00:00", "2026-11-21T12:11:19.716Z"],
  ["2026-11-21T12:19:01+0200", "2026-11-21T10:19:01.000Z"],
  ["2026-11-21 12:19", "2026-11-21T12:19:00.000Z"],
])("%s is the time %s", (value, iso) => {
  expect(toIsoTime(value)).toBe(iso);
});

test.each(["soon", "12:30", "2026-13-45T00:00:00Z", null, Number.NaN, {}])("%s is no time", (value) => {
  expect(toIsoTime(value)).toBeNull();
});
