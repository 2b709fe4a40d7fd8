import { isUtf8 } from "node:buffer";

/** Code and message of the repair. */
export const UTF8_REPAIR = ["utf8-invalid", "bytes that are not UTF-8 are read as U+FFFD"] as const;

/** The lines of a block that are not valid UTF-8. The block starts and ends at line ends. */
export function* badUtf8Lines(block: Buffer, firstLine: number): Generator<number> {
  let start = 0;
  for (let line = firstLine; start < block.length; line++) {
    const newline = block.indexOf(0x0a, start);
    const end = newline < 0 ? block.length : newline;
    if (!isUtf8(block.subarray(start, end))) yield line;
    start = end + 1;
  }
}
