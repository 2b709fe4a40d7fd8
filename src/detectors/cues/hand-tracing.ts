import { withoutCode } from "./words.ts";
import { worksThrough } from "./worked-through.ts";

const OBJECT =
  "code|implementation|logic|execution|functions?|methods?|class|tests?|test cases?|cases?|assertions?|checklist|examples?|program|script|module|[\\w`]+\\(";
const BY_HAND = new RegExp(
  String.raw`\b(?:(?:re-)?trac(?:e|ed|ing)|walk(?:ed|ing)? through|step(?:ped|ping)? through)\b[^.\n]{0,90}\b(?:${OBJECT})|` +
    String.raw`\b(?:manual(?:ly)?|mental(?:ly)?)(?: \w+)? (?:trac|verif|walk|check|execut|run|step)\w*|` +
    String.raw`\b(?:trac|check|verif|execut|walk|run|ran|re-?ran)\w*\b[^.\n]{0,60}\b(?:by hand|mentally|manually|in my head)\b|\bdesk-?check`,
  "i",
);
/** Cheap refusal: without one of these the pattern does not match. */
const RARE = /trac|walk|step|manual|mental|by hand|head|desk/i;
const MOST_READ = 1000;

/** The words in which a text says, near its begin or end, that code was followed by hand; null without such words. */
export function tracesByHand(text: string): string | null {
  for (const edge of endsOf(text)) {
    if (!RARE.test(edge)) continue;
    const words = BY_HAND.exec(withoutCode(edge))?.[0];
    if (words !== undefined) return words;
  }
  return null;
}

const PIECE = "line|test|case|item|point|requirement|statement|criterion";
const BY_ITSELF = new RegExp(
  String.raw`\b(?:${PIECE})[- ]by[- ](?:${PIECE})\b|` +
    String.raw`\b(?:code|implementation|logic|test) walk-?throughs?\b|\btrac(?:ed|ing) through\b`,
  "i",
);
const RELIES_ON_NO_REPORT =
  /\b(?:not|n't|without|instead of|rather than)(?: \w+)? (?:rely|relying|trust|trusting|depend|depending)\b[^.\n]{0,60}\b(?:outputs?|results?|reports?|reported|claims?|claimed|word)\b/i;

/**
 * Whether a text says, near its begin or end, that its author checked for itself: by hand or piece by piece. To say that
 * one relies on no report is no check yet: there the text has to show the work.
 */
export function checksForItself(text: string): boolean {
  if (tracesByHand(text) !== null) return true;
  const edges = endsOf(text).map(withoutCode);
  if (edges.some((edge) => BY_ITSELF.test(edge))) return true;
  return edges.some((edge) => RELIES_ON_NO_REPORT.test(edge)) && worksThrough(text);
}

function endsOf(text: string): string[] {
  return [text.slice(0, MOST_READ), text.slice(Math.max(MOST_READ, text.length - MOST_READ))];
}
