import { ProtobufRequests } from "../../../src/adapters/otlp/protobuf-request.ts";
import type { Decoded } from "../../../src/adapters/otlp/span.ts";
import { DEFAULT_LIMITS } from "../../../src/sources/limits.ts";
import { PieceSplitter } from "../../../src/sources/piece-splitter.ts";
import { ProblemLog } from "../../../src/sources/problem-log.ts";

/** Decodes a content that comes in chunks of this size. */
export function decodeProtobufRequest(content: Uint8Array, chunkBytes = 1 << 16): Decoded[] {
  const requests = new ProtobufRequests(content.subarray(0, 1 << 16));
  const splitter = new PieceSplitter(requests.lengthOf, DEFAULT_LIMITS, new ProblemLog("a.pb"));
  const decoded: Decoded[] = [];
  for (let start = 0; start < content.length; start += chunkBytes) {
    const chunk = Buffer.from(content.subarray(start, start + chunkBytes));
    for (const piece of splitter.push(chunk)) decoded.push(...requests.decode(piece));
  }
  for (const piece of splitter.end()) decoded.push(...requests.decode(piece));
  return decoded;
}
