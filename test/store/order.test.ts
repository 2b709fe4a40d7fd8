import fc from "fast-check";
import { expect, it } from "vitest";
import { openMemoryStore } from "../../src/store/memory.ts";
import { type IngestUnit, type Store, unpackFragments } from "../../src/store/store.ts";
import { fakeRun, idOf } from "../helpers/fake-report.ts";

/** What a source may hold at some moment. */
interface Content {
  runs: { number: number; version: number }[];
  fragments: { group: number; key: number; join: number; body: number }[];
}

const small = fc.nat({ max: 2 });
const content: fc.Arbitrary<Content> = fc.record({
  runs: fc.array(fc.record({ number: small, version: small }), { maxLength: 3 }),
  fragments: fc.array(fc.record({ group: small, key: small, join: small, body: small }), { maxLength: 4 }),
});
const write = fc.record({
  key: fc.constantFrom("/a", "/b", "/c"),
  content,
  isInParts: fc.boolean(),
  isAssembledNow: fc.boolean(),
});

function unitOf(key: string, { runs, fragments }: Content): IngestUnit {
  const source = {
    key,
    stamp: null,
    contentHash: JSON.stringify([runs, fragments]),
    reader: "r",
    adapter: "otlp",
  };
  return {
    source: { ...source, outcome: "read", problems: [] },
    runs: runs.map(({ number, version }) => {
      const run = fakeRun(number, { contentHash: idOf(version) });
      return { ...run, steps: run.steps.slice(version) };
    }),
    fragments: fragments.map(({ group, key: span, join, body }) => ({
      ...{ group: `g${group}`, key: `s${span}` },
      ...{ joins: join === 0 ? [] : [`team${join}`], body: "x".repeat(body) },
    })),
  };
}

async function put(store: Store, unit: IngestUnit, isInParts: boolean): Promise<void> {
  if (!isInParts) return store.putSources([unit]);
  await using writer = await store.openSource(unit.source.key);
  await writer.add({ runs: unit.runs, fragments: [] });
  for (const fragment of unit.fragments) await writer.add({ runs: [], fragments: [fragment] });
  await writer.commit(unit.source);
}

async function assemble(store: Store): Promise<void> {
  for await (const { groups, fragments: packed } of store.staleAssemblies()) {
    const fragments = unpackFragments(packed);
    const names = groups.map(({ name }) => name).sort();
    const text = fragments.map((one) => `${one.group} ${one.key} ${one.body}`).join("\n");
    const [step] = fakeRun(1).steps;
    const number = 900 + Number(names[0]?.slice(1));
    const run = fakeRun(number, {
      contentHash: text,
      ...(step === undefined ? {} : { steps: [{ ...step, text }] }),
    });
    const problems = [{ uri: "", locator: text, code: "odd", message: names.join() }];
    await store.putAssemblies([{ groups, runs: [run], problems }]);
  }
}

async function visible(store: Store): Promise<unknown> {
  const runs: unknown[] = [];
  const summaries: unknown[] = [];
  for await (const batch of store.runs({})) runs.push(...batch);
  for await (const batch of store.summaries({})) summaries.push(...batch);
  return { runs, summaries, sources: await store.sources({}), problems: await store.problems() };
}

it("shows the same however the sources came to be what they are", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 8 }), async (writes) => {
      await using store = openMemoryStore();
      const last = new Map<string, Content>();
      for (const { key, content: now, isInParts, isAssembledNow } of writes) {
        await put(store, unitOf(key, now), isInParts);
        last.set(key, now);
        if (isAssembledNow) await assemble(store);
      }
      await assemble(store);
      await using fresh = openMemoryStore();
      await fresh.putSources([...last].reverse().map(([key, now]) => unitOf(key, now)));
      await assemble(fresh);
      expect(await visible(store)).toEqual(await visible(fresh));
    }),
    { numRuns: 100 },
  );
});
