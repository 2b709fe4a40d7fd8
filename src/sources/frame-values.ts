/** Where one value of a concatenated stream stands; `end` is exclusive. */
export interface Frame {
  line: number;
  start: number;
  end: number;
}

/** Quotes, brackets and line ends: all that decides where a value starts and stops. */
const TOKEN = /"(?:[^"\\]|\\[\s\S])*"?|[{}[\]\n]/g;

/** Finds the top-level objects and arrays of a text by bracket depth alone; the last one may be cut off. */
export function* frameValues(text: string): Generator<Frame> {
  let depth = 0;
  let line = 1;
  let start = 0;
  let startLine = 1;
  TOKEN.lastIndex = 0;
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    if (token === "\n") line++;
    else if (token === "{" || token === "[") {
      if (depth === 0) {
        start = match.index;
        startLine = line;
      }
      depth++;
    } else if ((token === "}" || token === "]") && depth > 0) {
      depth--;
      if (depth === 0) yield { line: startLine, start, end: match.index + 1 };
    }
  }
  if (depth > 0) yield { line: startLine, start, end: text.length };
}
