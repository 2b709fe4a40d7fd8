import { isUtf8 } from "node:buffer";
import type { ProblemLog } from "./problem-log.ts";

/** Notes the lines of a block that are not valid UTF-8. The block starts and ends at line ends. */
export function noteBadUtf8(block: Buffer, firstLine: number, log: ProblemLog): void {
  if (isUtf8(block)) return;
  for (const line of badUtf8Lines(block, firstLine)) {
    log.repaired(line, "utf8-invalid", "bytes that are not UTF-8 are read as U+FFFD");
  }
}

function* badUtf8Lines(block: Buffer, firstLine: number): Generator<number> {
  let start = 0;
  for (let line = firstLine; start < block.length; line++) {
    const newline = block.indexOf(0x0a, start);
    const end = newline < 0 ? block.length : newline;
    if (!isUtf8(block.subarray(start, end))) yield line;
    start = end + 1;
  }
}
