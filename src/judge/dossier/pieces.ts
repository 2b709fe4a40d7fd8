import type { TokenCounter } from "../case.ts";
import { isCharacterStart } from "./visible-text.ts";

/** A step of the run, or a part of one that is too long for a window. */
export interface Piece {
  readonly step: number;
  /** Offsets in the step's body. */
  readonly from: number;
  readonly to: number;
  /** Whether it is all of the body. */
  readonly whole: boolean;
  readonly tokens: number;
}

/** Tokens of a step's line, about. */
export const LINE_TOKENS = 24;
/** How far a cut may move back to end a line there, as a share of the part's length. */
const NEAR = 0.1;

/**
 * The pieces of one step; parts of at most `most` tokens follow each other without a gap.
 * @param all tokens of the whole step, its line included
 */
export function piecesOf(
  step: number,
  body: string,
  all: number,
  most: number,
  tokens: TokenCounter,
): Piece[] {
  if (all <= most) return [{ step, from: 0, to: body.length, whole: true, tokens: all }];
  const pieces: Piece[] = [];
  const length = Math.max(1, Math.floor((body.length * (most - LINE_TOKENS)) / all));
  let from = 0;
  while (from < body.length) {
    let to = cutBefore(body, Math.min(body.length, from + length), from);
    let count = tokens(body.slice(from, to)) + LINE_TOKENS;
    // Text whose tokens are denser here than on average.
    while (count > most && to - from > 8) {
      to = cutBefore(body, from + Math.floor((to - from) / 2), from);
      count = tokens(body.slice(from, to)) + LINE_TOKENS;
    }
    pieces.push({ step, from, to, whole: false, tokens: count });
    from = to;
  }
  return pieces;
}

/** An offset at or shortly before `wanted`, after `from`: behind a line's end where one is near, never within a character. */
function cutBefore(text: string, wanted: number, from: number): number {
  if (wanted >= text.length) return text.length;
  const newline = text.lastIndexOf("\n", wanted - 1);
  if (newline >= from && newline + 1 > wanted - (wanted - from) * NEAR) return newline + 1;
  const cut = isCharacterStart(text, wanted) ? wanted : wanted - 1;
  return cut > from ? cut : Math.min(text.length, wanted + 1);
}
