/** A piece of a text and where it begins. */
export interface Piece {
  readonly text: string;
  readonly start: number;
}

/** A text whole, or where it is longer than `limit` (UTF-16 units) its first and its last half of that. */
export function edgesUpTo(text: string, limit: number): readonly Piece[] {
  if (text.length <= limit) return [{ text, start: 0 }];
  const half = limit / 2;
  return [
    { text: text.slice(0, half), start: 0 },
    { text: text.slice(-half), start: text.length - half },
  ];
}
