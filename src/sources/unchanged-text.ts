import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";

/** Bytes; a larger file is not read a second time. */
const LARGEST = 16 * 1024 * 1024;

/**
 * The text of a file that still is what was read of it, by the hash of what was read. Null where it is not, is gone, large,
 * no UTF-8, or packed: lines of what was packed in it are no lines of the file.
 */
export async function unchangedText(path: string, contentHash: string): Promise<string | null> {
  let bytes: Buffer;
  try {
    const info = await stat(path);
    if (!info.isFile() || info.size > LARGEST) return null;
    bytes = await readFile(path);
  } catch {
    return null;
  }
  if (createHash("sha256").update(bytes).digest("hex") !== contentHash) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
