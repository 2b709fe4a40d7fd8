import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ModeId } from "../../src/core/finding.ts";
import { DETECTORS } from "../../src/detectors/registry.ts";
import { runDetectors } from "../../src/detectors/run-detectors.ts";
import { type Act, runOf, type Script } from "../helpers/run-of.ts";

/**
 * Healthy runs of many shapes, each damaged by one operator: a failure put in must be found, a near miss must stay
 * silent, and the undamaged run gives no alarm at all.
 */
const places = ["Arles", "Bergen", "Cadiz", "Delft", "Erfurt", "Funchal", "Ghent", "Haarlem", "Imatra"];
const topics = ["trams", "markets", "bridges", "museums", "gardens", "harbours"];

interface Healthy {
  steps: Act[];
  lookUps: Act[];
  task: string;
}

const healthy: fc.Arbitrary<Healthy> = fc
  .record({
    chosen: fc.shuffledSubarray(places, { minLength: 3, maxLength: 9 }),
    topic: fc.constantFrom(...topics),
    talkative: fc.boolean(),
    counts: fc.array(fc.integer({ min: 3, max: 99 }), { minLength: 9, maxLength: 9 }),
  })
  .map(({ chosen, topic, talkative, counts }) => {
    const task = `Count the ${topic} of ${chosen.join(", ")} and write a program that prints the counts in order.`;
    const plan = `I divide the work: the scout counts the ${topic} of each place, the coder writes the program for ${chosen.length} places.`;
    const lookUps = chosen.map((place, at) => ({
      "scout calls look_up": { place, topic },
      returns: `${place} has ${counts[at]} ${topic}`,
    }));
    const reports = chosen.map((place, at) => ({
      "scout → planner": `In ${place} I count ${counts[at]} ${topic}, by the register of the town hall of ${place}.`,
    }));
    const steps: Act[] = [
      { "planner → scout": plan },
      ...lookUps.flatMap((act, at) => [act, ...(talkative ? [reports[at] as Act] : [])]),
      { "scout → coder": `Here are the counts of all places: ${counts.slice(0, chosen.length).join(", ")}.` },
      {
        "coder calls write_file": { path: "counts.py", content: `print(sorted(${JSON.stringify(counts)}))` },
        returns: "written",
      },
      {
        "coder calls run_python": { path: "counts.py" },
        returns: counts.toSorted((a, b) => a - b).join(" "),
      },
      { "coder → planner": "The program counts.py prints the counts in order, as its output shows." },
      { "planner → user": `The ${topic} are counted and counts.py prints them in order.` },
    ];
    return { steps, lookUps, task };
  });

const found = (script: Script): ModeId[] =>
  runDetectors(
    runOf({ end: "completed", agents: { coder: { tools: ["write_file", "run_python"] } }, ...script }),
    DETECTORS,
  )
    .filter(({ verdict }) => verdict === "present")
    .map(({ mode }) => mode);

const last = (steps: readonly Act[]): Act => steps.at(-1) ?? {};
const insertAt = (steps: readonly Act[], at: number, ...acts: Act[]): Act[] => [
  ...steps.slice(0, at),
  ...acts,
  ...steps.slice(at),
];

type Operator = (run: Healthy, at: number) => Partial<Script>;

