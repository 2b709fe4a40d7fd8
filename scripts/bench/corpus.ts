import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ConversationMaker } from "./conversation.ts";
import type { BenchFormat, Piece } from "./formats/format.ts";

/** Committed: the corpus is the same wherever the bench runs. */
const SEED = 20_260_124;

export interface Corpus {
  folder: string;
  format: BenchFormat;
  files: number;
  /** As they are parsed: of packed records, unpacked. */
  bytes: number;
  runs: number;
  /** Characters of all conversations, which the runs read from it must have again. */
  chars: number;
}

/** Writes files of the format until they have this many bytes together. */
export function writeCorpus(format: BenchFormat, bytes: number, folder: string): Corpus {
  mkdirSync(folder, { recursive: true });
  const maker = new ConversationMaker(SEED);
  const corpus: Corpus = { folder, format, files: 0, bytes: 0, runs: 0, chars: 0 };
  while (corpus.bytes < bytes) {
    const name = join(folder, `${String(corpus.files++).padStart(6, "0")}${format.extension}`);
    const handle = openSync(name, "wx");
    const file = format.open();
    let size = 0;
    do {
      const conversation = maker.next();
      size += write(handle, file.add(conversation));
      corpus.runs++;
      corpus.chars += conversation.chars;
    } while (size < format.fileBytes && corpus.bytes + size < bytes);
    if (file.end !== undefined) write(handle, file.end());
    closeSync(handle);
    corpus.bytes += size;
  }
  return corpus;
}

function write(handle: number, piece: string | Uint8Array | Piece): number {
  if (typeof piece === "object" && "data" in piece) {
    writeSync(handle, piece.data);
    return piece.bytes;
  }
  const data = typeof piece === "string" ? Buffer.from(piece) : piece;
  writeSync(handle, data);
  return data.length;
}
