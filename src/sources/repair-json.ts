import { createScanner } from "jsonc-parser";
import type { Damage } from "../adapters/source.ts";

export interface RepairedJson {
  /** Valid JSON: the whole text, or what stood complete before the damage with all brackets closed; "" = nothing. */
  text: string;
  /**
   * `whole`: no damage; `breaksOff`: the text ends too early and is sound up to there; `trailing`: something follows
   * the whole value; `broken`: anything else.
   */
  state: "whole" | "breaksOff" | "trailing" | "broken";
  damage: Damage | null;
  /** Whether NaN or Infinity stood somewhere and became null. */
  notFinite: boolean;
}

/** Token and error numbers of jsonc-parser, which declares them as const enums that isolated modules cannot import. */
const TOKEN = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  lineBreak: 14,
  blank: 15,
  unknown: 16,
  end: 17,
} as const;
const ERROR = { none: 0, endOfString: 2, invalidCharacter: 6 } as const;

const EXPECTED = {
  value: "a value",
  valueOrClose: "a value or ]",
  key: "a key",
  keyOrClose: "a key or }",
  colon: "a colon",
  commaOrClose: "a comma or a closing bracket",
  nothing: "nothing more",
} as const;
type Expected = keyof typeof EXPECTED;

interface Patch {
  start: number;
  end: number;
  by: string;
}

const NOT_FINITE = /-?(?:NaN|Infinity)\b/y;

/**
 * Reads what JSON.parse refuses: bare NaN and Infinity become null, raw control characters in strings are escaped,
 * and a text that breaks off or is broken is cut back to the last complete member or element, so that the innermost
 * open objects keep the members that were whole. One pass, no recursion: any depth will do.
 */
export function repairJson(source: string): RepairedJson {
  const text = source.trimEnd();
  const scanner = createScanner(text, false);
  let notFinite = false;
  const patches: Patch[] = [];
  const closers: string[] = [];
  let expected: Expected = "value";
  /** Everything up to here is whole: just after an opening bracket, an element or a member. */
  let sound = 0;

  const result = (state: RepairedJson["state"], damage: Damage | null): RepairedJson => {
    const saved = sound === 0 ? "" : patched(text, sound, patches) + closers.reverse().join("");
    return { text: saved, state, damage, notFinite };
  };
  const breaksOff = (message: string) => result("breaksOff", { ...placeOf(text, text.length), message });
  const broken = (at: number, message: string = `${EXPECTED[expected]} was expected here`) =>
    result(expected === "nothing" ? "trailing" : "broken", { ...placeOf(text, at), message });

  for (;;) {
    let token: number = scanner.scan();
    if (token === TOKEN.blank || token === TOKEN.lineBreak) continue;
    const start = scanner.getTokenOffset();
    let end = start + scanner.getTokenLength();
    if (token === TOKEN.end) {
      return expected === "nothing" ? result("whole", null) : breaksOff("the text breaks off here");
    }
    if (token === TOKEN.unknown) {
      NOT_FINITE.lastIndex = start;
      const word = NOT_FINITE.exec(text)?.[0];
      if (word === undefined) {
        const cutWord = end === text.length && closers.length > 0 && /^[a-zA-Z-]+$/.test(text.slice(start));
        return cutWord ? breaksOff("the text breaks off here") : broken(start);
      }
      end = start + word.length;
      scanner.setPosition(end);
      patches.push({ start, end, by: "null" });
      notFinite = true;
      token = TOKEN.null;
    }
    const error: number = scanner.getTokenError();
    if (token === TOKEN.string && error === ERROR.endOfString) {
      if (end >= text.length) return breaksOff("the text breaks off inside a string");
      return broken(end, "a line break inside a string");
    }
    if (token === TOKEN.string && error === ERROR.invalidCharacter) {
      patches.push({ start, end, by: escapeControls(text.slice(start, end)) });
    } else if (token === TOKEN.number && end === text.length && closers.length > 0) {
      return breaksOff("the text breaks off here");
    } else if (error !== ERROR.none) return broken(start, "a broken number, string or comment");

    const valueMayStart = expected === "value" || expected === "valueOrClose";
    const inside = closers.at(-1);
    if (token === TOKEN.openBrace && valueMayStart) {
      closers.push("}");
      sound = end;
      expected = "keyOrClose";
    } else if (token === TOKEN.openBracket && valueMayStart) {
      closers.push("]");
      sound = end;
      expected = "valueOrClose";
    } else if (token === TOKEN.string && (expected === "key" || expected === "keyOrClose")) {
      expected = "colon";
    } else if (token === TOKEN.colon && expected === "colon") {
      expected = "value";
    } else if (token === TOKEN.comma && expected === "commaOrClose") {
      expected = inside === "}" ? "key" : "value";
    } else if (closes(token, inside, expected) || (isScalar(token) && valueMayStart)) {
      if (!isScalar(token)) closers.pop();
      sound = end;
      expected = closers.length === 0 ? "nothing" : "commaOrClose";
    } else return broken(start);
  }
}

function isScalar(token: number): boolean {
  return token >= TOKEN.null && token <= TOKEN.number;
}

function closes(token: number, inside: string | undefined, expected: Expected): boolean {
  if (token === TOKEN.closeBrace) {
    return inside === "}" && (expected === "keyOrClose" || expected === "commaOrClose");
  }
  if (token !== TOKEN.closeBracket) return false;
  return inside === "]" && (expected === "valueOrClose" || expected === "commaOrClose");
}

function patched(text: string, end: number, patches: readonly Patch[]): string {
  const pieces: string[] = [];
  let copied = 0;
  for (const patch of patches) {
    if (patch.end > end) break;
    pieces.push(text.slice(copied, patch.start), patch.by);
    copied = patch.end;
  }
  pieces.push(text.slice(copied, end));
  return pieces.join("");
}

function escapeControls(literal: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this escapes
  return literal.replace(/[\x00-\x1f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, column: offset - lineStart + 1 };
}
