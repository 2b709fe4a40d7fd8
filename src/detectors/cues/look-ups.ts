const MOST_READ = 4000;
/** Characters before a name in which the intention to use it stands. */
const BEFORE_NAME = 60;
const WILL_USE =
  /\b(?:us(?:e|ing)|ask(?:ing)?|call(?:ing)?|quer(?:y|ying)|request(?:ing)?|instruct(?:ing)?|delegat(?:e|ing)|invok(?:e|ing)|via|with|through|help of|have|let)\b[^.!?\n]*$/i;

/** Where the sentence begins in which the text says that it will use what has this name; -1 where it does not. */
export function planAround(text: string, name: string): number {
  const head = text.slice(0, MOST_READ);
  for (let at = head.indexOf(name); at >= 0; at = head.indexOf(name, at + name.length)) {
    const isWord = !/\w/.test(head.charAt(at - 1)) && !/\w/.test(head.charAt(at + name.length));
    const before = head.slice(Math.max(0, at - BEFORE_NAME), at);
    const cue = isWord ? WILL_USE.exec(before) : null;
    if (cue !== null) return at - before.length + cue.index;
  }
  return -1;
}

const LOOK_UP =
  /\b(?:please |kindly |can you |could you |you (?:should|must|need to) |to )?(?:search(?! results?\b)|look up|look for|find(?: out)?|retrieve|locate|fetch|browse|consult|research)\b/i;

/** Where the words ask for something to be looked up; -1 where they do not. */
export function lookUpAsked(text: string): number {
  return text.slice(0, MOST_READ).search(LOOK_UP);
}
