import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { ConversationMaker } from "./conversation.ts";
import type { BenchFormat } from "./formats/format.ts";

/** Committed: the corpus is the same wherever the bench runs. */
const SEED = 20_260_124;

export interface Corpus {
  folder: string;
  format: BenchFormat;
  files: number;
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
    const file = join(folder, `${String(corpus.files++).padStart(6, "0")}${format.extension}`);
    const handle = openSync(file, "wx");
    const { add } = format.open();
    let size = 0;
    do {
      const conversation = maker.next();
      const piece = add(conversation);
      const data = typeof piece === "string" ? Buffer.from(piece) : piece;
      writeSync(handle, data);
      size += data.length;
      corpus.runs++;
      corpus.chars += conversation.chars;
    } while (size < format.fileBytes && corpus.bytes + size < bytes);
    closeSync(handle);
    corpus.bytes += size;
  }
  return corpus;
}
