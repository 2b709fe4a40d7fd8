/**
 * AutoGen's prompts ask agents to close with TERMINATE, alone or at the end of a message. Markdown, quotes and
 * punctuation around it are common; a message that only talks about the word ("reply TERMINATE when done") has
 * other words behind it.
 */
const STOP_WORD = /(?:^|[\s"'*_`([{<>:.!?,;-])TERMINATE["'*_`)\]}<>.!\s]{0,12}$/;

/** Whether a message ends with the framework's stop word. Looks at the last characters only. */
export function endsWithStopWord(text: string): boolean {
  return STOP_WORD.test(text.slice(-40));
}
