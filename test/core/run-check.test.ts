import { describe, expect, it } from "vitest";
import { type Run, runSchema } from "../../src/core/run.ts";
import { isSoundRun } from "../../src/core/run-check.ts";

const RUN: Run = {
  id: "0123456789abcdef0123456789abcdef",
  contentHash: "fedcba9876543210fedcba9876543210",
  taskKey: "0123456789abcdef",
  framework: "autogen",
  format: "autogen/task-result",
  adapter: { id: "autogen", version: 1 },
  sources: [{ uri: "a.json", locator: "" }],
  task: "Which berth?",
  startedAt: "2026-01-01T00:00:00.000Z",
  endedAt: null,
  models: ["m"],
  tags: { stage: "test" },
  agents: [{ id: "a", name: "a", kind: "llm", role: null, model: null, tools: ["look"] }],
  steps: [
    {
      index: 0,
      agent: "a",
      kind: "tool-call",
      to: ["a"],
      text: "",
      at: "2026-01-01T00:00:00.000Z",
      tokens: { input: 1, output: 2 },
      callId: "c",
      tool: "look",
      args: { page: [1, null, { deep: true }] },
      ok: true,
      executed: false,
      canned: false,
      retryOf: 0,
      phase: "first",
      marker: "restart",
      locator: "/0",
    },
  ],
  outcome: "unknown",
  outcomeSource: null,
  endReason: "completed",
  endDetail: null,
  capabilities: {
    recipients: true,
    times: true,
    tokens: true,
    reasoning: true,
    toolCalls: true,
    toolResults: true,
    declaredTools: true,
    roles: true,
    task: true,
    endReason: true,
    content: "full",
  },
  inferred: ["the agents"],
  losses: [{ code: "echo", detail: "history", count: 1 }],
};

type Path = readonly (string | number)[];

/** Every place in a value, outermost first. */
function* placesIn(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const place = [...path, Array.isArray(value) ? Number(key) : key];
    yield place;
    yield* placesIn(item, place);
  }
}

/** A copy with another value at the place; undefined takes the member out. */
function changedAt(place: Path, value: unknown): Run {
  const copy = structuredClone(RUN);
  let holder = copy as unknown as Record<string | number, unknown>;
  for (const key of place.slice(0, -1)) holder = holder[key] as Record<string | number, unknown>;
  const last = place.at(-1) ?? "";
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

const PLACES = [...placesIn(RUN)];
const OTHERS = [undefined, null, "", "x", 0, -1, 1.5, true, [], [""], {}, { page: Number.NaN }, new Date(0)];

describe("the quick check of a run", () => {
  it("accepts a run with everything in it", () => {
    expect(runSchema.safeParse(RUN).error).toBeUndefined();
    expect(isSoundRun(RUN)).toBe(true);
  });

  it.each(PLACES.map((place) => [place.join("/"), place] as const))(
    "decides as the schema does on %s",
    (_, place) => {
      for (const other of OTHERS) {
        const run = changedAt(place, other);
        expect([other, isSoundRun(run)]).toEqual([other, runSchema.safeParse(run).success]);
      }
    },
  );

  it("accepts no member that the schema does not know", () => {
    const objects = [[], ...PLACES.filter((place) => isPlainObject(valueAt(place)))];
    for (const place of objects) {
      const run = changedAt([...place, "extra"], "x");
      expect([place, isSoundRun(run)]).toEqual([place, runSchema.safeParse(run).success]);
    }
    expect(objects.length).toBeGreaterThan(8);
  });
});

function valueAt(place: Path): unknown {
  return place.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], RUN);
}

function isPlainObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
