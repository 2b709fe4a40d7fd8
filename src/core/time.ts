/**
 * ISO 8601 UTC with milliseconds from what traces write: ISO text (blank or T, any offset, none = UTC), epoch
 * seconds, milliseconds, microseconds or nanoseconds (told apart by size), also as decimal text. Null if it is no time.
 */
export function toIsoTime(value: unknown): string | null {
  let ms: number;
  if (typeof value === "number") ms = epochToMs(value);
  else if (typeof value === "string" && /^\d{9,20}(\.\d+)?$/.test(value)) ms = epochToMs(Number(value));
  else if (typeof value === "string") ms = parseIsoMs(value);
  else return null;
  if (!Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return null;
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  return year >= 0 && year <= 9999 ? date.toISOString() : null;
}

/** 1e11 s is the year 5138 and 1e11 ms is 1973: every scale of a present-day epoch falls into its own range. */
function epochToMs(value: number): number {
  const size = Math.abs(value);
  if (size < 1e11) return value * 1000;
  if (size < 1e14) return value;
  if (size < 1e17) return value / 1000;
  return value / 1e6;
}

/** As most writers have it, and as engines parse it without a detour. */
const PLAIN_ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function parseIsoMs(text: string): number {
  if (PLAIN_ISO.test(text)) return Date.parse(text);
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))?\s*(Z|[+-]\d\d:?\d\d)?$/.exec(
    text.trim(),
  );
  if (match === null) return Number.NaN;
  const [, day, clock, fraction = "", zone = "Z"] = match;
  const seconds = clock !== undefined && clock.length === 5 ? `${clock}:00` : clock;
  const offset = zone === "Z" || zone.includes(":") ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  return Date.parse(`${day}T${seconds}.${fraction.padEnd(3, "0").slice(0, 3)}${offset}`);
}
