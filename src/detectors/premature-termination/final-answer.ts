import { openItem } from "../cues/left-open.ts";
import { givesUp } from "../cues/outcomes.ts";
import { placeholderAnswer } from "../cues/placeholders.ts";
import { quoteWords } from "../quote.ts";
import { finding, type Rule } from "./rule.ts";

/** The framework made an agent answer now, and the answer says that it is not one. */
export const forcedAnswer: Rule = ({ words: [newest], atLimit }) => {
  if (newest?.marker !== "forced-answer") return null;
  const open = openItem(newest.text) ?? givesUp(newest.text);
  if (open === null) return null;
  return finding(
    atLimit ? "certain" : "high",
    "a limit made the agent answer before its work was done, and the answer says so",
    newest,
    [quoteWords(newest, open)],
  );
};

/** Where the answer should stand there is an empty place. */
export const emptyAnswer: Rule = ({ words: [newest], prepared }) => {
  if (newest === undefined) return null;
  const placeholder = placeholderAnswer(newest.text);
  if (placeholder === null) return null;
  return finding(
    "high",
    `${prepared.nameOf(newest.agent, "the run")} ends with a placeholder where the answer should be`,
    newest,
    [quoteWords(newest, placeholder)],
  );
};
