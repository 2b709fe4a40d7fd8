import type { PlaceFinder, ReportRun } from "../core/report.ts";

/** The line of a source that a locator names (`line:12`, `line:12/messages/3`), from 1; null where sources have none. */
export function lineOf(locator: string): number | null {
  const line = Number(/^line:(\d{1,9})(?=\/|$)/.exec(locator)?.[1] ?? 0);
  return line > 0 ? line : null;
}

/** The places of a run by locators: those that name a line, those that `placesOf` finds, else the source as a whole. */
export async function placesIn(
  run: Pick<ReportRun, "id" | "source">,
  locators: readonly string[],
  placesOf: PlaceFinder | undefined,
): Promise<(locator: string) => { uri: string; line: number | null }> {
  const open = [...new Set(locators)].filter((locator) => locator !== "" && lineOf(locator) === null);
  const found = placesOf === undefined || open.length === 0 ? null : await placesOf(run, open);
  const { uri, locator: own } = run.source;
  return (locator) => found?.get(locator) ?? { uri, line: lineOf(locator) ?? lineOf(own) };
}

/** The path of a source as a reference by RFC 3986: relative where the path is, `file:` where it is absolute. */
export function uriReference(path: string): string {
  const encoded = path.toWellFormed().split("/").map(encodeURIComponent).join("/");
  if (/^[A-Za-z]%3A\//.test(encoded)) return `file:///${encoded.replace("%3A", ":")}`;
  if (encoded.startsWith("/")) return `file://${encoded}`;
  return encoded === "" ? "unknown" : encoded;
}
