import { type Conversation, Echo, type Turn } from "../conversation.ts";
import { Random } from "../random.ts";
import { type ChatMessage, messagesOf } from "./autogen.ts";
import type { BenchFormat } from "./format.ts";
import { pythonJson } from "./python-json.ts";

type Stage = "SEND" | "DELIVER";

/**
 * What `autogen_core.events` logs of a group chat: each message as it is sent and as it is delivered, answers once more
 * to the group, each model call with its answer, each call of a tool.
 */
class EventLog {
  private readonly lines: string[] = [];
  private readonly team: string;
  private readonly manager: string;
  private readonly echo: Echo;
  private heard = "";

  constructor({ number, task }: Conversation, echo: Echo) {
    this.team = new Random(number + 1).uuid();
    this.manager = this.party("RoundRobinGroupChatManager");
    this.echo = echo;
    this.heard = task;
  }

  start(message: ChatMessage): void {
    const payload = JSON.stringify({ messages: [message], output_task_messages: true });
    for (const stage of ["SEND", "DELIVER"] as const)
      this.message(payload, null, this.manager, "DIRECT", stage);
    for (const topic of ["output_topic", "group_topic"])
      this.publish(payload, this.manager, this.party(topic));
    for (let member = 0; member < 2; member++) this.delivered(payload, this.manager);
  }

  turn(turn: Turn, messages: readonly ChatMessage[]): void {
    const agent = this.party(turn.agent);
    this.publish("{}", this.manager, agent);
    this.delivered("{}", this.manager);
    this.modelCall(turn, agent);
    for (const message of messages) {
      if (message.type === "ToolCallExecutionEvent" && turn.kind === "tool") this.toolCall(turn, agent);
      const payload = JSON.stringify({ message });
      this.publish(payload, agent, this.party("output_topic"));
      if (message.type !== "TextMessage") this.delivered(payload, agent);
      else this.answered(payload, message, agent);
    }
    this.heard = this.echo.of(turn.kind === "say" ? turn.text : turn.result);
  }

  end(): string {
    this.publish("Message could not be serialized", this.manager, this.party("output_topic"));
    return `${this.lines.join("\n")}\n`;
  }

  private answered(payload: string, message: ChatMessage, agent: string): void {
    const name = message.source;
    const response = JSON.stringify({ response: { chat_message: message, inner_messages: [] }, name });
    this.publish(response, agent, this.party("group_topic"));
    this.delivered(payload, agent);
    for (let member = 0; member < 2; member++) this.delivered(response, agent);
  }

  private modelCall(turn: Turn, agent: string): void {
    const call = turn.kind === "say" ? null : { arguments: JSON.stringify(turn.args), name: turn.tool };
    const message = {
      ...{ content: turn.kind === "say" ? turn.text : null, refusal: null, role: "assistant" },
      tool_calls:
        call === null || turn.kind === "say" ? null : [{ id: turn.callId, function: call, type: "function" }],
    };
    const finish = call === null ? "stop" : "tool_calls";
    const usage = { completion_tokens: 50, prompt_tokens: 400, total_tokens: 450 };
    this.write({
      ...{ tools: [], type: "LLMCall" },
      messages: [
        { content: `You are the ${turn.agent}.`, role: "system" },
        { role: "user", name: "user", content: this.heard },
      ],
      response: {
        ...{ id: "chatcmpl-0000", choices: [{ finish_reason: finish, index: 0, logprobs: null, message }] },
        ...{ created: 1_767_225_600, model: "gpt-4o-mini", object: "chat.completion", usage },
      },
      ...{ prompt_tokens: 400, completion_tokens: 50, agent_id: agent },
    });
  }

  private toolCall({ tool, args, result }: Extract<Turn, { kind: "tool" }>, agent: string): void {
    this.write({ type: "ToolCall", tool_name: tool, arguments: args, result, agent_id: agent });
  }

  private publish(payload: string, sender: string, receiver: string): void {
    this.message(payload, sender, receiver, "PUBLISH", "SEND");
  }

  private delivered(payload: string, sender: string): void {
    this.message(payload, sender, null, "PUBLISH", "DELIVER");
  }

  private message(
    payload: string,
    sender: string | null,
    receiver: string | null,
    kind: "DIRECT" | "PUBLISH",
    stage: Stage,
  ): void {
    const how = { kind: `MessageKind.${kind}`, delivery_stage: `DeliveryStage.${stage}` };
    this.write({ payload, sender, receiver, ...how, type: "Message" });
  }

  private write(record: object): void {
    this.lines.push(`INFO:autogen_core.events:${pythonJson(record)}`);
  }

  private party(type: string): string {
    return `${type}_${this.team}/${this.team}`;
  }
}

export const eventLog: BenchFormat = {
  id: "autogen event log",
  extension: ".log",
  bareParse: "lines",
  fileBytes: 4 << 20,
  open: () => {
    const echo = new Echo();
    return {
      add: (conversation) => {
        const log = new EventLog(conversation, echo);
        const [task, ...messages] = messagesOf(conversation);
        if (task !== undefined) log.start(task);
        let next = 0;
        for (const turn of conversation.turns) {
          const count = turn.kind === "say" ? 1 : 2;
          log.turn(turn, messages.slice(next, next + count));
          next += count;
        }
        return log.end();
      },
    };
  },
};
