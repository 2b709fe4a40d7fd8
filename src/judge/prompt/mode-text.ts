import type { Example, ModeDefinition } from "../../taxonomy/schema.ts";
import { shuffled } from "../shuffle.ts";
import { exampleText } from "./example-text.ts";

/**
 * What a judge is told of one mode: what it is, what to look for, what it is not, an example of either kind, and the
 * question.
 * @param seed decides which example comes first; null: no examples, where the steps in question are on the table already
 */
export function modeText(mode: ModeDefinition, seed: string | null): string {
  const near = mode.not_this.map(({ looks_like, because, instead }) => {
    const other = instead === undefined ? "" : ` (That is ${instead}.)`;
    return `- ${looks_like} ${because}${other}`;
  });
  const example = (list: readonly Example[], verdict: "present" | "absent"): string[] => {
    const chosen = list.find(({ show_to_judge }) => show_to_judge === true);
    return chosen === undefined ? [] : [`Example:\n${exampleText(chosen, verdict)}`];
  };
  const both =
    seed === null
      ? []
      : [...example(mode.examples.positive, "present"), ...example(mode.examples.negative, "absent")];
  const examples = shuffled(both, `${seed} ${mode.id}`);
  return [
    `## ${mode.id} ${mode.title}`,
    mode.definition.trim(),
    `Look for:\n${mode.signals.map((signal) => `- ${signal}`).join("\n")}`,
    `It is not this mode:\n${near.join("\n")}`,
    ...examples,
    `Question for ${mode.id}: ${mode.judge.question}`,
  ].join("\n\n");
}
