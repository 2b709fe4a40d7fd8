import { expect, test } from "vitest";
import { PrivateData, REDACT_DEFAULTS } from "../../src/core/private-data.ts";
import type { RunView, RunViews } from "../../src/core/report.ts";
import { buildReport } from "../../src/report/build-report.ts";
import { viewsWithoutPrivateData, withoutPrivateData } from "../../src/report/private-report.ts";
import { fakeInput, fakeRun } from "../helpers/fake-report.ts";

test("steps have the placeholders of the report, in words, arguments, names of tools and of agents", async () => {
  const address = "ada@example.org";
  const plain = fakeRun(1);
  const run = fakeRun(1, {
    task: `Write to ${address}.`,
    agents: [{ id: address, name: address, kind: "llm", role: null, model: null, tools: null }],
    steps: plain.steps.map((step) => ({
      ...step,
      ...{ agent: address, text: `from ${address}`, tool: address, phase: address },
      args: { id: address, [address]: [address, "bob@example.org"] },
    })),
  });
  const data = new PrivateData(REDACT_DEFAULTS);
  const report = withoutPrivateData(await buildReport(fakeInput([run], [])), data);
  const views: RunViews = async function* () {
    for await (const view of report.runs()) yield { view, run };
  };
  const [shown] = await collected(viewsWithoutPrivateData(views, data));
  expect(shown?.view.task).toBe("Write to [e-mail-1].");
  const step = shown?.run?.steps[0];
  expect(step).toMatchObject({ text: "from [e-mail-1]", tool: "[e-mail-1]", phase: "[e-mail-1]" });
  expect(step?.args).toBe('{"id":"[e-mail-1]","[e-mail-1]":["[e-mail-1]","[e-mail-2]"]}');
  expect(shown?.run?.agents[0]?.name).toBe("[e-mail-1]");
  // By its id a step finds its agent.
  expect(step?.agent).toBe(shown?.run?.agents[0]?.id);
});

test("runs that are not stored stay without steps", async () => {
  const report = await buildReport(fakeInput([fakeRun(1)], []));
  const views: RunViews = async function* () {
    for await (const view of report.runs()) yield { view, run: null };
  };
  const [shown] = await collected(viewsWithoutPrivateData(views, new PrivateData(REDACT_DEFAULTS)));
  expect(shown?.run).toBeNull();
});

async function collected(views: RunViews): Promise<RunView[]> {
  const all: RunView[] = [];
  for await (const view of views()) all.push(view);
  return all;
}
