import { StringDecoder } from "node:string_decoder";
import type { Probe } from "../adapters/source.ts";

/** Most transcripts show what they are in the first messages. In UTF-16 units, and bytes that nearly always hold as many. */
const GLANCE_CHARS = 4096;
const GLANCE_BYTES = 6 * 1024;

type TextProbe = Extract<Probe, { kind: "text" }>;

/**
 * What is known of a text from its first bytes, which stay as they are. Decoded when somebody asks: a dozen adapters go by
 * the glance alone where one of them is sure, and the head may be as long as the text.
 */
export function textProbe(head: Buffer): TextProbe {
  let text: string | null = null;
  let glance: string | null | undefined;
  return {
    kind: "text",
    get head() {
      text ??= decoded(head);
      return text;
    },
    get glance() {
      if (glance === undefined) glance = head.length <= GLANCE_CHARS ? null : firstLines(head);
      return glance;
    },
  };
}

function firstLines(head: Buffer): string | null {
  const text = decoded(head.subarray(0, GLANCE_BYTES));
  if (text.length <= GLANCE_CHARS && head.length <= GLANCE_BYTES) return null;
  return text.slice(0, text.lastIndexOf("\n", GLANCE_CHARS) + 1);
}

/** Without a character that the cut went through. */
function decoded(bytes: Buffer): string {
  return new StringDecoder("utf8").write(bytes);
}
