/** The line of a source that a locator names (`line:12`, `line:12/messages/3`), from 1; null where sources have none. */
export function lineOf(locator: string): number | null {
  const line = Number(/^line:(\d{1,9})(?=\/|$)/.exec(locator)?.[1] ?? 0);
  return line > 0 ? line : null;
}

/** The path of a source as a reference by RFC 3986: relative where the path is, `file:` where it is absolute. */
export function uriReference(path: string): string {
  const encoded = path.toWellFormed().split("/").map(encodeURIComponent).join("/");
  if (/^[A-Za-z]%3A\//.test(encoded)) return `file:///${encoded.replace("%3A", ":")}`;
  if (encoded.startsWith("/")) return `file://${encoded}`;
  return encoded === "" ? "unknown" : encoded;
}
