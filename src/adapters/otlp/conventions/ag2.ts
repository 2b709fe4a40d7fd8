import { isCount } from "../../../core/json.ts";
import { endsWithStopWord } from "../../autogen/stop-words.ts";
import { SELECTING } from "../../autogen/transcript.ts";
import { readTurns } from "../chat-turn.ts";
import type { Reading } from "../staged-span.ts";
import { type Convention, textAttribute } from "./convention.ts";
import { genAiConvention } from "./genai.ts";

/** The scope of both lines: with a version in the classic one, without in 1.x. */
const SCOPE = "opentelemetry.instrumentation.ag2";

/**
 * AG2's own spans, classic and 1.x: GenAI's vocabulary, in which usage is written a second time beside each call, a
 * manager's choice of the next speaker looks like an agent's turn, and the end of a conversation does not say why.
 */
export const ag2Convention: Convention = (span) => {
  if (span.scope.name !== SCOPE) return null;
  const base: Reading = { convention: "genai", framework: "ag2", kind: "other" };
  if (textAttribute(span, "ag2.span.type") === "usage") return base;
  const reading = genAiConvention(span) ?? base;
  if (SELECTING.has(reading.agent ?? "")) {
    return reading.kind === "model" && reading.tokens !== undefined
      ? { ...base, choice: reading.tokens }
      : base;
  }
  if (reading.kind !== "workflow") return reading;
  const turns = span.attributes.get("gen_ai.conversation.turns");
  const limit = span.attributes.get("gen_ai.conversation.max_turns");
  // A turn is a message and its answer; `turns` counts the messages.
  if (isCount(turns) && isCount(limit) && turns >= 2 * limit)
    return { ...reading, limit: `max_turns ${limit}` };
  const last = readTurns(span.attributes.get("gen_ai.output.messages"))?.at(-1)?.text ?? "";
  return endsWithStopWord(last) ? reading : { ...reading, openEnd: true };
};
