/** What one answer of a model says in CrewAI's text mode. */
export interface ReactReply {
  thought: string;
  /** The tool that the answer asks for, or null where it is a final answer. */
  action: { tool: string; input: string } | null;
  answer: string | null;
}

/**
 * Splits an answer of text mode ("Thought: … Action: … Action Input: …" or "… Final Answer: …"); null where it is
 * neither. As in CrewAI an answer that holds both an action and a final answer counts as the final answer.
 */
export function splitReact(text: string): ReactReply | null {
  const finalAt = text.search(/^\s*Final Answer\s*:/m);
  if (finalAt >= 0) {
    const answer = text.slice(finalAt).replace(/^\s*Final Answer\s*:\s*/, "");
    return { thought: text.slice(0, finalAt).trim(), action: null, answer: answer.trim() };
  }
  const actionAt = text.search(/^\s*Action\s*:/m);
  if (actionAt < 0) return null;
  const rest = text.slice(actionAt);
  const inputAt = rest.search(/^\s*Action Input\s*:/m);
  if (inputAt < 0) return null;
  const tool = rest
    .slice(0, inputAt)
    .replace(/^\s*Action\s*:/, "")
    .trim();
  const input = rest
    .slice(inputAt)
    .replace(/^\s*Action Input\s*:/, "")
    .split(/\nObservation\s*:/, 1)[0];
  return {
    thought: text.slice(0, actionAt).trim(),
    action: { tool, input: (input ?? "").trim() },
    answer: null,
  };
}
