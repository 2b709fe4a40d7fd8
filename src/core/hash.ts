import { createHash } from "node:crypto";

/**
 * First `hexDigits` digits of SHA-256 over the parts, each closed by a NUL so that no two part lists collide. Text counts
 * as its UTF-8 bytes.
 */
export function hashOf(hexDigits: number, ...parts: (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, hexDigits);
}

/** SHA-256 of the bytes alone, as `sha256sum` prints it: names a file by its content. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