const failures: Record<string, [ModeId, Operator]> = {
  "a call made four more times": [
    "FM-1.3",
    ({ steps, lookUps }) => ({ steps: insertAt(steps, 2, ...Array(4).fill(lookUps[0])) }),
  ],
  "a lasting error provoked three times": [
    "FM-1.3",
    ({ steps }) => ({
      steps: insertAt(
        steps,
        1,
        ...Array(3).fill({ "scout calls look_up": { place: "" }, fails: "ValueError: place is empty" }),
      ),
    }),
  ],
  "two agents telling each other the same": [
    "FM-1.3",
    ({ steps }) => ({
      steps: insertAt(
        steps,
        2,
        ...Array(3)
          .fill([
            {
              "planner → scout":
                "Please tell me as soon as you have the counts of all the places on our list.",
            },
            {
              "scout → planner":
                "I will tell you as soon as I have the counts of all the places on our list.",
            },
          ])
          .flat(),
      ),
    }),
  ],
  "an announced restart": [
    "FM-2.1",
    ({ steps }, at) => ({
      steps: [...steps.slice(0, at), { harness: "initialised", marker: "restart", canned: true }, ...steps],
    }),
  ],
  "the opening again": ["FM-2.1", ({ steps }, at) => ({ steps: [...steps.slice(0, at), ...steps] })],
  "talk after the stop word": [
    "FM-1.5",
    ({ steps }) => ({
      steps: [
        ...steps.slice(0, -1),
        { "planner → user": "The counts are in order. TERMINATE", marker: "terminal" },
        { scout: "The town halls were very friendly everywhere." },
        { coder: "And the program is quite short." },
        { scout: "Short programs are pleasant to read." },
      ],
    }),
  ],
  "no run of the program": [
    "FM-3.2",
    ({ steps }) => ({ steps: steps.filter((act) => !("coder calls run_python" in act)) }),
  ],
  "an edit after the last run": [
    "FM-3.2",
    ({ steps }) => ({
      steps: insertAt(steps, steps.length - 1, {
        "coder calls write_file": { path: "counts.py", content: "print('other')" },
        returns: "written",
      }),
    }),
  ],
  "an end before the work is done": [
    "FM-3.1",
    ({ steps }, at) => ({
      steps: [...steps.slice(0, at), { "scout → planner": "Next, I will look up the remaining places." }],
    }),
  ],
  "the limit in the middle of the calls": [
    "FM-3.1",
    ({ steps, lookUps }) => ({ end: "limit", steps: [...steps.slice(0, 1), ...lookUps] }),
  ],
};

const nearMisses: Record<string, Operator> = {
  "nothing at all": ({ steps }) => ({ steps }),
  "the same call with another result each time": ({ steps }) => ({
    steps: insertAt(
      steps,
      2,
      ...[1, 2, 3, 4, 5].map((at) => ({ "scout calls draw_card": {}, returns: `card ${at}` })),
    ),
  }),
  polling: ({ steps }) => ({
    steps: insertAt(steps, 2, ...Array(8).fill({ "scout calls get_status": { job: 3 }, returns: "running" })),
  }),
  "an overloaded service": ({ steps }) => ({
    steps: insertAt(
      steps,
      2,
      ...Array(4).fill({ "scout calls fetch": { place: "Oslo" }, fails: "503 Service Unavailable" }),
    ),
  }),
  "retries by the framework": ({ steps, lookUps }) => ({
    steps: insertAt(steps, 2, ...Array(5).fill({ ...lookUps[0], retry_of: 1 })),
  }),
  "run, edit, run": ({ steps }) => ({
    steps: insertAt(
      steps,
      steps.length - 2,
      ...[1, 2, 3, 4].flatMap((version) => [
        {
          "coder calls write_file": { path: "counts.py", content: `version ${version}` },
          returns: "written",
        },
        { "coder calls run_python": { path: "counts.py" }, fails: "AssertionError: not in order" },
      ]),
    ),
  }),
  "every record logged three times": ({ steps }) => ({
    steps: steps.flatMap((act) =>
      "planner → scout" in act || "scout → coder" in act ? [act, act, act] : [act],
    ),
  }),
  "a failed start": ({ steps }) => ({
    steps: [...Array(3).fill({ harness: "initialised", marker: "restart", canned: true }), ...steps],
  }),
  "one closing turn after the stop word": ({ steps }) => ({
    steps: [...steps.slice(0, -1), { ...last(steps), marker: "terminal" }, { coder: "Thank you all." }],
  }),
  "a new question of the user": ({ steps }) => ({
    steps: [
      ...steps.slice(0, -1),
      { "planner → user": "The counts are in order. TERMINATE", marker: "terminal" },
      { user: "And which of the places has most of them?" },
      { "planner → scout": "Which of the places has most of them?" },
      { "scout → planner": "It is the last one in the order." },
      { "planner → user": "The last one in the order." },
    ],
  }),
  "an exception in the middle": ({ steps }, at) => ({
    end: "error",
    steps: [...steps.slice(0, at), { "scout → planner": "Next, I will look up the remaining places." }],
  }),
  "a trace that breaks off": ({ steps }, at) => ({ end: "truncated", steps: steps.slice(0, at) }),
};

