import { constants, gunzipSync } from "node:zlib";
import type { Problem } from "../adapters/adapter.ts";
import type { SourceLimits } from "./limits.ts";

type Report = (problem: Omit<Problem, "uri">) => void;

/** Unpacks gzip, known by its first bytes, whatever the name says; other content stays as it is. */
export function decompress(raw: Uint8Array, limits: SourceLimits, report: Report): Buffer {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  if (!(bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8)) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: limits.maxRunBytes });
  } catch {
    report({
      locator: "",
      code: "gzip-damaged",
      message: "the gzip stream is broken; what came before is read",
    });
    return salvage(bytes, limits);
  }
}

function salvage(bytes: Buffer, limits: SourceLimits): Buffer {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: limits.maxRunBytes });
  } catch {
    return Buffer.alloc(0);
  }
}

/** UTF-8, or UTF-16 by its byte-order mark, which is removed; invalid bytes become U+FFFD. */
export function decodeText(bytes: Buffer): string {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : null;
  if (utf16 !== null) return new TextDecoder(utf16).decode(bytes);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return bytes.toString("utf8", start);
}
