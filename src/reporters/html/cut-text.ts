/** Characters of one step that are shown; longer texts keep their ends and the surroundings of what is quoted. */
export const LONGEST_STEP = 60_000;
const EDGE = 20_000;
const AROUND_QUOTE = 2_000;

/**
 * A text of at most about `LONGEST_STEP` characters. Where stretches are left out, a line says how many characters; every
 * quote that occurs in the text is kept with what surrounds it (as many quotes as fit).
 */
export function cutText(text: string, quotes: readonly string[]): { text: string; cut: number } {
  if (text.length <= LONGEST_STEP) return { text, cut: 0 };
  const kept = mergedSpans([
    { from: 0, to: EDGE },
    { from: text.length - EDGE, to: text.length },
    ...quotes.slice(0, 4).flatMap((quote) => {
      const at = quote === "" ? -1 : text.indexOf(quote);
      if (at < 0) return [];
      return [
        { from: Math.max(0, at - AROUND_QUOTE), to: Math.min(text.length, at + quote.length + AROUND_QUOTE) },
      ];
    }),
  ]);
  let shown = "";
  let end = 0;
  for (const { from, to } of kept) {
    if (from > end) shown += `\n[… ${from - end} characters left out …]\n`;
    shown += text.slice(from, to);
    end = to;
  }
  return { text: shown, cut: text.length - kept.reduce((sum, { from, to }) => sum + to - from, 0) };
}

interface Span {
  from: number;
  to: number;
}

function mergedSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else merged.push({ ...span });
  }
  return merged;
}
