import type { TokenCounter } from "../case.ts";

/** Byte-pair encoders take longer than linear on text without word borders; pieces of this length keep them linear. */
const PIECE = 4000;

/**
 * Counts tokens as the tokeniser `o200k` does, which is exact for present OpenAI models and an estimate for others.
 * Loaded only when asked for: its table is several megabytes.
 */
export async function loadTokenCounter(): Promise<TokenCounter> {
  const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
  // Marks such as <|endoftext|> in a trace are text like any other.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => {
    let tokens = 0;
    for (let at = 0; at < text.length; at += PIECE)
      tokens += countTokens(text.slice(at, at + PIECE), options);
    return tokens;
  };
}
