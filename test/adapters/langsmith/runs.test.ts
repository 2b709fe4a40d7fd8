import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { langsmithAdapter } from "../../../src/adapters/langsmith/adapter.ts";
import { readRuns } from "../../helpers/read-runs.ts";
import { unpackedFile } from "../../helpers/unpacked-file.ts";
import { executedCalls, gist, lines, readRun, sample, tokensOf } from "../langgraph/read-runs.ts";

const read = (content: unknown) => readRun(content, langsmithAdapter);
const records = (name: string): Record<string, unknown>[] =>
  sample(`langsmith/${name}`)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

/** What `client.runs.query()` returns instead: no parent, upper-case enums, metadata at the top. */
function newShape(run: Record<string, unknown>): Record<string, unknown> {
  const { parent_run_id, session_id, child_runs, extra, run_type, status, ...rest } = run;
  const { metadata, ...inner } = extra as Record<string, unknown>;
  return {
    ...rest,
    extra: inner,
    metadata,
    project_id: session_id,
    is_root: parent_run_id === null,
    run_type: String(run_type).toUpperCase(),
    status: String(status).toUpperCase(),
  };
}

describe("LangSmith runs", () => {
  it("give what the stream of the same run gives, whatever their shape", async () => {
    const stream = await readRun(sample("langgraph/leap-year.debug-sub.jsonl"));
    const rows = records("leap-year.runs.jsonl");
    const shapes: Record<string, unknown> = {
      "one a line": sample("langsmith/leap-year.runs.jsonl"),
      "any order": lines(...[...rows].reverse()),
      "an API answer": { runs: rows, cursors: {} },
      "a list": rows,
      "the newer API": { items: rows.map(newShape), next_cursor: null },
      "without orders": rows.map(({ dotted_order, ...run }) => run),
      "ingest bodies, one a line": lines(...rows.map((run) => ({ post: [run], patch: [] })), {
        post: [],
        patch: [],
      }),
      "ingest bodies": sample("langsmith/leap-year.batch.json"),
    };
    for (const [shape, content] of Object.entries(shapes)) {
      const { problems } = await readRuns(langsmithAdapter, content);
      expect(problems, shape).toEqual([]);
      const run = await read(content);
      expect(gist(run), shape).toEqual(gist(stream));
      expect(tokensOf(run), shape).toEqual(tokensOf(stream));
      expect(run.endReason, shape).toBe("completed");
    }
  });

  it("have one id, whatever their shape", async () => {
    const rows = records("leap-year.runs.jsonl");
    const ids = await Promise.all([read(rows), read(lines(...rows)), read({ runs: rows })]);
    expect(new Set(ids.map((run) => run.id)).size).toBe(1);
    expect(ids[0]?.sources[0]?.locator).toBe(`trace:${String(rows[0]?.["trace_id"])}`);
  });

  it("know an agent's prompt, tools and model, and count an agent's two nested runs once", async () => {
    const run = await read(sample("langsmith/card-dispute.tree.json"));
    expect(run.agents).toEqual([
      {
        id: "disputes",
        name: "disputes",
        kind: "llm",
        role: "You look into disputed charges.",
        model: "gpt-4o-mini",
        tools: ["find_charge", "transfer_to_payments"],
      },
      {
        id: "payments",
        name: "payments",
        kind: "llm",
        role: "You pay money back and check that it is booked.",
        model: "gpt-4o-mini",
        tools: ["transfer_money", "payment_status", "transfer_to_disputes"],
      },
    ]);
    expect(run.capabilities).toMatchObject({ roles: true, declaredTools: true, times: true, tokens: true });
    expect(executedCalls(run)).toEqual(["find_charge", "transfer_money", "payment_status"]);
    expect(run.steps.filter((step) => step.kind === "handoff")).toMatchObject([
      { agent: "disputes", to: ["payments"] },
    ]);
  });

  it("tell which calls were carried out: the one that the limit cut off was not", async () => {
    const run = await read(sample("langsmith/forced-to-stop.runs.jsonl"));
    const calls = run.steps.filter((step) => step.kind === "tool-call");
    expect(calls.map((step) => step.executed)).toEqual([undefined, undefined, false]);
    expect(run.endReason).toBe("limit");
  });

  it("take a resume for the same run", async () => {
    const run = await read(sample("langsmith/approved-order.runs.jsonl"));
    expect(run.steps.map((step) => [step.agent, step.kind])).toEqual([
      [null, "message"],
      ["buyer", "tool-call"],
      ["buyer", "tool-result"],
      ["buyer", "tool-call"],
      ["buyer", "message"],
      [null, "message"],
      ["buyer", "tool-result"],
      ["buyer", "message"],
    ]);
    expect(run.inferred.join("\n")).toContain("resume");
  });

  it("take a second question on the same thread for another run", async () => {
    const rows = records("approved-order.runs.jsonl");
    const roots = rows.filter((row) => row["parent_run_id"] === null);
    const second = { ...roots[1], inputs: { messages: [{ role: "user", content: "And 10 chairs?" }] } };
    const { runs } = await readRuns(
      langsmithAdapter,
      lines(...rows.filter((row) => row !== roots[1]), second),
    );
    expect(runs).toHaveLength(2);
  });

  it.each([
    ["awaits-approval.runs.jsonl", "waiting"],
    ["missing-shelf.tree.json", "error"],
    ["out-of-steps.runs.jsonl", "limit"],
    ["card-dispute.tree.json", "completed"],
  ])("%s ends as %s", async (name, reason) => {
    const run = await read(sample(`langsmith/${name}`));
    expect(run.endReason).toBe(reason);
    expect(run.endDetail ?? "").not.toContain("Traceback");
  });

  it("are truncated where the root never ended or is missing", async () => {
    const rows = records("same-lookup.runs.jsonl");
    const open = rows.map((row) =>
      row["parent_run_id"] === null ? { ...row, end_time: null, outputs: null, status: "pending" } : row,
    );
    expect((await read(lines(...open))).endReason).toBe("truncated");
    expect((await read(lines(...rows.slice(1)))).endReason).toBe("truncated");
  });

  it("torn anywhere in the tree stay one run that broke off, and no call is called not executed for it", async () => {
    const whole = sample("langsmith/handed-in-early.tree.json");
    for (const share of [0.3, 0.5, 0.7, 0.9, 0.97]) {
      const run = await read(whole.slice(0, Math.floor(whole.length * share)));
      expect(run.endReason, `${share}`).toBe("truncated");
      expect(
        run.steps.every((step) => step.executed !== false),
        `${share}`,
      ).toBe(true);
    }
  });

  it("count a tool that began and never ended as executed, without a result", async () => {
    const rows = records("same-lookup.runs.jsonl").map((row) =>
      row["parent_run_id"] === null || (row["run_type"] === "tool" && row["extra"] !== null)
        ? { ...row, end_time: null, outputs: null, status: "pending" }
        : row,
    );
    const run = await read(lines(...rows.filter((row) => row["name"] !== "tools")));
    expect(executedCalls(run)).toHaveLength(5);
    expect(run.steps.filter((step) => step.kind === "tool-result")).toEqual([]);
    expect(run.endReason).toBe("truncated");
  });

  it("of other libraries are not called LangGraph, and the enclosing function is the agent", async () => {
    const base = { trace_id: "t", extra: {}, error: null, status: "success" };
    const at = (second: number) => `2026-01-01T10:00:0${second}.000000`;
    const run = await read([
      {
        ...base,
        id: "t",
        name: "main",
        run_type: "chain",
        start_time: at(0),
        end_time: at(5),
        inputs: { input: "add 2 and 3" },
        outputs: { output: "5" },
      },
      {
        ...base,
        id: "b",
        parent_run_id: "t",
        name: "adder",
        run_type: "chain",
        start_time: at(1),
        end_time: at(4),
        inputs: {},
        outputs: {},
      },
      {
        ...base,
        id: "c",
        parent_run_id: "b",
        name: "ChatOpenAI",
        run_type: "llm",
        start_time: at(2),
        end_time: at(3),
        inputs: {
          messages: [
            { role: "system", content: "You add." },
            { role: "user", content: "2 and 3" },
          ],
        },
        outputs: {
          choices: [{ message: { role: "assistant", content: "5" } }],
          usage: { prompt_tokens: 9, completion_tokens: 1 },
        },
      },
    ]);
    expect(run.framework).toBe("langsmith");
    expect(gist(run)).toEqual(["- message: add 2 and 3", "adder message: 5"]);
    expect(run.agents[0]?.role).toBe("You add.");
    expect(tokensOf(run)).toEqual({ input: 9, output: 1 });
  });

  it("survive whatever stands in their fields", async () => {
    const rows = records("awaits-approval.runs.jsonl");
    const fields = Object.keys(rows[0] ?? {});
    await fc.assert(
      fc.asyncProperty(
        fc.nat(rows.length - 1),
        fc.constantFrom(...fields),
        fc.oneof(fc.jsonValue(), fc.constant({ messages: [[{ lc: 1 }]] }), fc.constant([[[]]])),
        async (at, field, value) => {
          const changed = rows.map((row, index) => (index === at ? { ...row, [field]: value } : row));
          const { runs } = await readRuns(langsmithAdapter, lines(...changed));
          expect(runs.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("nested two thousand deep are read without recursion", async () => {
    let run: Record<string, unknown> = {
      id: "leaf",
      run_type: "llm",
      trace_id: "r0",
      outputs: { content: "x", role: "ai" },
    };
    for (let depth = 2_000; depth >= 0; depth -= 1) {
      run = {
        id: `r${depth}`,
        run_type: "chain",
        trace_id: "r0",
        parent_run_id: depth === 0 ? null : `r${depth - 1}`,
        child_runs: [run],
      };
    }
    const { runs, problems } = await readRuns(langsmithAdapter, run);
    expect(runs.length + problems.length).toBeGreaterThan(0);
  });
});

describe("hostile LangSmith exports", () => {
  const row = (id: string, parent: string | null, more = {}) => ({
    id,
    trace_id: "t",
    parent_run_id: parent,
    run_type: "llm",
    name: id,
    outputs: { role: "ai", content: `words of ${id}` },
    ...more,
  });

  it("whose parents form a ring are read", async () => {
    const { runs } = await readRuns(langsmithAdapter, lines(row("a", "b"), row("b", "a"), row("c", "c")));
    expect(runs[0]?.steps).toHaveLength(3);
  });

  it("whose parents form a chain of two thousand are read in time", async () => {
    const rows = Array.from({ length: 2_000 }, (_, at) => row(`r${at}`, at === 0 ? null : `r${at - 1}`));
    const before = performance.now();
    const { runs } = await readRuns(langsmithAdapter, lines(...rows));
    expect(runs[0]?.steps).toHaveLength(2_000);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

describe("a project", () => {
  const folder = new URL("../../../sample-traces/langsmith/", import.meta.url);

  it("read by the newer API gives its runs, and tells a thread's history once", async () => {
    const project = await unpackedFile(fileURLToPath(new URL("two-questions.project.jsonl.gz", folder)));
    const { runs, problems } = await readRuns(langsmithAdapter, project.toString("utf8"));
    expect(problems).toEqual([]);
    expect(runs.map((run) => run.task)).toEqual([
      "When is the museum open?",
      "And what are the hours of the library in Brook Street?",
    ]);
    expect(runs.map(executedCalls)).toEqual([["opening_hours"], ["opening_hours"]]);
  });

  it("joins a resume to its run in either shape", async () => {
    const query = await read(sample("langsmith/approved-order.query.jsonl"));
    expect(gist(query)).toEqual(gist(await read(sample("langsmith/approved-order.runs.jsonl"))));
  });

  it.each(readdirSync(folder).filter((name) => !name.endsWith(".gz")))(
    "that holds one run is read without problems: %s",
    async (name) => {
      const { runs, problems } = await readRuns(langsmithAdapter, sample(`langsmith/${name}`));
      expect(problems).toEqual([]);
      expect(runs).toHaveLength(1);
      expect(runs[0]?.framework).toBe("langgraph");
    },
  );
});
