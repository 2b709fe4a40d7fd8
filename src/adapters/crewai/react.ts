/** What one answer of a model says in CrewAI's text mode. */
export interface ReactReply {
  thought: string;
  /** The tool that the answer asks for, or null where it is a final answer. */
  action: { tool: string; input: string } | null;
  answer: string | null;
  /** The tool's output, where CrewAI has added it to the answer. */
  observation: string | null;
}

/**
 * Splits an answer of text mode ("Thought: … Action: … Action Input: …" or "… Final Answer: …"); null where it is
 * neither. As in CrewAI an answer that holds both an action and a final answer counts as the final answer.
 */
export function splitReact(text: string): ReactReply | null {
  const finalAt = text.search(/^\s*Final Answer\s*:/m);
  if (finalAt >= 0) {
    const answer = text.slice(finalAt).replace(/^\s*Final Answer\s*:\s*/, "");
    return { thought: text.slice(0, finalAt).trim(), action: null, answer: answer.trim(), observation: null };
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
  const given = rest.slice(inputAt).replace(/^\s*Action Input\s*:/, "");
  const observed = given.search(OBSERVATION);
  const input = (observed < 0 ? given : given.slice(0, observed)).trim();
  const observation = observed < 0 ? null : given.slice(observed).replace(OBSERVATION, "").trim();
  return { thought: text.slice(0, actionAt).trim(), action: { tool, input }, answer: null, observation };
}

const OBSERVATION = /\n\s*Observation\s*:/;
