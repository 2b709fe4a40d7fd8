import { expect, test } from "vitest";
import { type Request, requestsOf } from "../../../src/detectors/ledgers/requests.ts";
import { PreparedRun } from "../../../src/detectors/prepared-run.ts";
import { type Act, runOf, type Script } from "../../helpers/run-of.ts";

const requests = (steps: readonly Act[], script: Partial<Script> = {}): readonly Request[] =>
  new PreparedRun(runOf({ ...script, steps })).of(requestsOf);
const only = (steps: readonly Act[], script: Partial<Script> = {}): Request => {
  const [request, ...others] = requests(steps, script);
  expect(others).toEqual([]);
  if (request === undefined) throw new Error("no request");
  return request;
};
const question: Act = { "baker → miller": "The dough is ready. How many sacks of rye flour are left?" };

test("a question has its asker, its addressee, its words where they stand and what it is about", () => {
  const { asker, addressee, isNamed, words, start, terms, wanted, step } = only([question]);
  expect({ asker, addressee, isNamed, words, wanted }).toEqual({
    asker: "baker",
    addressee: "miller",
    isNamed: true,
    words: "How many sacks of rye flour are left?",
    wanted: "number",
  });
  expect(step.text.slice(start)).toBe(words);
  expect([...terms]).toEqual(expect.arrayContaining(["sack", "flour"]));
});

test.each<
  [string, Act, Request["closed"] extends infer C ? (C extends { how: infer H } ? H : never) : never]
>([
  ["a value of the kind asked for", { "miller → baker": "Seven." }, "answered"],
  ["words of the question", { "miller → baker": "The flour will do until Friday." }, "answered"],
  ["a refusal", { "miller → baker": "Unfortunately that is not known." }, "refused"],
  ["putting it off", { "miller → baker": "I will check and come back to you." }, "put-off"],
  [
    "somebody else's answer",
    { "porter → baker": "I saw seven sacks of rye flour left." },
    "answered-by-another",
  ],
  ["the asker's own word", { "baker → miller": "Never mind, I was at the store myself." }, "withdrawn"],
  ["handing over", { "miller hands to porter": "Please see to the baker." }, "passed-on"],
  ["a restart", { miller: "Starting anew.", marker: "restart" }, "restarted"],
])("%s ends it", (_what, act, how) => {
  expect(only([question, act]).closed?.how).toBe(how);
});

test("what leaves it open is counted by turns", () => {
  const { closed, turns } = only([
    question,
    { "miller → baker": "The wheel turns well today." },
    { "miller → baker": "A fine wind, too." },
    { "baker → miller": "Good to hear that." },
    { "miller → baker": "Yes indeed, it blows from the west." },
  ]);
  expect(closed).toBeNull();
  expect(turns.map(({ index }) => index)).toEqual([2, 4]);
});

test("a template answers nothing", () => {
  const { closed } = only([question, { "miller → baker": "Please go on. How many are left?", canned: true }]);
  expect(closed).toBeNull();
});

test.each([
  ["to everybody", { baker: "How many sacks of rye flour are left?" }],
  ["that offers something", { "baker → miller": "Would you like me to count the sacks of flour?" }],
  ["that asks for a nod", { "baker → miller": "The flour is in the shed, right?" }],
  [
    "that its author answers",
    { "baker → miller": `How many sacks are left? ${"I count them one by one. ".repeat(12)}` },
  ],
  [
    "of a long page",
    { "baker → miller": `${"The mill stands by the river. ".repeat(20)} What is rye flour?` },
  ],
])("a question %s is no request", (_what, act) => {
  const crowd: Act[] = [{ porter: "Good morning to all of you." }, { miller: "Good morning, porter." }];
  expect(requests([...crowd, act as Act, { baker: "So much for that." }])).toEqual([]);
});

test("who is called by name is asked, without recipients too", () => {
  const crowd: Act[] = [{ porter: "Good morning to all." }, { miller: "Good morning." }];
  const [request] = requests([...crowd, { baker: "Miller, please tell me the price of rye." }], {
    capabilities: { recipients: false },
  });
  expect(request).toMatchObject({ addressee: "miller", isNamed: true });
});

test("a question that points back is about what was asked before", () => {
  const [first, second] = requests([
    question,
    { "miller → baker": "The wheel turns well today." },
    { "baker → miller": "Sorry, but which value is it?" },
  ]);
  expect(second?.terms).toEqual(first?.terms);
});

test("the user's question that an agent repeats is none of its own", () => {
  expect(requests([question], { task: "How many sacks of rye flour are left?" })).toEqual([]);
});
