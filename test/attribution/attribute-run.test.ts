import { describe, expect, it } from "vitest";
import { attributeRun } from "../../src/attribution/attribute-run.ts";
import type { FoundMode } from "../../src/attribution/found-modes.ts";
import { type Act, runOf, type Script } from "../helpers/run-of.ts";

const task = "How many lighthouses stood on the coast in 1890?";

function guesses(script: Omit<Script, "task">, found: readonly FoundMode[] = []) {
  return attributeRun(runOf({ task, ...script }), found);
}

function first(script: Omit<Script, "task">, found: readonly FoundMode[] = []) {
  const [guess] = guesses(script, found);
  if (guess === undefined) throw new Error("no guess");
  return guess;
}

const count = (returns: string): Act => ({ "clerk calls count_rows": { file: "lights.csv" }, returns });
const answer: Act = { "chair → user": "The answer is **73**. The task is complete." };

describe("an answer", () => {
  it("is traced to who said it first, past those who repeat it", () => {
    const guess = first({
      end: "completed",
      steps: [
        { "clerk → chair": "I will see to it." },
        { "keeper → chair": "There were 73 lighthouses." },
        { "critic → chair": "73 lighthouses sounds right." },
        answer,
      ],
    });
    expect(guess).toMatchObject({ grade: "origin", kind: "several", mode: null, tier: "low" });
    expect(guess).toMatchObject({ agents: ["keeper", "critic", "chair"], steps: [2] });
    expect(guess.why).toBe(
      'keeper is the first to say "73", which became the answer; critic and chair took it over, and nothing in the run confirms it',
    );
    expect(guess.quotes).toEqual([{ step: 2, text: "There were 73 lighthouses." }]);
  });

  it("is traced to the call that returned it", () => {
    const guess = first({
      end: "completed",
      steps: [count("73"), { "clerk → chair": "The file has 73 rows." }, answer],
    });
    expect(guess).toMatchObject({ kind: "agent", agents: ["clerk"], steps: [1, 2] });
    expect(guess.why).toBe('the answer "73" comes from count_rows of clerk');
    expect(guess.rightAction).toContain("check the query or code");
  });

  it("is found in another spelling, and only as a whole", () => {
    const guess = first({
      end: "completed",
      steps: [
        { "clerk → chair": "Rows 12400, 11240 and 1240.5 are damaged." },
        { "keeper → chair": "The count is 1240." },
        { "chair → user": "The total is **1,240**. The task is complete." },
      ],
    });
    expect(guess).toMatchObject({ agents: ["keeper", "chair"], kind: "agent", steps: [2] });
  });

  it("that nobody stated before is a guess, and comes after what was left open on the way", () => {
    const [open, guess] = guesses({
      end: "completed",
      steps: [{ "clerk calls count_rows": {}, fails: "ValueError: no such column" }, answer],
    });
    expect(open).toMatchObject({ grade: "open", agents: ["clerk"], steps: [1, 2] });
    expect(guess).toMatchObject({ grade: "doubtful", agents: ["chair"], steps: [3] });
    expect(guess?.why).toContain("stands nowhere in the run before");
  });

  it("handed to the call that ends the run counts, too", () => {
    const guess = first({
      end: "completed",
      steps: [
        { "keeper → chair": "There were 73." },
        { "chair calls final_answer": { answer: 73 }, marker: "terminal" },
      ],
    });
    expect(guess).toMatchObject({ grade: "origin", agents: ["keeper"], steps: [1] });
  });
});

it("an answer that only the call that ends the run holds is a guess", () => {
  const [, guess] = guesses({
    end: "completed",
    steps: [
      { "clerk → chair": "After checking the shelves I found nothing." },
      { "chair calls final_answer": { answer: "73" }, marker: "terminal" },
    ],
  });
  expect(guess).toMatchObject({ grade: "doubtful", agents: ["chair"], steps: [2] });
  expect(guess?.quotes).toEqual([{ step: 2, text: '{"answer":"73"}' }]);
});

