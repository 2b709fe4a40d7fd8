import type { PlaceFinder, SourcePlace } from "../core/report.ts";
import type { Run } from "../core/run.ts";
import { linesOfLocators } from "../sources/locator-lines.ts";
import { unchangedText } from "../sources/unchanged-text.ts";
import type { Store } from "../store/store.ts";

/** Sources of one run that are looked through. */
const MOST_SOURCES = 8;
/** Characters looked through in all: a large file may hold thousands of runs, and each looks through it. */
const MOST_TEXT = 400_000_000;

/**
 * Finds lines of sources as long as these are what was read of them. So a report depends on what was read and on whether it
 * still is there, never on what has taken its place.
 * @param displayUri prints a source's address
 */
export function sourcePlaces(
  store: Pick<Store, "runs" | "knownSource">,
  displayUri: (uri: string) => string,
): PlaceFinder {
  let left = MOST_TEXT;
  let last: { uri: string; text: string | null } | null = null;
  const textOf = async (uri: string): Promise<string | null> => {
    if (last?.uri !== uri) {
      const hash = (await store.knownSource(uri))?.contentHash;
      last = { uri, text: hash === undefined ? null : await unchangedText(uri, hash) };
    }
    return last.text;
  };
  return async ({ id }, locators) => {
    const places = new Map<string, SourcePlace>();
    const run = locators.length === 0 || left <= 0 ? null : await runOf(store, id);
    for (const { uri } of run?.sources.slice(0, MOST_SOURCES) ?? []) {
      const open = locators.filter((locator) => !places.has(locator));
      const text = open.length === 0 ? null : await textOf(uri);
      if (text === null) continue;
      left -= text.length;
      for (const [locator, line] of linesOfLocators(text, open))
        places.set(locator, { uri: displayUri(uri), line });
    }
    return places;
  };
}

async function runOf(store: Pick<Store, "runs">, id: string): Promise<Run | null> {
  for await (const runs of store.runs({ ids: [id] })) for (const run of runs) return run;
  return null;
}
