import { describe, expect, it } from "vitest";
import { executedCalls, gist, readRun, sample, tokensOf } from "./read-runs.ts";

const title = (name: string) => {
  const label = ` ${name} Message `;
  const side = "=".repeat(Math.floor((80 - label.length) / 2));
  return `${side}${label}${side}${label.length % 2 === 0 ? "" : "="}`;
};

describe("printed updates", () => {
  it("give what the dumped stream of the same run gives", async () => {
    const dumped = await readRun(sample("langgraph/seed-order.updates.jsonl"));
    const printed = await readRun(sample("langgraph/seed-order.printed.txt"));
    expect(gist(printed)).toEqual(gist(dumped));
    expect(tokensOf(printed)).toEqual(tokensOf(dumped));
    expect(printed.format).toBe("langgraph/printout");
  });

  it("that are cut are counted as lost and do not hide the others", async () => {
    const whole = sample("langgraph/leap-year.printed.txt");
    const run = await readRun(`{'writer': {'messages': [AIMessage(content='half a mes\n${whole}`);
    expect(run.losses).toContainEqual(expect.objectContaining({ code: "cut-update", count: 1 }));
    expect(executedCalls(run)).toEqual(["read_file", "write_file", "run_tests"]);
  });
});

describe("pretty_print() blocks", () => {
  it("give messages, calls with arguments, results and nodes", async () => {
    const dumped = await readRun(sample("langgraph/leap-year.debug-sub.jsonl"));
    const pretty = await readRun(sample("langgraph/leap-year.pretty.txt"));
    const kinds = (run: typeof pretty) =>
      run.steps.map((step) => [step.agent, step.kind, step.tool, step.callId]);
    expect(kinds(pretty)).toEqual(kinds(dumped));
    expect(pretty.steps[1]?.args).toEqual({ path: "calendar_rules.py" });
    expect(pretty.steps[3]?.args).toMatchObject({ content: expect.stringContaining("year % 400 == 0") });
  });

  it("are read with bold titles and content printed as Python blocks", async () => {
    const bold = title("Ai").replace(" Ai Message ", "\u001b[1m Ai Message \u001b[0m");
    const run = await readRun(
      `${title("Human")}\n\nweigh P1\n${bold}\nName: clerk\n\n[{'text': "It's heavy.", 'type': 'text'}, {'id': 'c', 'type': 'tool_use'}]\n` +
        "Tool Calls:\n  weigh (c)\n Call ID: c\n  Args:\n    parcel: P1\n    unit: kg\n" +
        `${title("Tool")}\nName: weigh\n\n12 kg\n${bold}\nName: clerk\n\n12 kg.\n`,
    );
    expect(gist(run)).toEqual([
      "- message: weigh P1",
      "clerk message: It's heavy.",
      'clerk tool-call: weigh {"parcel":"P1","unit":"kg"}',
      "clerk tool-result: 12 kg",
      "clerk message: 12 kg.",
    ]);
  });

  it("do not take words about tool calls for calls", async () => {
    const run = await readRun(`${title("Ai")}\n\nTool Calls:\nnone today\n`);
    expect(run.steps).toMatchObject([{ kind: "message", text: "Tool Calls:\nnone today" }]);
  });

  it("name subgraph and node where the loop does", async () => {
    const run = await readRun(
      `Update from subgraph scout:\n\n\nUpdate from node model:\n\n\n${title("Ai")}\n\nclear\n\n\n` +
        `Update from node leader:\n\n\n${title("Ai")}\n\ngo\n`,
    );
    expect(run.steps.map((step) => step.agent)).toEqual(["scout", "leader"]);
  });
});

it("“Output from node” loops are read, whatever the printed value is", async () => {
  const run = await readRun(
    "Output from node 'plan':\n---\n{'plan': 'first look, then dig'}\n\n---\n\n" +
      "Output from node 'dig':\n---\ncontent='Dug.' additional_kwargs={} response_metadata={} name='digger' id='run-1'\n\n---\n\n" +
      "Output from node 'note':\n---\nplain words\nin two lines\n\n---\n",
  );
  expect(gist(run)).toEqual([
    "plan message: first look, then dig",
    "digger message: Dug.",
    "note message: plain words\nin two lines",
  ]);
});
