import type { Step } from "../../core/run.ts";
import { saysFinished } from "../cues/finished.ts";
import { openItem, promisedAtEnd, requestAtEnd } from "../cues/left-open.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteWords } from "../quote.ts";
import { finding, type Rule } from "./rule.ts";

/** The last words name something as open. */
export const itemOpen: Rule = ({ words, prepared, atLimit }, { lastMessages }) => {
  for (const step of words.slice(0, atLimit ? lastMessages : 1)) {
    const open = openItem(step.text);
    if (open === null || isSaidAgain(step, prepared)) continue;
    const end = atLimit ? "the limit ended the run" : "the run ended";
    return finding(
      "medium",
      `${end} although ${prepared.nameOf(step.agent, "the run")} names something as open`,
      step,
      [quoteWords(step, open)],
    );
  }
  return null;
};

/** The last words promise a step that never comes. */
export const promiseLeft: Rule = ({ words: [newest], last, prepared, atLimit }) => {
  if (newest === undefined || newest !== last) return null;
  const promise = promisedAtEnd(newest.text);
  if (promise === null || isSaidAgain(newest, prepared)) return null;
  const end = atLimit ? "the limit came before it" : "the run ended without it";
  return finding(
    "medium",
    `${prepared.nameOf(newest.agent, "the run")} announces the next step, and ${end}`,
    newest,
    [quoteWords(newest, promise)],
  );
};

/** The last words ask another agent for something, and nobody gets to answer. */
export const requestLeft: Rule = ({ run, words: [newest, ...earlier], last, prepared, atLimit }) => {
  if (newest === undefined || newest !== last || saysFinished(newest.text)) return null;
  const request = requestAtEnd(newest.text);
  if (request === null || isSaidAgain(newest, prepared)) return null;
  if (!callsByName(newest, request, prepared)) {
    if (newest.marker === "terminal") return null;
    const hasColleague = earlier.some((step) => step.agent !== newest.agent);
    if (!hasColleague || (run.capabilities.recipients && newest.to.length === 0)) return null;
  }
  return finding(
    "medium",
    `${prepared.nameOf(newest.agent, "the run")} asks a colleague for something, and ${atLimit ? "the limit came before the answer" : "the run ended without an answer"}`,
    newest,
    [quoteWords(newest, request)],
  );
};

/** Whether the request begins with a colleague's name: "checker, please …". */
function callsByName({ agent, text }: Step, request: string, { run }: PreparedRun): boolean {
  const before = text.slice(0, text.lastIndexOf(request)).trimEnd();
  return run.agents.some(
    ({ id, name }) =>
      id !== agent && [id, name].some((called) => new RegExp(`${escaped(called)}[,:]$`, "i").test(before)),
  );
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** Whether the agent had said exactly this before: then the run ended in a loop (FM-1.3), which is the cause. */
function isSaidAgain(step: Step, prepared: PreparedRun): boolean {
  return prepared.run.steps.some(
    (earlier) => earlier.index < step.index && earlier.agent === step.agent && earlier.text === step.text,
  );
}
