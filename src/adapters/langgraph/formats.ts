import type { FormatDoc } from "../adapter.ts";

const NEWEST = "langgraph 1.2.24, langchain 1.5.2, langgraph-supervisor 0.0.31, langgraph-swarm 0.1.0";
const TESTED = `${NEWEST}; langgraph 0.6.11 with its own prebuilt agents; @langchain/langgraph 1.7.3`;

const STREAM_ENDS: Readonly<Record<string, string>> = {
  "a last answer with no call left open": "completed (inferred)",
  "a call or result that nobody takes up; a chunk from inside a subgraph": "truncated",
  "`__interrupt__` that nothing follows": "waiting",
  "an `error` line of the script that wrote the file: GraphRecursionError": "limit",
  "an `error` line: any other exception": "error",
  "the prebuilt agent's “Sorry, need more steps to process this request.”": "limit",
  "checkpoints: nothing in the last one's `next`, or nodes": "completed, or truncated",
  "plain channels only": "unknown",
};

/** The forms of LangGraph output that mast reads; `docs/formats.md` is generated from this. */
export const FORMATS: readonly FormatDoc[] = [
  {
    format: "langgraph/stream-updates",
    title: "LangGraph stream, mode updates",
    writtenBy:
      "graph.stream(…, stream_mode='updates') dumped one chunk a line, with or without subgraphs=True",
    tested: TESTED,
    carries: "messages, calls, results, tokens, and which node wrote",
    loses:
      "times; the task, in graphs whose nodes add only their own messages; calls inside subgraphs without subgraphs=True",
    endReasons: STREAM_ENDS,
  },
  {
    format: "langgraph/stream-values",
    title: "LangGraph stream, mode values (also checkpoints)",
    writtenBy: "graph.stream(…, stream_mode='values') dumped one state a line",
    tested: TESTED,
    carries: "task, messages, calls, results, tokens",
    loses: "times; which node wrote: agents are known by the names on messages and by namespaces only",
    endReasons: STREAM_ENDS,
  },
  {
    format: "langgraph/stream-debug",
    title: "LangGraph stream, modes debug and tasks",
    signs: ["type", "payload", "step", "timestamp", "id", "name"],
    writtenBy: "graph.stream(…, stream_mode='debug') dumped one event a line",
    tested: TESTED,
    carries: "task, messages, calls, results, tokens, nodes, times, errors of tasks",
    loses: "calls inside subgraphs without subgraphs=True",
    endReasons: {
      "every task that began has ended": "completed",
      "a task that began has no end": "truncated",
      "`error` of a task": "error",
      "`interrupts` of a task that nothing follows": "waiting",
      "`remaining_steps` used up with a call open": "limit",
    },
  },
  {
    format: "langgraph/stream-modes",
    title: "LangGraph stream, several modes at once",
    writtenBy:
      "graph.stream(…, stream_mode=['updates', 'messages', …]) dumped one chunk a line: [mode, chunk], [namespace, mode, chunk] or version v2's {type, ns, data}",
    tested: TESTED,
    carries: "what its modes carry; a message, call or interrupt that several of them tell of counts once",
    loses: "what all of its modes lose; the custom stream",
    endReasons: STREAM_ENDS,
  },
  {
    format: "langgraph/events-v3",
    title: "LangGraph events, protocol version 3",
    writtenBy:
      "graph.stream_events(…, version='v3') or await graph.astream_events(…, version='v3') dumped one event a line",
    tested: NEWEST,
    carries: "task, messages, calls, results, tokens, agents, times",
    loses: "which node wrote what no model said; the events of tools, which only repeat calls and results",
    endReasons: STREAM_ENDS,
  },
  {
    format: "langgraph/server-events",
    title: "LangGraph API server, streamed events",
    writtenBy:
      "the answer to POST /threads/ID/runs/stream (event: and data: lines) saved as it came, with or without stream_subgraphs",
    tested: "langgraph-api 0.16.7 (development server), langgraph 1.2.24",
    carries: "what the asked stream modes carry; agents from the namespace in the event's name",
    loses: "what all of the asked modes lose; times",
    endReasons: { ...STREAM_ENDS, "`event: error`": "error or limit", "`event: end`": "completed" },
  },
  {
    format: "langgraph/checkpoint-database",
    title: "LangGraph SqliteSaver database",
    writtenBy:
      "langgraph-checkpoint-sqlite: SqliteSaver.from_conn_string('checkpoints.sqlite'), its log beside it or not",
    tested: `${TESTED}, langgraph-checkpoint-sqlite 3.1.2; a file of a version without task_path`,
    carries:
      "task, messages, calls, results, tokens, which node wrote, subgraphs, times, errors, interrupts and their answers; every thread",
    loses: "pickled values, which are never loaded; with durability='exit' all but the last state",
    endReasons: {
      "a last checkpoint that triggers no node": "completed",
      "a last checkpoint that triggers nodes": "truncated",
      "`__error__` written after the last checkpoint": "error",
      "`__interrupt__` written after the last checkpoint and no answer": "waiting",
    },
  },
  {
    format: "langgraph/state-history",
    title: "LangGraph state history",
    writtenBy:
      "graph.get_state_history(…) dumped as JSON or JSON lines, with field names or as bare tuples; a thread's history from the API server; one thread or several",
    tested: `${TESTED}, langgraph-api 0.16.7`,
    carries:
      "task, messages, calls, results, tokens, which node wrote, times, errors and interrupts of tasks",
    loses: "what subgraphs did and did not hand on; what an interrupt was answered with",
    endReasons: {
      "a last snapshot with nothing in `next`": "completed",
      "a last snapshot with nodes in `next`": "truncated",
      "`error` of a task of the last snapshot": "error",
      "`interrupts` of a task of the last snapshot": "waiting",
    },
  },
  {
    format: "langgraph/final-state",
    title: "LangGraph final state or snapshot",
    signs: ["messages"],
    writtenBy:
      "the result of graph.invoke() dumped as JSON: model_dump, message_to_dict, langchain dumps or default=str; get_state(); a thread or its state from the API server",
    tested: TESTED,
    carries: "task, messages, calls, results, tokens",
    loses: "times; which node wrote; what subgraphs did and did not hand on",
    endReasons: {
      "the state was returned": "completed",
      "`__interrupt__`, interrupts of a snapshot": "waiting",
      "error of a snapshot's task": "error",
      "a snapshot with nodes in `next`": "truncated",
      "the prebuilt agent's “Sorry, need more steps to process this request.”": "limit",
    },
  },
  {
    format: "langgraph/stream-messages",
    title: "LangGraph stream, mode messages",
    signs: ["langgraph_node", "langgraph_step", "langgraph_checkpoint_ns", "content"],
    writtenBy:
      "graph.stream(…, stream_mode='messages', subgraphs=True) dumped one pair of message and metadata a line",
    tested: TESTED,
    carries: "messages, calls, results, tokens, agents",
    loses: "the task; times; without subgraphs=True whatever an agent said that left by a handoff",
    endReasons: STREAM_ENDS,
  },
  {
    format: "langgraph/printout",
    title: "What LangGraph notebooks print",
    writtenBy: "message.pretty_print(), print(chunk) of updates, “Output from node …” loops",
    tested: TESTED,
    carries: "messages, calls, results, and which node wrote where the loop prints it",
    loses:
      "message ids, so that words printed twice count twice; types of arguments; tokens in pretty_print(); what a message says that looks like a title cannot be told from one",
    endReasons: STREAM_ENDS,
  },
];
