import { visit } from "jsonc-parser";

/**
 * Lines, from 1, of places that name none: JSON pointers, and spans by their ids. Places that are not found are left out.
 * @param text a whole source, decoded, with its own line breaks
 */
export function linesOfLocators(text: string, locators: readonly string[]): Map<string, number> {
  const pointers = locators.filter((locator) => locator.startsWith("/"));
  const lines = pointers.length === 0 ? new Map<string, number>() : linesOfPointers(text, new Set(pointers));
  for (const locator of locators) {
    const id = /^span:(.{1,200})$/.exec(locator)?.[1];
    const offset = id === undefined ? null : offsetOfSpan(text, id);
    if (offset !== null) lines.set(locator, lineAt(text, offset));
  }
  return lines;
}

function linesOfPointers(text: string, wanted: ReadonlySet<string>): Map<string, number> {
  const lines = new Map<string, number>();
  const deepest = Math.max(...[...wanted].map((pointer) => pointer.split("/").length - 1));
  const note = (line: number, path: readonly (string | number)[]): void => {
    if (path.length > deepest) return;
    const pointer = pointerOf(path);
    // Of keys that occur twice the last one counts, as for whoever parsed it.
    if (wanted.has(pointer)) lines.set(pointer, line + 1);
  };
  try {
    visit(text, {
      onObjectBegin: (_offset, _length, line, _column, path) => note(line, path()),
      onArrayBegin: (_offset, _length, line, _column, path) => note(line, path()),
      onLiteralValue: (_value, _offset, _length, line, _column, path) => note(line, path()),
    });
  } catch (error) {
    // It goes down by recursion; what nests so deeply was read without its depths.
    if (!(error instanceof RangeError)) throw error;
  }
  return lines;
}

/** RFC 6901. */
function pointerOf(path: readonly (string | number)[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** As formats call the id of a span of their own; `parentSpanId` and the like end differently or have another name. */
const ID_KEY = /["'.](?:span_?id|id|uuid|run_?id)["']\s*:\s*["'](?:0x)?$/i;
const LONGEST_KEY = 60;

/** Where a span states its own id, not where others name it. */
function offsetOfSpan(text: string, id: string): number | null {
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + id.length)) {
    const end = text[at + id.length];
    if ((end === '"' || end === "'") && ID_KEY.test(text.slice(Math.max(0, at - LONGEST_KEY), at))) return at;
  }
  return null;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
