import { hashOf } from "../../core/hash.ts";

/** Of the shortest marks; every step carries one, so they count in tokens. */
const DIGITS = 4;

/**
 * The mark of a record: hexadecimal digits that stand nowhere in its texts, however they are written, so that nothing in
 * the run can look like a border of the record or the beginning of a step. Drawn from the run's content, so equal for
 * equal runs; whoever knows how it is drawn gains nothing, since a mark that occurs is not taken.
 */
export function markFor(contentHash: string, texts: readonly string[]): string {
  const written = texts.map((text) =>
    text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ""),
  );
  for (let attempt = 0; ; attempt++) {
    const mark = hashOf(DIGITS + Math.floor(attempt / 8), "mark", contentHash, String(attempt));
    if (!written.some((text) => text.includes(mark))) return mark;
  }
}

/** A record between its borders; `mark` must not stand in `body` but where mast put it. */
export function fenced(what: string, mark: string, body: string): string {
  return `===== ${what} ${mark} begins =====\n${body}\n===== ${what} ${mark} ends =====`;
}

/** A note of mast inside a record. */
export function note(mark: string, words: string): string {
  return `((${mark} ${words}))`;
}
