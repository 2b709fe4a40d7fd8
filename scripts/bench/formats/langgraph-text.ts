import type { Conversation } from "../conversation.ts";
import { Random } from "../random.ts";
import type { BenchFormat } from "./format.ts";
import { messagesOf } from "./langgraph.ts";

/** What the API server streams for a run with `stream_mode="updates"`, the input before it as its first values. */
export const serverEvents: BenchFormat = {
  id: "langgraph server events",
  extension: ".txt",
  bareParse: "server-events",
  fileBytes: 0,
  open: () => ({
    add: (conversation) => {
      const event = (name: string, data: unknown) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
      const [input, ...answers] = messagesOf(conversation);
      const run = { run_id: new Random(conversation.number + 3).uuid(), attempt: 1 };
      const updates = answers.map(({ node, value }) => event("updates", { [node]: { messages: [value] } }));
      return [event("metadata", run), event("values", { messages: [input?.value] }), ...updates].join("");
    },
  }),
};

/** `message.pretty_print()` for each message of the last state. */
export const prettyPrint: BenchFormat = {
  id: "langgraph pretty print",
  extension: ".txt",
  bareParse: "lines",
  fileBytes: 0,
  open: () => ({ add: printoutOf }),
};

function printoutOf({ task, turns }: Conversation): string {
  const blocks = [`${title("Human")}\n\n${task}\n`];
  for (const turn of turns) {
    const said = `${title("Ai")}\nName: ${turn.agent}\n\n`;
    if (turn.kind === "say") {
      blocks.push(`${said}${turn.text}\n`);
      continue;
    }
    const args = Object.entries(turn.args).map(([key, value]) => `    ${key}: ${value}`);
    const call = [`  ${turn.tool} (${turn.callId})`, ` Call ID: ${turn.callId}`, "  Args:", ...args].join(
      "\n",
    );
    blocks.push(`${said}Tool Calls:\n${call}\n`, `${title("Tool")}\nName: ${turn.tool}\n\n${turn.result}\n`);
  }
  return blocks.join("");
}

/** Eighty columns, the sign that is left over on the right. */
function title(kind: string): string {
  const text = ` ${kind} Message `;
  const left = "=".repeat(Math.floor((80 - text.length) / 2));
  return `${left}${text}${left}${text.length % 2 === 1 ? "=" : ""}`;
}
