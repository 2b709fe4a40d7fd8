import type { Action } from "../detectors/actions.ts";
import type { PreparedRun } from "../detectors/prepared-run.ts";

/** How a sentence speaks of something that an agent had done: "code of Coder", "search of Researcher". */
export function actionText({ tool, agent }: Pick<Action, "tool" | "agent">, prepared: PreparedRun): string {
  const what = tool === "code" ? "code" : tool === "" ? "a call" : tool;
  return `${what} of ${prepared.nameOf(agent, "nobody")}`;
}
