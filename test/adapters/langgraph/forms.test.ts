import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { langgraphAdapter } from "../../../src/adapters/langgraph/adapter.ts";
import { readRuns } from "../../helpers/read-runs.ts";
import { executedCalls, gist, readRun, sample, tokensOf } from "./read-runs.ts";

const FOLDER = new URL("../../../sample-traces/langgraph/", import.meta.url);

/** Databases are read from disk: see `database.test.ts`. */
const FILES = readdirSync(FOLDER).filter((name) => !name.endsWith(".sqlite"));

function formsOf(scenario: string): string[] {
  return FILES.filter((name) => name.startsWith(`${scenario}.`));
}

describe("the same run in every form", () => {
  it("gives the same steps, agents and tokens in each stream mode and message encoding", async () => {
    const reference = await readRun(sample("langgraph/seed-order.debug-sub.jsonl"));
    expect(gist(reference)).toHaveLength(18);
    expect(executedCalls(reference)).toEqual([
      "seed_rate",
      "seed_rate",
      "calculate",
      "calculate",
      "calculate",
    ]);
    const forms = formsOf("seed-order").filter((name) => !name.includes(".messages."));
    expect(forms.length).toBeGreaterThanOrEqual(12);
    for (const name of forms) {
      const run = await readRun(sample(`langgraph/${name}`));
      expect(gist(run), name).toEqual(gist(reference));
      expect(tokensOf(run), name).toEqual(tokensOf(reference));
      expect(
        run.agents.map((agent) => [agent.name, agent.kind]),
        name,
      ).toEqual([
        ["supervisor", "manager"],
        ["planner", "llm"],
        ["checker", "llm"],
      ]);
    }
  });

  it("gives what each agent did in the messages stream too, which lacks the task and what tools of handoffs say", async () => {
    const run = await readRun(sample("langgraph/seed-order.messages.jsonl"));
    const reference = await readRun(sample("langgraph/seed-order.values.jsonl"));
    const acts = (of: typeof run) =>
      of.steps.map((step) => [
        step.agent,
        step.kind,
        step.to,
        step.tool,
        step.kind === "handoff" ? "" : step.text,
      ]);
    expect(acts(run)).toEqual(acts(reference).slice(1));
    expect(tokensOf(run)).toEqual(tokensOf(reference));
    expect(run.capabilities.task).toBe(false);
  });

  it("does so for a swarm too, whose handoffs leave no mark on messages", async () => {
    const reference = await readRun(sample("langgraph/card-dispute.values.jsonl"));
    expect(reference.steps.filter((step) => step.kind === "handoff")).toMatchObject([
      { agent: "disputes", to: ["payments"], tool: "transfer_to_payments" },
    ]);
    expect(executedCalls(reference)).toEqual(["find_charge", "transfer_money", "payment_status"]);
    for (const name of formsOf("card-dispute")) {
      const run = await readRun(sample(`langgraph/${name}`));
      expect(gist(run), name).toEqual(gist(reference));
      expect(tokensOf(run), name).toEqual(tokensOf(reference));
    }
  });

  it("does so for LangGraph.js, whose message ids are the provider's", async () => {
    const reference = await readRun(sample("langgraph/berth.js-updates.jsonl"));
    expect(executedCalls(reference)).toEqual(["find_berth", "book_berth", "look_up"]);
    const history = await readRun(sample("langgraph/berth.js-history.jsonl"));
    expect(history.format).toBe("langgraph/state-history");
    expect(gist(history)).toEqual(gist(reference));
    const streamed = await readRun(sample("langgraph/berth.js-messages.jsonl"));
    expect(executedCalls(streamed)).toEqual(executedCalls(reference));
    expect(tokensOf(streamed)).toEqual(tokensOf(reference));
  });

  it("takes the text of plain channels for what the nodes say", async () => {
    const said = async (form: string) => {
      const run = await readRun(sample(`langgraph/road-notice.${form}.jsonl`));
      return run.steps.map((step) => [step.agent, step.text.slice(0, 40)]);
    };
    const updates = await said("updates");
    expect(updates.map(([agent]) => agent)).toEqual(["notice_writer", "critic", "notice_writer", "critic"]);
    expect((await said("debug")).slice(1)).toEqual(updates);
    // A state does not say which node wrote it.
    expect((await said("values")).every(([agent]) => agent === null)).toBe(true);
  });
});

describe("every sample", () => {
  it.each(FILES)("%s is read without problems and with each step in its place", async (name) => {
    const { runs, problems } = await readRuns(langgraphAdapter, sample(`langgraph/${name}`));
    expect(problems).toEqual([]);
    expect(runs.length).toBeGreaterThan(0);
    for (const run of runs) {
      expect(run.steps.length).toBeGreaterThan(1);
      for (const step of run.steps) expect(step.locator).toMatch(/^(?:line:\d+|\/[\w/]+)$/);
    }
  });
});
