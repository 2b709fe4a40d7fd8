/**
 * Reads the text that Python's `repr()` and `str()` make of data: literals, and constructor calls such as
 * `AIMessage(content='…', id='…')`. It is data only: nothing is evaluated, and whatever is no literal
 * (`<object at 0x…>`) is kept as its text.
 */

/** `Name(positional, key=value)` as printed by dataclasses, named tuples and pydantic models. */
export class PythonObject {
  readonly className: string;
  readonly positional: readonly unknown[];
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(className: string, positional: unknown[], fields: Record<string, unknown>) {
    this.className = className;
    this.positional = positional;
    this.fields = fields;
  }
}

export class PythonSyntaxError extends Error {}

/** Deeper text is refused: no framework prints such, and hostile input would exhaust memory. */
const MAX_DEPTH = 500;

const SPACE = /[\s]*/y;
const NUMBER = /[-+]?(?:\d[\d_]*\.?\d*(?:[eE][-+]?\d+)?|\.\d+)j?|-inf/y;
const NAME = /[A-Za-z_][\w.]*/y;
const KEYWORD = /([A-Za-z_]\w*)=(?!=)/y;
const STRING_START = /[bBuUrR]{0,2}(?=['"])/y;

const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["None", null],
  ["True", true],
  ["False", false],
]);

interface Frame {
  close: ")" | "]" | "}" | "";
  className: string | null;
  items: unknown[];
  entries: [string, unknown][];
  /** The key or keyword whose value comes next. */
  key: string | null;
}

/** The value of a whole text; throws PythonSyntaxError with the offset where it is no Python literal. */
export function parsePython(text: string): unknown {
  const [value, end] = parsePythonAt(text, 0);
  if (skip(SPACE, text, end) !== text.length) throw unexpected(text, end);
  return value;
}

/** The value of a whole text; undefined where it is no Python literal, which none stands for. */
export function pythonValue(text: string): unknown {
  try {
    return parsePython(text);
  } catch (error) {
    if (error instanceof PythonSyntaxError) return undefined;
    throw error;
  }
}

/** The value that starts at `from`, and the offset behind it. */
export function parsePythonAt(text: string, from: number): [value: unknown, end: number] {
  const root: Frame = { close: "", className: null, items: [], entries: [], key: null };
  const end = parseInto(root, text, from, true);
  return [root.items[0], end];
}

/** `key=value key=value …`, the `str()` of a pydantic model; null where the text is nothing of the kind. */
export function parsePythonFields(text: string): Record<string, unknown> | null {
  KEYWORD.lastIndex = 0;
  if (!KEYWORD.test(text)) return null;
  const root: Frame = { close: "", className: null, items: [], entries: [], key: null };
  try {
    parseInto(root, text, 0, false);
  } catch (error) {
    if (error instanceof PythonSyntaxError) return null;
    throw error;
  }
  return root.items.length > 0 ? null : Object.fromEntries(root.entries);
}

function parseInto(root: Frame, text: string, from: number, single: boolean): number {
  const stack: Frame[] = [root];
  let at = from;
  for (;;) {
    const frame = stack[stack.length - 1] ?? root;
    at = skip(SPACE, text, at);
    if (frame === root && ((single && root.items.length === 1) || at >= text.length)) {
      if (root.key !== null || (single && root.items.length === 0)) throw unexpected(text, at);
      return at;
    }
    const char = text[at];
    if (char === undefined) throw unexpected(text, at);
    if (char === frame.close && frame.key === null) {
      stack.pop();
      add(stack[stack.length - 1] ?? root, closed(frame), text, at);
      at += 1;
      continue;
    }
    if (char === "," && frame !== root && frame.key === null) {
      at += 1;
      continue;
    }
    if (char === ":" && frame.close === "}" && frame.key === null && frame.items.length > 0) {
      frame.key = String(frame.items.pop());
      at += 1;
      continue;
    }
    if (frame.key === null && (frame.className !== null || (frame === root && !single))) {
      KEYWORD.lastIndex = at;
      const keyword = KEYWORD.exec(text);
      if (keyword?.[1] !== undefined) {
        frame.key = keyword[1];
        at = KEYWORD.lastIndex;
        continue;
      }
    }
    const opened = open(text, at);
    if (opened !== null) {
      if (stack.length >= MAX_DEPTH) throw new PythonSyntaxError(`nested deeper than ${MAX_DEPTH}`);
      stack.push(opened.frame);
      at = opened.end;
      continue;
    }
    const [value, end] = scalar(text, at);
    add(frame, value, text, at);
    at = end;
  }
}

