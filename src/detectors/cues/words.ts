/*
 * What English words say about where a piece of work stands. All cues read a bounded part of a text (its first and
 * last words, where people and models put such statements), so that cost does not grow with its length.
 */

/** Characters at either end of a text that are read. */
export const EDGE = 200;

/** Opens and closes code in Markdown. */
export const FENCE = "```";

/** The first and the last words of a text. */
export function edgesOf(text: string): string {
  return text.length <= EDGE * 2 ? text : `${text.slice(0, EDGE)}\n${text.slice(-EDGE)}`;
}

/** A text without its fenced code; a space stands for each block. */
export function withoutCode(text: string): string {
  let open = text.indexOf(FENCE);
  if (open < 0) return text;
  let prose = "";
  let from = 0;
  while (open >= 0) {
    prose += `${text.slice(from, open)} `;
    const close = text.indexOf(FENCE, open + FENCE.length);
    if (close < 0) return prose;
    from = close + FENCE.length;
    open = text.indexOf(FENCE, from);
  }
  return prose + text.slice(from);
}

/** Whether an offset lies in fenced code. */
export function isInCode(text: string, offset: number): boolean {
  let isInside = false;
  for (let at = text.indexOf(FENCE); at >= 0 && at < offset; at = text.indexOf(FENCE, at + FENCE.length))
    isInside = !isInside;
  return isInside;
}

/** Any of the phrases, as whole words. Each argument holds one phrase or a few short ones. */
export function phrases(flags: string, ...alternatives: readonly RegExp[]): RegExp {
  return new RegExp(`\\b(?:${sourceOf(alternatives)})\\b`, flags);
}

/** Any of the phrases from the start of a word on; where they end in a word, they need not end it. */
export function openings(flags: string, ...alternatives: readonly RegExp[]): RegExp {
  return new RegExp(`\\b(?:${sourceOf(alternatives)})`, flags);
}

/** Any of the patterns. */
export function oneOf(flags: string, ...alternatives: readonly RegExp[]): RegExp {
  return new RegExp(sourceOf(alternatives), flags);
}

function sourceOf(alternatives: readonly RegExp[]): string {
  return alternatives.map(({ source }) => source).join("|");
}