describe("failures", () => {
  const fails: Act = { "clerk calls count_rows": { file: "lights.csv" }, fails: "KeyError: 'year'" };

  it("in a row are blamed on the first of them where nothing made up for them", () => {
    const guess = first({ end: "limit", steps: [fails, fails, { clerk: "Still at it." }] });
    expect(guess).toMatchObject({ grade: "open", kind: "agent", agents: ["clerk"], steps: [1, 2] });
    expect(guess.why).toBe("count_rows of clerk failed, like the one after it, and nothing made up for it");
  });

  it("are passed over where the same tool worked later and there is an answer", () => {
    const all = guesses({ end: "completed", steps: [fails, count("73"), answer] });
    expect(all.map(({ grade, steps }) => [grade, steps[0]])).toEqual([
      ["origin", 3],
      ["settled", 1],
      ["way", 5],
    ]);
  });

  it("are not made good by another tool", () => {
    const other: Act = { "clerk calls read_page": {}, returns: "a page" };
    expect(first({ end: "limit", steps: [fails, other] })).toMatchObject({ grade: "open", steps: [1, 2] });
  });

  it("may lie outside the team", () => {
    const guess = first({
      end: "limit",
      steps: [{ "clerk calls fetch": {}, fails: "HTTP 403 Forbidden" }, { clerk: "No luck." }],
    });
    expect(guess).toMatchObject({ kind: "external", agents: ["clerk"] });
  });

  it.each(["", "[]", "None", "No rows found.", "Matches:\n[]"])(
    "are also results that say nothing: %j",
    (nothing) => {
      const guess = first({ end: "limit", steps: [count(nothing), { clerk: "Well." }] });
      expect(guess).toMatchObject({ grade: "open", agents: ["clerk"] });
      expect(guess.why).toContain("brought nothing");
    },
  );

  it("include the exception that ended the run", () => {
    const run = runOf({
      task,
      end: "error",
      steps: [{ clerk: "Counting." }, { "clerk raises": "ValueError: bad row" }],
    });
    expect(attributeRun(run, [])[0]).toMatchObject({ grade: "open", agents: ["clerk"], steps: [2] });
  });
});

describe("words that nothing stands behind", () => {
  it.each([
    ["After reviewing the registers, I can say that they agree.", "nothing stands behind it"],
    ["Let us assume that the register is complete.", "supposed in place of"],
    ["I will count them. Please hold on.", "announces work"],
  ])("%s", (words, why) => {
    const guess = first({ end: "limit", steps: [{ chair: "Begin." }, { clerk: words }] });
    expect(guess).toMatchObject({ grade: "open", agents: ["clerk"], steps: [2] });
    expect(guess.why).toContain(why.replace("nothing stands", "no call or result stands"));
    expect(words).toContain(guess.quotes[0]?.text);
  });

  it("are fine right after a result", () => {
    const all = guesses({
      end: "limit",
      steps: [count("73"), { clerk: "After reviewing the rows I can say more tomorrow." }],
    });
    expect(all.every(({ grade }) => grade !== "open")).toBe(true);
  });

  it("are not looked for in other languages", () => {
    const all = guesses({
      end: "limit",
      steps: [
        { chair: "Bitte zähle die Türme an der Küste und sage uns, wie viele es im Jahr 1890 waren." },
        { clerk: "Das ist nicht leicht, denn wir haben die Akten nicht. Placeholder für die Zahl." },
      ],
    });
    expect(all.every(({ grade }) => grade === "way")).toBe(true);
  });
});

it("a report after which the same is asked again left it open", () => {
  const guess = first({
    end: "limit",
    steps: [
      { "chair → clerk": "Please search the harbour register for all lighthouses of 1890." },
      { "clerk → chair": "The register has a nice cover." },
      { "chair → clerk": "Search the harbour register for all lighthouses of 1890, please." },
      { "clerk → chair": "It is blue." },
    ],
  });
  expect(guess).toMatchObject({ grade: "open", agents: ["clerk"], steps: [2, 3] });
  expect(guess.why).toBe("chair asks for the same once more after the report of clerk, which left it open");
});

