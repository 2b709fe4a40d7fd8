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
  [
    "a value of the kind asked for",
    { "miller → baker": "By the last look that I took there were seven of them." },
    "answered",
  ],
  ["a short reply", { "miller → baker": "Still at it." }, "answered"],
  [
    "words of the question",
    { "miller → baker": "The flour will do until the end of the week, I think." },
    "answered",
  ],
  ["a refusal", { "miller → baker": "Unfortunately that is not known to anybody around here." }, "refused"],
  [
    "putting it off",
    { "miller → baker": "I will check and come back to you as soon as I am there." },
    "put-off",
  ],
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

test("a new figure answers any question: asking for the latest is polling", () => {
  const asks: Act = { "baker → miller": "What is the latest from the mill wheel, please?" };
  const all = requests([asks, { "miller → baker": "27 so far." }, asks, { "miller → baker": "Now 36." }]);
  expect(all.map(({ closed }) => closed?.how)).toEqual(["answered", "answered"]);
});

test("what leaves it open is counted by turns", () => {
  const { closed, turns } = only([
    question,
    { "miller → baker": "The wheel turns well today, and the wind is fine." },
    { "miller → baker": "There is a fine wind over the hills, too, as you can hear." },
    { "baker → miller": "Good to hear that." },
    { "miller → baker": "Yes indeed, it blows from the west, all over the hills." },
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
    { "miller → baker": "The wheel turns well today, and the wind is fine." },
    { "baker → miller": "Sorry, but which value is it?" },
  ]);
  expect(second?.terms).toEqual(first?.terms);
});

test("the user's question that an agent repeats is none of its own", () => {
  expect(requests([question], { task: "How many sacks of rye flour are left?" })).toEqual([]);
});
