import { expect, test } from "vitest";
import type { RunViews } from "../../../src/core/report.ts";
import { buildReport } from "../../../src/report/build-report.ts";
import { pageChunks } from "../../../src/reporters/html/page-chunks.ts";
import type { RunPage } from "../../../src/reporters/html/page-data.ts";
import { fakeInput, fakeRun } from "../../helpers/fake-report.ts";
import { unpackedPage } from "../../helpers/html-page.ts";

const WORDS = "The clerk counts crate after crate, and writes each of them down. ".repeat(800);

/** Twenty runs of 50 000 characters each. */
async function longRuns(): Promise<RunViews> {
  const runs = Array.from({ length: 20 }, (_, at) => {
    const plain = fakeRun(at + 1, {
      sources: [{ uri: `/srv/demo/${String(at).padStart(2, "0")}`, locator: "" }],
    });
    return {
      ...plain,
      steps: plain.steps.map((step) => (step.index === 2 ? { ...step, text: WORDS } : step)),
    };
  });
  const report = await buildReport(fakeInput(runs, []));
  return async function* () {
    for await (const view of report.runs()) {
      yield { view, run: runs.find(({ id }) => id === view.id) ?? null };
    }
  };
}

async function written(
  limit?: number,
  listed = 20,
): Promise<{ starts: number[]; pages: RunPage[]; end: unknown }> {
  let html = "";
  for await (const chunk of pageChunks(await longRuns(), listed, (text) => text, limit)) html += chunk;
  const starts = [...html.matchAll(/data-pages="(\d+)"/g)].map(([, from]) => Number(from));
  const parts = unpackedPage(html).trim().split("\n");
  const values = parts.map((part) => JSON.parse(part) as unknown);
  return { starts, pages: values.slice(0, -1).flat() as RunPage[], end: values.at(-1) };
}

test("pages come in chunks that say which run they begin with", async () => {
  const { starts, pages, end } = await written();
  expect(starts.length).toBeGreaterThan(2);
  expect(starts[0]).toBe(0);
  expect(pages.map(({ run }) => run.source.uri)).toEqual(
    Array.from({ length: 20 }, (_, at) => String(at).padStart(2, "0")),
  );
  expect(pages.every(({ steps }) => steps?.[2]?.text === WORDS)).toBe(true);
  expect(end).toEqual({ withoutSteps: 0 });
});

test("beyond the limit pages say that their steps are left out, and the end of the file says of how many", async () => {
  const { pages, end } = await written(1);
  const whole = pages.filter(({ steps }) => steps !== null);
  expect(whole.length).toBeGreaterThan(0);
  expect(whole.length).toBeLessThan(20);
  expect(pages).toHaveLength(20);
  expect(pages.slice(whole.length).every(({ steps, left }) => steps === null && left === "limit")).toBe(true);
  expect(end).toEqual({ withoutSteps: 20 - whole.length });
});

test("runs that are not listed have no page", async () => {
  expect((await written(undefined, 3)).pages).toHaveLength(3);
});
