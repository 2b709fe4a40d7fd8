import { edgesOf, oneOf } from "./words.ts";

const PLACEHOLDER_ANSWER =
  /(?:final answer|answer|result|total)\W{1,6}(?:\[(?!\s*[-\d"'])[^\]\n]{3,60}\](?!\()|<[a-z][\w ]{2,40}>|TBD\b|\.\.\.\s*$|_{3,})/im;

/** The empty place where the answer should be; null where there is none. */
export function placeholderAnswer(text: string): string | null {
  return PLACEHOLDER_ANSWER.exec(edgesOf(text))?.[0] ?? null;
}

const TO_BE_FILLED_IN = oneOf(
  "",
  /placeholder for|TODO:? (?:implement|add|write|complete)/,
  /implement (?:this|me|the (?:actual|real|rest)|actual|your|here)/,
  /(?:your|actual|real|remaining|rest of the) (?:code|logic|implementation) (?:goes |comes |would go )?here/,
).source;
const PLACEHOLDER_CODE = oneOf(
  "i",
  new RegExp(String.raw`(?:#|\/\/|\/\*|<!--)[^\n]{0,60}\b(?:${TO_BE_FILLED_IN})[^\n]{0,60}`),
  /raise NotImplementedError(?!.{0,80}(?:subclass|abstract|override))/,
);

/** Cheap refusal: without one of these no line stands in for code. */
const PLACEHOLDER_WORDS = /laceholder|PLACEHOLDER|TODO|todo|mplement|IMPLEMENT| here| HERE/;

/** The line of code that stands in for what should be there; null without one. */
export function placeholderCode(code: string): string | null {
  if (code.length > 200_000 || !PLACEHOLDER_WORDS.test(code)) return null;
  return PLACEHOLDER_CODE.exec(code)?.[0] ?? null;
}
