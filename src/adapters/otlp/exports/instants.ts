import { isoNanos } from "../json-values.ts";

const SECONDS = /^PT(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,12})(?:\.(\d{1,9})\d*)?S)?$/;
const ZONE = /(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Nanoseconds since the epoch as decimal text, from an ISO time (with a blank for the T or without a zone, which is
 * UTC, too) or from milliseconds, as data frames write times. "0" where it is no time.
 */
export function instantNanos(value: unknown): string {
  if (typeof value === "number") return value > 0 && value < 8.64e15 ? `${Math.round(value)}000000` : "0";
  if (typeof value !== "string") return "0";
  const iso = value.replace(" ", "T");
  return isoNanos(ZONE.test(iso) ? iso : `${iso}Z`);
}

/** The end of a span that gives an ISO 8601 duration (`PT1.25S`); the start itself where it is none. */
export function endNanos(start: string, duration: unknown): string {
  const match = typeof duration === "string" ? SECONDS.exec(duration) : null;
  if (match === null || start === "0") return start;
  const [, hours = "0", minutes = "0", seconds = "0", fraction = ""] = match;
  const whole = BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds);
  return String(BigInt(start) + whole * 1_000_000_000n + BigInt(fraction.padEnd(9, "0")));
}
