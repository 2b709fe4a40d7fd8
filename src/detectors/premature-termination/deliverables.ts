import { codeBlocks } from "../actions.ts";
import { claimsSuccess } from "../cues/outcomes.ts";
import { placeholderCode } from "../cues/placeholders.ts";
import { quoteStart, quoteWords } from "../quote.ts";
import { finding, type Rule } from "./rule.ts";

/** The last delivery failed, nothing replaced it, and success is claimed. */
export const deliveryFailed: Rule = ({ prepared, words: [newest] }) => {
  if (newest === undefined || !claimsSuccess(newest.text)) return null;
  const delivery = prepared.actions.findLast(({ effect }) => effect === "change" || effect === "run");
  const latest = prepared.actions.at(-1);
  if (delivery === undefined || delivery !== latest || !delivery.failed || delivery.effect !== "change")
    return null;
  if (newest.index < delivery.step.index) return null;
  return finding(
    "high",
    `${prepared.nameOf(newest.agent, "the run")} declares success although the last ${delivery.tool} call failed and was not repeated`,
    newest,
    [quoteStart(delivery.step), delivery.result && quoteStart(delivery.result), quoteStart(newest)],
  );
};

const ASKS_FOR_OUTLINE =
  /\b(?:template|skeleton|stub|scaffold|boilerplate|placeholder|outline|pseudo-?code|abstract|interface|example|exercise)\b/i;

/** The newest version of the code leaves out what the task asks for. */
export const unfinishedCode: Rule = ({ run, prepared }) => {
  const newest = run.steps.findLast(
    (step) => prepared.isOwnWords(step) && (step.kind === "artifact" || step.text.includes("```")),
  );
  if (newest === undefined) return null;
  const code =
    newest.kind === "artifact"
      ? newest.text
      : codeBlocks(newest.text)
          .map((block) => block.code)
          .join("\n");
  const placeholder = placeholderCode(code);
  if (placeholder === null || ASKS_FOR_OUTLINE.test(run.task ?? "")) return null;
  return finding(
    "medium",
    `the last code of ${prepared.nameOf(newest.agent, "the run")} leaves a placeholder where the work should be, and the run ends with it`,
    newest,
    [quoteWords(newest, placeholder)],
  );
};

/** Cheap refusal: few tasks have the ending of a file. */
const NAMES_A_FILE =
  /\.(?:csv|json|md|txt|py|js|ts|html|css|pdf|xlsx|png|svg|ya?ml|xml|sql|docx|tex|CSV|JSON|MD|TXT|HTML|PDF)/;
const OUTPUT_FILE =
  /\b(?:save|write|export|store|output|create|produce|generate)\b[^.\n]{0,80}?\b(?:to|as|in|into|named|called|file)\s+[`"'*]{0,3}((?:[\w-]+\/){0,6}[\w-]{1,80}\.(?:csv|json|jsonl|md|txt|py|js|ts|html|css|pdf|xlsx|png|svg|ya?ml|xml|sql|docx|tex))\b/i;

/** A file that the task names as output is never mentioned after the task. */
export const missingFile: Rule = ({ run, prepared, words: [newest] }) => {
  if (newest === undefined || run.capabilities.content !== "full" || prepared.actions.length === 0)
    return null;
  const task = (run.task ?? "").slice(0, 20_000);
  const file = NAMES_A_FILE.test(task) ? OUTPUT_FILE.exec(task)?.[1] : undefined;
  if (file === undefined) return null;
  const name = file.slice(file.lastIndexOf("/") + 1);
  const mentioned = run.steps.some(
    (step) =>
      (step.agent !== null && step.text.includes(name)) ||
      (step.args !== undefined && JSON.stringify(step.args).includes(name)),
  );
  if (mentioned) return null;
  return finding(
    "medium",
    `the task asks for the file ${name}, which nobody wrote or mentioned before the end`,
    newest,
    [quoteStart(newest)],
  );
};
