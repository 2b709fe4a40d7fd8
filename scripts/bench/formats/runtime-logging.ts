import type Database from "better-sqlite3";
import { type Conversation, clock, Echo, type Turn } from "../conversation.ts";
import { Random } from "../random.ts";
import type { BenchFormat } from "./format.ts";
import { pythonJson } from "./python-json.ts";
import { sqliteFile } from "./sqlite-file.ts";

/** The tables of `runtime_logging`. */
const SCHEMA = `
  CREATE TABLE chat_completions (id INTEGER PRIMARY KEY, invocation_id TEXT, client_id INTEGER, wrapper_id INTEGER,
    session_id TEXT, source_name TEXT, request TEXT, response TEXT, is_cached INEGER, cost REAL,
    start_time DATETIME DEFAULT CURRENT_TIMESTAMP, end_time DATETIME DEFAULT CURRENT_TIMESTAMP);
  CREATE TABLE agents (id INTEGER PRIMARY KEY, agent_id INTEGER, wrapper_id INTEGER, session_id TEXT, name TEXT, class TEXT,
    init_args TEXT, timestamp DATETIME DEFAULT CURRENT_TIMESTAMP, UNIQUE(agent_id, session_id));
  CREATE TABLE oai_wrappers (id INTEGER PRIMARY KEY, wrapper_id INTEGER, session_id TEXT, init_args TEXT,
    timestamp DATETIME DEFAULT CURRENT_TIMESTAMP, UNIQUE(wrapper_id, session_id));
  CREATE TABLE oai_clients (id INTEGER PRIMARY KEY, client_id INTEGER, wrapper_id INTEGER, session_id TEXT, class TEXT,
    init_args TEXT, timestamp DATETIME DEFAULT CURRENT_TIMESTAMP, UNIQUE(client_id, session_id));
  CREATE TABLE version (id INTEGER PRIMARY KEY CHECK (id = 1), version_number INTEGER NOT NULL);
  INSERT INTO version VALUES (1, 1);
  CREATE TABLE events (event_name TEXT, source_id INTEGER, source_name TEXT, agent_module TEXT DEFAULT NULL,
    agent_class_name TEXT DEFAULT NULL, id INTEGER PRIMARY KEY, json_state TEXT, timestamp DATETIME DEFAULT CURRENT_TIMESTAMP);
  CREATE TABLE function_calls (source_id INTEGER, source_name TEXT, function_name TEXT, args TEXT DEFAULT NULL,
    returns TEXT DEFAULT NULL, timestamp DATETIME DEFAULT CURRENT_TIMESTAMP);`;

const PROXY = "user_proxy";
const MANAGER = "chat_manager";
const CLASSES: Readonly<Record<string, string>> = {
  [PROXY]: "UserProxyAgent",
  [MANAGER]: "GroupChatManager",
};

interface Rows {
  event: Database.Statement;
  completion: Database.Statement;
  agent: Database.Statement;
  call: Database.Statement;
}

/**
 * A group chat of AutoGen 0.2 as its logger keeps it: what an agent replies, what the manager receives of it, what the
 * manager passes on to each other member, and each model call.
 */
class Session {
  private readonly rows: Rows;
  private readonly random: Random;
  private readonly id: string;
  private readonly now: () => number;
  private readonly members: readonly string[];
  private time = "";

  constructor(rows: Rows, { number, agents }: Conversation) {
    this.rows = rows;
    this.random = new Random(number + 1);
    this.id = this.random.uuid();
    this.now = clock(number);
    this.members = [PROXY, ...agents];
    this.tick();
    for (const name of [...this.members, MANAGER]) {
      const config = { config_list: [{ model: "gpt-4o-mini", max_retries: 0 }], cache_seed: null };
      const given = { name, system_message: `You are the ${name}.`, llm_config: config };
      this.rows.agent.run(
        number * 100 + this.idOf(name),
        1,
        this.id,
        name,
        classOf(name),
        pythonJson(given),
        this.time,
      );
    }
  }

  say(sender: string, message: string | object, passedOn: object): void {
    this.tick();
    this.event("reply_func_executed", sender, {
      ...{ reply_func_module: "autogen.agentchat.conversable_agent", reply_func_name: "generate_oai_reply" },
      ...{ final: true, reply: message },
    });
    this.event("received_message", MANAGER, { message, sender, valid: true });
    for (const name of this.members) {
      if (name === sender) continue;
      this.event("received_message", name, { message: passedOn, sender: MANAGER, valid: true });
    }
  }

