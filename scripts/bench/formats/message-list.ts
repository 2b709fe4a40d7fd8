import type { BenchFormat } from "./format.ts";

export const messageList: BenchFormat = {
  id: "message list",
  extension: ".json",
  bareParse: "json",
  fileBytes: 0,
  open: () => ({
    add: ({ task, turns }) => {
      const messages: unknown[] = [{ role: "user", content: task }];
      for (const turn of turns) {
        if (turn.kind === "say") {
          messages.push({ role: "assistant", name: turn.agent, content: turn.text });
          continue;
        }
        const { agent, tool, callId, args, result } = turn;
        const call = {
          id: callId,
          type: "function",
          function: { name: tool, arguments: JSON.stringify(args) },
        };
        messages.push({ role: "assistant", name: agent, content: null, tool_calls: [call] });
        messages.push({ role: "tool", tool_call_id: callId, content: result });
      }
      return JSON.stringify({ messages });
    },
  }),
};
