import { join } from "node:path";
import { expect, test } from "vitest";
import { cliSetting } from "../helpers/cli-setting.ts";
import { SAMPLES } from "../helpers/mast.ts";
import { honestText, scriptedEndpoint } from "../helpers/scripted-endpoint.ts";

const TRACE = join(SAMPLES, "autogen/ferry-timetable.task-result.json");
const LABELS = [{ file: "ferry-timetable.task-result.json", modes: { "FM-1.3": false, "FM-1.1": false } }];

test("compares stores in which the same runs were judged in several ways, with what each took", async () => {
  using at = cliSetting();
  await using server = await scriptedEndpoint((call) => ({ text: honestText(call) }));
  const labels = at.write("labels.jsonl", LABELS);
  for (const layout of ["categories", "all"]) {
    const { code } = await at.mast(
      ...["judge", TRACE, "--db", `${layout}.db`, "--layout", layout],
      ...["--base-url", server.url, "--model", "ada"],
    );
    expect(code).toBe(0);
  }
  await at.mast("ingest", TRACE, "--db", "rules.db");
  const stores = ["--stores", "categories.db", "all.db", "rules.db"];
  const { code, out, err } = await at.mast("eval", "--labels", labels, ...stores, "--format", "json");
  expect(err).not.toContain("error");
  expect(code).toBe(0);
  const compared = JSON.parse(out) as { stores: { store: string; judges: string[]; calls: number }[] };
  expect(compared).toMatchObject({
    schema: "mast-eval-stores/1",
    stores: [
      { store: "categories.db", runs: 1, calls: 3, coverage: 1 },
      { store: "all.db", runs: 1, calls: 1, coverage: 1 },
      { store: "rules.db", runs: 1, calls: 0, usd: 0, judges: [], coverage: 0 },
    ],
  });
  const [categories, all] = compared.stores.map(({ judges }) => judges.join());
  expect(categories).toMatch(/^ada@/);
  expect(all).not.toBe(categories);
  const table = await at.mast("eval", "--labels", labels, ...stores);
  expect(table.out).toMatch(/categories\.db\s+ada@[\s\S]+rules\.db\s+rules alone/);
});

test("goes with nothing else that says what is scored", async () => {
  using at = cliSetting();
  const labels = at.write("labels.jsonl", LABELS);
  const { code, err } = await at.mast("eval", TRACE, "--labels", labels, "--stores", "a.db");
  expect(code).toBe(2);
  expect(err).toContain("--stores goes with neither");
});