  completion(turn: Turn, heard: string, message: object): void {
    const start = this.time;
    this.tick();
    const request = {
      messages: [
        { content: `You are the ${turn.agent}.`, role: "system" },
        { content: heard, name: PROXY, role: "user" },
      ],
      model: "gpt-4o-mini",
    };
    const usage = { completion_tokens: 50, prompt_tokens: 400, total_tokens: 450 };
    const choice = {
      finish_reason: turn.kind === "say" ? "stop" : "tool_calls",
      index: 0,
      logprobs: null,
      message,
    };
    const head = { id: "chatcmpl-0000", choices: [choice], created: 1_767_225_600, model: "gpt-4o-mini" };
    const response = JSON.stringify({ ...head, object: "chat.completion", usage }, null, 4);
    const call = [this.random.uuid(), 1, this.idOf(turn.agent), this.id, turn.agent];
    this.rows.completion.run(...call, pythonJson(request), response, 0, 0, start, this.time);
  }

  functionCall({ tool, args, result }: Extract<Turn, { kind: "tool" }>): void {
    this.rows.call.run(this.idOf(PROXY), PROXY, tool, pythonJson(args), pythonJson(result), this.time);
  }

  private event(event: string, name: string, state: object): void {
    const module = `autogen.agentchat.${name === MANAGER ? "groupchat" : "conversable_agent"}`;
    this.rows.event.run(event, this.idOf(name), name, module, classOf(name), pythonJson(state), this.time);
  }

  private tick(): void {
    this.time = new Date(this.now()).toISOString().replace("T", " ").replace("Z", "000");
  }

  private idOf(name: string): number {
    return this.members.indexOf(name) + 2;
  }
}

function classOf(name: string): string {
  return CLASSES[name] ?? "AssistantAgent";
}

function addRun(rows: Rows, conversation: Conversation, echo: Echo): void {
  const session = new Session(rows, conversation);
  const { task } = conversation;
  session.say(PROXY, task, { content: task, role: "user", name: PROXY });
  let heard = task;
  for (const turn of conversation.turns) {
    const { agent } = turn;
    if (turn.kind === "say") {
      session.completion(turn, heard, { content: turn.text, role: "assistant", tool_calls: null });
      session.say(agent, turn.text, { content: turn.text, role: "user", name: agent });
    } else {
      const wanted = { arguments: JSON.stringify(turn.args), name: turn.tool };
      const tool_calls = [{ id: turn.callId, function: wanted, type: "function" }];
      session.completion(turn, heard, { content: null, role: "assistant", tool_calls });
      session.say(
        agent,
        { content: null, refusal: null, role: "assistant", function_call: null, tool_calls },
        { content: "", tool_calls, name: agent, role: "assistant" },
      );
      session.functionCall(turn);
      const tool_responses = [{ tool_call_id: turn.callId, role: "tool", content: turn.result }];
      const answer = { role: "tool", tool_responses, content: turn.result };
      session.say(PROXY, answer, { ...answer, name: PROXY });
    }
    heard = echo.of(turn.kind === "say" ? turn.text : turn.result);
  }
}

export const runtimeDatabase: BenchFormat = {
  id: "autogen runtime database",
  extension: ".db",
  bareParse: "sqlite",
  fileBytes: 8 << 20,
  open: () => {
    const echo = new Echo();
    return sqliteFile(SCHEMA, (db) => {
      const insert = (into: string, count: number): Database.Statement =>
        db.prepare(`INSERT INTO ${into} VALUES (${Array.from({ length: count }, () => "?").join(", ")})`);
      const rows: Rows = {
        event: insert(
          "events (event_name, source_id, source_name, agent_module, agent_class_name, json_state, timestamp)",
          7,
        ),
        completion: insert(
          "chat_completions (invocation_id, client_id, wrapper_id, session_id, source_name, request, response, is_cached, cost, start_time, end_time)",
          11,
        ),
        agent: insert("agents (agent_id, wrapper_id, session_id, name, class, init_args, timestamp)", 7),
        call: insert("function_calls", 6),
      };
      return (conversation) => addRun(rows, conversation, echo);
    });
  },
};