const position = ({ steps }: Healthy): fc.Arbitrary<number> => fc.integer({ min: 6, max: steps.length - 4 });
const damaged = healthy
  .filter(({ steps }) => steps.length >= 11)
  .chain((run) => position(run).map((at) => ({ run, at })));

describe("a failure put into a healthy run is found", () => {
  test.each(Object.entries(failures))("%s", (_name, [mode, operator]) => {
    fc.assert(
      fc.property(damaged, ({ run, at }) => {
        expect(found({ task: run.task, steps: [], ...operator(run, at) })).toContain(mode);
      }),
      { numRuns: 40 },
    );
  });
});

describe("a near miss stays silent", () => {
  test.each(Object.entries(nearMisses))("%s", (_name, operator) => {
    fc.assert(
      fc.property(damaged, ({ run, at }) => {
        expect(found({ task: run.task, steps: [], ...operator(run, at) })).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

test("steps added at the end never take a repetition away", () => {
  const { operator } = { operator: failures["a call made four more times"]?.[1] };
  const more = fc.array(
    fc
      .integer({ min: 0, max: 999 })
      .map((number) => ({ "writer → planner": `Sentence ${number} of the note on the places.` })),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(damaged, more, ({ run, at }, added) => {
      const script = operator?.(run, at);
      expect(found({ task: run.task, steps: [...(script?.steps ?? []), ...added] })).toContain("FM-1.3");
    }),
    { numRuns: 40 },
  );
});

const phrase = fc.constantFrom(
  "TERMINATE",
  "final answer: 7",
  "thank you",
  "```python\ndef f():\n    assert 1\n```",
  "```",
  "exitcode: 1 (execution failed)",
  "I will run it.",
  "please check this",
  "\ud83d",
  "\u001b[31mred",
  "Hello! How can I help you today?",
  "is not done yet",
  "\u0000",
  "",
  "TODO: implement",
  "the same long sentence that comes again and again in this run",
  "cannot be solved",
  "答えはまだです",
);
const words = fc.array(phrase, { maxLength: 4 }).map((parts) => `so ${parts.join(" ")}`);
const agent = fc.constantFrom("a", "b", "user");
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.tuple(agent, words).map(([name, text]) => ({ [name]: text })),
  fc.tuple(agent, words).map(([name, text]) => ({ [`${name} thinks`]: text })),
  fc.tuple(words, fc.constantFrom("run_tests", "write_file", "search", "__proto__"), fc.boolean()).map(
    ([text, tool, fails]): Act => ({
      [`a calls ${tool}`]: { path: "a.py", content: text, ["__proto__"]: 1 },
      [fails ? "fails" : "returns"]: text,
    }),
  ),
  fc.record({
    a: words,
    marker: fc.constantFrom("terminal", "restart", "truncation", "forced-answer"),
    canned: fc.boolean(),
  }),
  words.map((text) => ({ "a hands to b": text })),
);

test("whatever a run holds, no detector throws and no evidence fails its check", () => {
  const end = fc.constantFrom("completed", "limit", "stopped", "unknown", "error", "waiting", "truncated");
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), end, (steps, how) => {
      for (const { why } of runDetectors(runOf({ task: "Write a program.", end: how, steps }), DETECTORS)) {
        expect(why).not.toMatch(/bug in the detector|did not check out/);
      }
    }),
    { numRuns: 400 },
  );
});
