const UNITS: readonly [name: string, seconds: number][] = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
];

/**
 * The time between two ISO 8601 instants in at most two units, as `2 min 5 s`; null where it is negative or one of them
 * is no instant.
 */
export function duration(from: string, to: string): string | null {
  const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
  if (!(seconds >= 0)) return null;
  if (seconds < 60) return `${Math.round(seconds * 10) / 10} s`;
  let rest = Math.round(seconds);
  const parts: string[] = [];
  for (const [name, size] of UNITS) {
    if (rest >= size) parts.push(`${Math.floor(rest / size)} ${name}`);
    rest %= size;
  }
  if (rest > 0) parts.push(`${rest} s`);
  return parts.slice(0, 2).join(" ");
}
