import type { Conversation } from "../conversation.ts";
import { Random } from "../random.ts";
import { type BenchFormat, jsonLines } from "./format.ts";

const PROXY = "user_proxy";
const MANAGER = "chat_manager";

/** The events of a group chat as AG2 0.14 dumps them, without the completion, which repeats all of it. */
function eventsOf({ number, task, turns }: Conversation): unknown[] {
  const random = new Random(number + 1);
  const events: unknown[] = [];
  const emit = (type: string, fields: object): unknown =>
    events.push({ type, content: { uuid: random.uuid(), ...fields } });
  emit("text", { content: task, sender: PROXY, recipient: MANAGER });
  for (const turn of turns) {
    emit("group_chat_run_chat", { speaker: turn.agent, silent: false });
    if (turn.kind === "say") {
      emit("text", { content: turn.text, sender: turn.agent, recipient: MANAGER });
      continue;
    }
    const { agent, tool, callId, args, result } = turn;
    const call = { id: callId, function: { name: tool, arguments: JSON.stringify(args) }, type: "function" };
    const answer = { refusal: null, role: "assistant", audio: null, function_call: null, tool_calls: [call] };
    emit("tool_call", { content: null, sender: agent, recipient: MANAGER, ...answer });
    emit("group_chat_run_chat", { speaker: PROXY, silent: false });
    const work = { func_name: tool, call_id: callId, arguments: args };
    emit("execute_function", { ...work, recipient: PROXY });
    emit("executed_function", { ...work, content: result, recipient: PROXY, is_exec_success: true });
    const response = { tool_call_id: callId, role: "tool", content: result };
    const to = { sender: PROXY, recipient: MANAGER };
    emit("tool_response", { content: result, ...to, role: "tool", tool_responses: [response] });
  }
  const reason = `Termination message condition on the GroupChatManager '${MANAGER}' met`;
  emit("termination", { termination_reason: reason, sender: MANAGER, recipient: "reviewer" });
  return events;
}

export const ag2Events: BenchFormat = {
  id: "ag2 events",
  extension: ".jsonl",
  bareParse: "json-lines",
  fileBytes: 0,
  open: () => ({ add: (conversation) => jsonLines(eventsOf(conversation)) }),
};
