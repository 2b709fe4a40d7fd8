/** CrewAI wraps a task's description into a prompt of its own, with what is expected and what earlier tasks gave. */
const TASK = /^\s*Current Task: ([\s\S]*?)\n\nThis is the expected criteria for your final answer:/;
const REJECTED = /### Previous attempt failed validation: [\s\S]*?(?=\n\n\n### Previous result:|$)/;
/** The last prompt when an agent has used up its iterations: the answer that follows is forced. */
const FORCED = "you MUST give your absolute best final answer";

export interface CrewPrompt {
  /** `task`: the description without its wrapping; `rejected`: what a guardrail said of the answer before. */
  kind: "task" | "rejected" | "forced";
  text: string;
}

/** What a prompt of CrewAI's says in its template; null for any other text. */
export function readCrewPrompt(text: string): CrewPrompt | null {
  if (text.includes(FORCED)) return { kind: "forced", text };
  const task = TASK.exec(text)?.[1];
  if (task === undefined) return null;
  const rejected = REJECTED.exec(text)?.[0];
  return rejected === undefined ? { kind: "task", text: task } : { kind: "rejected", text: rejected };
}