describe("findings", () => {
  const found = (change: Partial<FoundMode>): FoundMode => ({
    ...{ mode: "FM-2.6", tier: "high", message: "clerk did something else", agent: "clerk" },
    ...{ steps: [1], quotes: [{ step: 1, text: "73" }] },
    ...change,
  });
  const steps: Act[] = [count("73"), { "clerk → chair": "73 rows." }, answer];

  it("of tier certain and high come first and may be surer than 0.5", () => {
    const guess = first({ end: "completed", steps }, [found({ steps: [3] })]);
    expect(guess).toMatchObject({
      grade: "found",
      mode: "FM-2.6",
      tier: "high",
      why: "clerk did something else",
    });
    expect(guess.confidence).toBeGreaterThan(0.5);
    expect(guess.rightAction).toContain("do what was announced");
  });

  it("that only let an error through come after where it came from", () => {
    const grades = guesses({ end: "completed", steps }, [found({ mode: "FM-3.2", steps: [4] })]);
    expect(grades.slice(0, 2).map(({ mode }) => mode)).toEqual([null, "FM-3.2"]);
  });

  it("of tier low are candidates", () => {
    const atOrigin = guesses({ end: "completed", steps }, [found({ tier: "low" })]);
    expect(atOrigin.map(({ mode }) => mode)).toEqual([null, null]);
    expect(guesses({ end: "completed", steps }, [found({ tier: "low", steps: [3] })])[1]).toMatchObject({
      grade: "doubtful",
      mode: "FM-2.6",
    });
  });

  it("beside the way count as made good", () => {
    const all = guesses(
      {
        end: "completed",
        steps: [
          { "clerk → keeper": "Your lamp is out." },
          { "keeper → clerk": "There were 73." },
          { "clerk → chair": "73 rows." },
          { "clerk → gardener": "Water the roses." },
          { "gardener → nobody": "Roses are out of scope." },
          answer,
        ],
      },
      [found({ agent: "gardener", steps: [5] })],
    );
    expect(all[0]).toMatchObject({ agents: ["keeper", "clerk", "chair"], grade: "origin" });
    expect(all.find(({ mode }) => mode === "FM-2.6")).toMatchObject({ grade: "settled" });
  });
});

describe("a run in which nothing speaks", () => {
  it("names the work that the outcome rests on, with little confidence", () => {
    const all = guesses({
      end: "limit",
      steps: [{ chair: task }, { clerk: "Lamps burn oil." }, { keeper: "Oil is dear." }],
    });
    expect(all.map(({ grade, agents }) => [grade, ...agents])).toEqual([
      ["way", "clerk"],
      ["way", "keeper"],
    ]);
    expect(all.every(({ confidence }) => confidence <= 0.2)).toBe(true);
  });

  it("names who asked for a report that is named already", () => {
    const all = guesses({
      end: "completed",
      steps: [
        { "chair → clerk": "Look into the register of 1890." },
        { "clerk → chair": "It lists 73 lighthouses." },
        answer,
      ],
    });
    expect(all.map(({ grade, agents, steps }) => [grade, agents[0], steps[0]])).toEqual([
      ["origin", "clerk", 2],
      ["way", "chair", 1],
      ["way", "chair", 3],
    ]);
    expect(all[1]?.why).toBe("chair asks for what clerk then brings");
  });

  it("blames nobody where nobody did anything", () => {
    expect(guesses({ end: "unknown", steps: [] })).toEqual([]);
  });

  it("may blame the task where the end says that it lacks something", () => {
    const all = guesses({
      end: "completed",
      steps: [{ clerk: "It is impossible to determine the answer with the information given." }],
    });
    expect(all[0]).toMatchObject({ kind: "task", agents: [] });
  });
});
