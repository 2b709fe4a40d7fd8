const SQLITE_MAGIC = "SQLite format 3\0";
/** Text has no control characters but these: BEL, BS, HT, LF, VT, FF, CR, ESC (terminal output keeps some). */
const TEXT_CONTROLS = new Set([0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b]);
/** Binary formats show themselves in their first bytes: lengths, tags and NULs. */
const BINARY_HEAD = 512;
/** A stray control character or two can get into a transcript. */
const STRAY = 2;
/** In content that starts like JSON: share of control characters that no damaged JSON has. */
const JSON_SHARE = 0.1;

export function isSqlite(head: Buffer): boolean {
  return head.toString("latin1", 0, SQLITE_MAGIC.length) === SQLITE_MAGIC;
}

/** `startsLikeJson`: the first byte that is not blank is a bracket. */
export function looksBinary(head: Buffer, startsLikeJson: boolean): boolean {
  const start = head.subarray(0, BINARY_HEAD);
  let odd = 0;
  for (let at = 0; at < start.length; at++) {
    const byte = start[at] ?? 0;
    if (byte < 0x20 && !TEXT_CONTROLS.has(byte)) odd++;
  }
  if (startsLikeJson) return odd > start.length * JSON_SHARE;
  return odd > STRAY || (odd > 0 && start.length < 64);
}