function open(text: string, at: number): { frame: Frame; end: number } | null {
  const char = text[at];
  const close = char === "[" ? "]" : char === "{" ? "}" : char === "(" ? ")" : null;
  if (close !== null)
    return { frame: { close, className: null, items: [], entries: [], key: null }, end: at + 1 };
  NAME.lastIndex = at;
  const name = NAME.exec(text)?.[0];
  if (name === undefined || text[at + name.length] !== "(") return null;
  return {
    frame: { close: ")", className: name, items: [], entries: [], key: null },
    end: at + name.length + 1,
  };
}

function closed(frame: Frame): unknown {
  if (frame.className !== null)
    return new PythonObject(frame.className, frame.items, Object.fromEntries(frame.entries));
  return frame.close === "}" && frame.items.length === 0 ? Object.fromEntries(frame.entries) : frame.items;
}

function add(frame: Frame, value: unknown, text: string, at: number): void {
  if (frame.key === null) frame.items.push(value);
  else if (frame.close === "]") throw unexpected(text, at);
  else frame.entries.push([frame.key, value]);
  frame.key = null;
}

function scalar(text: string, at: number): [unknown, number] {
  STRING_START.lastIndex = at;
  const prefix = STRING_START.exec(text);
  if (prefix !== null) return string(text, at + prefix[0].length);
  if (text[at] === "<") return opaque(text, at);
  NUMBER.lastIndex = at;
  const number = NUMBER.exec(text)?.[0];
  if (number !== undefined) {
    const value = Number(number.replaceAll("_", ""));
    return [Number.isFinite(value) ? value : number, at + number.length];
  }
  NAME.lastIndex = at;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) throw unexpected(text, at);
  return [CONSTANTS.has(name) ? CONSTANTS.get(name) : name, at + name.length];
}

function string(text: string, at: number): [string, number] {
  const quote = text[at] ?? "";
  let end = text.indexOf(quote, at + 1);
  while (end > 0 && isEscaped(text, end, at + 1)) end = text.indexOf(quote, end + 1);
  if (end < 0) throw unexpected(text, at);
  const body = text.slice(at + 1, end);
  return [body.includes("\\") ? unescapePython(body) : body, end + 1];
}

function isEscaped(text: string, at: number, from: number): boolean {
  let backslashes = 0;
  while (at - backslashes > from && text[at - backslashes - 1] === "\\") backslashes += 1;
  return backslashes % 2 === 1;
}

const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g;
const CONTROL: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\x07",
};

function unescapePython(body: string): string {
  return body.replace(ESCAPE, (all, x?: string, u?: string, long?: string, char?: string) => {
    const hex = x ?? u ?? long;
    if (hex === undefined)
      return CONTROL[char ?? ""] ?? (char === "\n" ? "" : /['"\\]/.test(char ?? "") ? (char ?? "") : all);
    const code = Number.parseInt(hex, 16);
    return code > 0x10ffff ? all : String.fromCodePoint(code);
  });
}

/** `<Color.RED: 1>` or `<object at 0x…>`, kept as written up to its closing bracket. */
function opaque(text: string, at: number): [string, number] {
  let depth = 0;
  const brackets = /[<>]/g;
  brackets.lastIndex = at;
  for (let match = brackets.exec(text); match !== null; match = brackets.exec(text)) {
    depth += match[0] === "<" ? 1 : -1;
    if (depth === 0) return [text.slice(at, match.index + 1), match.index + 1];
  }
  throw unexpected(text, at);
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function unexpected(text: string, at: number): PythonSyntaxError {
  const shown = at >= text.length ? "the end" : JSON.stringify(text.slice(at, at + 12));
  return new PythonSyntaxError(`no Python literal: unexpected ${shown} at offset ${at}`);
}
