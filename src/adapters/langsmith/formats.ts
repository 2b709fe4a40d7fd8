import type { FormatDoc } from "../adapter.ts";

/** LangSmith's forms that mast reads; `docs/formats.md` is generated from this. */
export const FORMATS: readonly FormatDoc[] = [
  {
    format: "langsmith/runs",
    title: "LangSmith runs: tree, list, one run a line, or the bodies that the client posts",
    signs: ["run_type", "inputs", "start_time", "name", "id"],
    writtenBy:
      "client.read_run(id, load_child_runs=True), client.list_runs(…) or client.runs.query(…) (query_v2) dumped as JSON or JSON lines; " +
      "the /runs/batch bodies that a proxy sees",
    tested: "langsmith 0.15.1 (client; the service's side was imitated), langgraph 1.2.24, langchain 1.5.2",
    carries:
      "task, prompts, declared tools, messages, calls and their execution, results, tokens, models, times, errors",
    loses: "what a model was shown, beyond its system prompt; scores and feedback; the stacks of exceptions",
    endReasons: {
      "the root ended without an error": "completed",
      "the root's error: GraphRecursionError": "limit",
      "the root's error: any other exception": "error",
      "GraphInterrupt in a node and no resume on the thread": "waiting",
      "the root never ended or is not in the source": "truncated",
      "ParentCommand in a node": "no end: a handoff",
    },
  },
];
