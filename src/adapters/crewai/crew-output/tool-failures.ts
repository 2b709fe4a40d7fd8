import { isObject } from "../../../core/json.ts";
import { replyText } from "../replies.ts";
import { toolName } from "../tools.ts";

/** The calls of a task that failed, as `tool_failures` lists them in order (since crewai 1.15). */
export class ToolFailures {
  /** Whether the task has such a list, so that a call not on it is known to have succeeded. */
  readonly known: boolean;
  private readonly left: { tool: string; message: string; reason: unknown }[] = [];

  constructor(list: unknown) {
    this.known = Array.isArray(list);
    for (const item of Array.isArray(list) ? list : []) {
      if (!isObject(item) || !isObject(item["failure"])) continue;
      const { message, reason } = item["failure"];
      this.left.push({
        tool: toolName(replyText(item["tool_name"])),
        message: replyText(message),
        reason,
      });
    }
  }

  /** Takes the failure that a result tells of; null where the call did not fail. */
  take(tool: string, result: string): { reason: unknown } | null {
    const at = this.left.findIndex((failure) => failure.tool === tool && result.includes(failure.message));
    return at < 0 ? null : (this.left.splice(at, 1)[0] ?? null);
  }
}
