import { slices } from "./byte-origin.ts";
import { gunzipChunks, gunzipWhole, isGzip } from "./gzip.ts";
import type { SourceLimits } from "./limits.ts";
import type { ProblemLog } from "./problem-log.ts";
import { isZstd, isZstdRecords, unzstdRecords, unzstdStream } from "./zstd.ts";

/** A way in which a content is packed. */
export interface Packing {
  /**
   * Unpacks piece by piece. What is broken or far too large is noted; what came before is handed on. `packed` opens
   * the content from its start.
   */
  unpack(packed: () => AsyncIterable<Buffer>, limits: SourceLimits, log: ProblemLog): AsyncGenerator<Buffer>;
  /** Unpacks what is in memory; null if more than `maxBytes` come out. */
  unpackWhole(
    packed: Buffer,
    maxBytes: number,
    limits: SourceLimits,
    log: ProblemLog,
  ): Promise<Buffer | null>;
}

const GZIP: Packing = {
  unpack: gunzipChunks,
  unpackWhole: async (packed, maxBytes, _limits, log) => gunzipWhole(packed, maxBytes, log),
};

/** How a content that begins like this is packed; null where it is not. At least the first 8 bytes are needed. */
export function packingOf(head: Uint8Array): Packing | null {
  if (isGzip(head)) return GZIP;
  if (isZstd(head)) return inPieces(unzstdStream);
  return isZstdRecords(head) ? inPieces(unzstdRecords) : null;
}

function inPieces(unpack: Packing["unpack"]): Packing {
  return {
    unpack,
    async unpackWhole(packed, maxBytes, limits, log) {
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of unpack(() => inMemory(packed), limits, log)) {
        size += chunk.length;
        if (size > maxBytes) return null;
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
  };
}

async function* inMemory(content: Buffer): AsyncGenerator<Buffer> {
  yield* slices(content);
}
