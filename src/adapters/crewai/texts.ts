/**
 * Sentences that CrewAI itself writes into prompts and errors (translations/en.json of 1.15). A crew with its own
 * prompt file has other words; then the marks that hang on these are missing.
 */

const FORCED_ANSWER = "Now it's time you MUST give your absolute best final answer.";
const EXPECTED_OUTPUT = "\n\nThis is the expected criteria for your final answer: ";
const COMPLETE_CONTENT = "\nyou MUST return the actual complete content as the final answer, not a summary.";
const TOOL_LIST =
  "\n\nYou ONLY have access to the following tools, and should NEVER make up tools that are not listed here:";
const CONTEXT = "\n\nThis is the context you're working with:\n";

/** The prompt by which the iteration limit makes an agent answer at once; crewai 0.x adds it to the answer before. */
export function isForcedAnswerPrompt(text: string): boolean {
  const prompt = text.trim();
  return prompt.startsWith(FORCED_ANSWER, prompt.lastIndexOf("\n") + 1);
}

/** `max_execution_time` ends an agent with this error. */
export function isTimeLimit(error: string): boolean {
  return /\bexecution timed out after \d+(?:\.\d+)? seconds/.test(error);
}

/** Description and expected output of a task from an agent's prompt; earlier results (the context) are left out. */
export function taskOfPrompt(prompt: string): { description: string; expected: string | null } {
  const own = prompt.split(CONTEXT, 1)[0] ?? prompt;
  const at = own.lastIndexOf(EXPECTED_OUTPUT);
  if (at < 0) return { description: own.trim(), expected: null };
  const expected = own.slice(at + EXPECTED_OUTPUT.length).split(COMPLETE_CONTENT, 1)[0] ?? "";
  return { description: own.slice(0, at).trim(), expected: expected.trim() };
}

/** Text mode answers a call that repeats the last one with this, without carrying it out. */
export function isReuseWarning(output: string): boolean {
  return output
    .trimStart()
    .startsWith("I tried reusing the same input, I must stop using this action input.");
}

/** A tool's output without the list of all tools that text mode adds to every third one. */
export function withoutToolList(output: string): string {
  const at = output.lastIndexOf(TOOL_LIST);
  return at >= 0 && output.includes("Tool Name:", at) ? output.slice(0, at).trimEnd() : output;
}

/** A task as one message: what to do, then what is expected. */
export function taskMessage(description: string, expected: string | null): string {
  const parts = [description.trim(), expected?.trim() ?? ""];
  return parts.filter((part) => part !== "").join("\n\n");
}
