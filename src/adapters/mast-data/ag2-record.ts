import { isObject } from "../../core/json.ts";
import type { Step } from "../../core/run.ts";
import type { RunDraft } from "../adapter.ts";
import { executedCode, offersCode } from "../executed-code.ts";
import { RunBuilder } from "../run-builder.ts";
import { linesOf, type SystemFormat } from "./system-trace.ts";

const FORMAT = "mast-data/ag2";

/** What MathChat's proxy says when it wants the solver to go on: a constant of the framework. */
const TEMPLATE = /^Continue\. Please keep solving the problem until you need to query\./;

/** `{problem_statement, trajectory: [{content, role, name}]}`: a chat of AG2, content as text or as a list of lines. */
export const ag2Record: SystemFormat = {
  doc: {
    format: FORMAT,
    title: "MAST-Data record of AG2",
    writtenBy: "the MAST data sets: `problem_statement` and a `trajectory` of messages with `name`",
    tested: "the published data sets",
    carries: "messages with their speaker, results of executed code, the task",
    loses:
      "times, tokens, system prompts, how the run ended; annotations and answers are left out on purpose",
    endReasons: {
      "last message TERMINATE, TASK COMPLETE or the boxed answer that was asked for": "completed",
      "(never said)": "unknown",
    },
  },
  recognise: (value) => {
    if (!isObject(value) || !("problem_statement" in value) || !Array.isArray(value["trajectory"]))
      return null;
    const [first] = value["trajectory"];
    return isObject(first) && "content" in first && "name" in first
      ? "problem_statement and a trajectory of messages"
      : null;
  },
  read: ({ base, value }) => {
    if (!isObject(value) || !Array.isArray(value["trajectory"])) return null;
    const task = linesOf(value["problem_statement"])?.join("\n").trim() ?? null;
    const builder = ag2Builder(FORMAT, base, task);
    for (const [index, entry] of value["trajectory"].entries()) {
      addMessage(builder, entry, `${base}/trajectory/${index}`);
    }
    return closed(builder);
  },
};

export function ag2Builder(format: string, locator: string, task: string | null): RunBuilder {
  const capabilities = { toolResults: true, task: task !== null };
  const builder = new RunBuilder({ framework: "ag2", format, locator, capabilities });
  builder.draftRun.task = task;
  return builder;
}

/** Adds a message `{content, name}`, whose content is a text or a list of lines. */
export function addMessage(builder: RunBuilder, entry: unknown, locator: string): void {
  const text = isObject(entry) ? linesOf(entry["content"])?.join("\n") : undefined;
  const name = isObject(entry) && typeof entry["name"] === "string" ? entry["name"] : "";
  if (text === undefined || name === "") {
    builder.lose("not-a-message", "entries of the trajectory without text or name");
    return;
  }
  const isProxy = /proxy|executor|terminal/i.test(name);
  const agent = builder.agent(name, { kind: isProxy ? "human-proxy" : "llm" });
  const before = builder.steps.at(-1) ?? null;
  builder.step({ kind: "message", agent, text, locator, ...proxyReply(text, isProxy, before) });
}

/** The run of all messages added, with its end. */
export function closed(builder: RunBuilder): RunDraft {
  const run = builder.draft();
  if (builder.steps.some(({ kind }) => kind === "tool-result")) {
    builder.infer("a proxy's reply to a message with a code block is the result of running that code");
  }
  const last = builder.steps.at(-1);
  const stop = last === undefined ? null : stopWord(builder.steps[0], last);
  if (last !== undefined && stop !== null) {
    last.marker = "terminal";
    run.endReason = "completed";
    run.endDetail = stop;
    run.capabilities.endReason = true;
  }
  return run;
}

/** MathChat ends a chat at the boxed answer that its first message asks for. */
function stopWord(first: Step | undefined, last: Step): string | null {
  const word = /\b(TERMINATE|TASK COMPLETE)[.!]?\s*$/.exec(last.text)?.[1];
  if (word !== undefined) return word;
  return first?.text.includes("\\boxed") === true && last.text.includes("\\boxed{") ? "\\boxed{}" : null;
}

function proxyReply(text: string, isProxy: boolean, before: Step | null): Partial<Step> {
  if (!isProxy || before === null) return {};
  if (TEMPLATE.test(text)) return { canned: true };
  const executed = executedCode(text);
  if (executed !== null) return { kind: "tool-result", ok: executed.ok };
  if (!offersCode(before.text)) return {};
  return { kind: "tool-result", ok: !/^(?:.*\n)?Error: |Traceback \(most recent call last\)/.test(text) };
}
