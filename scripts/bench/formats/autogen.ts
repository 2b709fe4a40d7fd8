import { type Conversation, clock } from "../conversation.ts";
import { Random } from "../random.ts";
import { type BenchFormat, jsonLines } from "./format.ts";

export interface ChatMessage {
  source: string;
  type: "TextMessage" | "ToolCallRequestEvent" | "ToolCallExecutionEvent";
  content: string | readonly object[];
  [field: string]: unknown;
}

/** The messages of a team run as AutoGen AgentChat 0.7 dumps them. */
export function messagesOf({ number, task, turns }: Conversation): ChatMessage[] {
  const random = new Random(number + 1);
  const now = clock(number);
  const base = (source: string, usage: unknown) => ({
    ...{ id: random.uuid(), source, models_usage: usage, metadata: {} },
    created_at: new Date(now()).toISOString().replace("Z", "000Z"),
  });
  const usage = (length: number) => ({ prompt_tokens: 400, completion_tokens: Math.ceil(length / 4) });
  const messages: ChatMessage[] = [{ ...base("user", null), content: task, type: "TextMessage" }];
  for (const turn of turns) {
    if (turn.kind === "say") {
      messages.push({
        ...base(turn.agent, usage(turn.text.length)),
        content: turn.text,
        type: "TextMessage",
      });
      continue;
    }
    const { agent, tool: name, callId, args, result } = turn;
    const call = { id: callId, arguments: JSON.stringify(args), name };
    const output = { content: result, name, call_id: callId, is_error: false };
    messages.push({ ...base(agent, usage(50)), content: [call], type: "ToolCallRequestEvent" });
    messages.push({ ...base(agent, null), content: [output], type: "ToolCallExecutionEvent" });
  }
  return messages;
}

export const taskResult: BenchFormat = {
  id: "autogen task result",
  extension: ".json",
  bareParse: "json",
  fileBytes: 0,
  grows: true,
  open: () => ({
    add: (conversation) =>
      JSON.stringify({ messages: messagesOf(conversation), stop_reason: "Text 'TERMINATE' mentioned" }),
  }),
};

/** Without the TaskResult that closes a stream and repeats all of it. */
export const runStream: BenchFormat = {
  id: "autogen stream",
  extension: ".jsonl",
  bareParse: "json-lines",
  fileBytes: 0,
  open: () => ({ add: (conversation) => jsonLines(messagesOf(conversation)) }),
};

export const consoleText: BenchFormat = {
  id: "autogen console",
  extension: ".txt",
  bareParse: "lines",
  fileBytes: 0,
  open: () => ({
    add: ({ task, turns }) => {
      const block = (type: string, source: string, text: string) =>
        `---------- ${type} (${source}) ----------\n${text}\n`;
      const quoted = (text: string) =>
        `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
      const blocks = [block("TextMessage", "user", task)];
      for (const turn of turns) {
        if (turn.kind === "say") {
          blocks.push(block("TextMessage", turn.agent, turn.text));
          continue;
        }
        const { agent, tool, callId, args, result } = turn;
        const call = `[FunctionCall(id='${callId}', arguments=${quoted(JSON.stringify(args))}, name='${tool}')]`;
        const output = `[FunctionExecutionResult(content=${quoted(result)}, name='${tool}', call_id='${callId}', is_error=False)]`;
        blocks.push(
          block("ToolCallRequestEvent", agent, call),
          block("ToolCallExecutionEvent", agent, output),
        );
      }
      return blocks.join("");
    },
  }),
};
