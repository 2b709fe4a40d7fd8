import { expect, test } from "vitest";
import {
  asksForCode,
  deliversCode,
  requestToRun,
  requestToTest,
  userQuestion,
} from "../../../src/detectors/cues/code-requests.ts";

test.each([
  ["Write a script that renames photos.", true],
  ["Could you please add a function for leap years?", true],
  ["We have dates in two formats. Fix the parser.", true],
  ["Is there a function to change the colour of a chart?", false],
  ["How do I write a script for photos", false],
  ["What does the method that creates reports return?", false],
  ["Write a poem about the sea.", false],
])("%s asks for code: %s", (words, expected) => {
  expect(asksForCode(words)).toBe(expected);
});

test.each([
  ["Here is the complete script.", true],
  ["The program is ready.", true],
  ["Here is the complete code example.", false],
  ["For example, here is a function.", false],
  ["Look:\n```python\n# the script is finished\n```", false],
])("%j hands code over: %s", (words, expected) => {
  expect(deliversCode(words)).toBe(expected);
});

test("of a long prompt the labelled question is read, of a short task everything", () => {
  const rules = "Follow the rules of the house. ".repeat(40);
  const prompt = `${rules}\nThe user's question is: Which one is older?\nContext: both are old.`;
  const { text, start } = userQuestion(prompt);
  expect(text).toBe("Which one is older?");
  expect(prompt.slice(start)).toMatch(/^Which one/);
  expect(userQuestion("Question: which one?").text).toBe("Question: which one?");
  expect(userQuestion(rules).text).toBe(rules);
});

test.each([
  ["Tester, please verify it:\n- Call parse('') and check that it raises.", true],
  ["QA cases:\n1. An empty cart should cost 0.\n2. Two books should cost 18.\n3. A gift → 0.", true],
  ["Test criteria:\n- The code is short.\n- The names are plain.\n- The file is one.", false],
  ["The tester will look at it.\n- Call the base class first.", false],
  ["Coder:\n- Call parse('') and check that it raises.", false],
])("%j gives a tester something to try: %s", (words, expected) => {
  expect(requestToTest(words) >= 0).toBe(expected);
});

test.each([
  "\n",
  " ",
  "\n# ",
  "\n- call ",
  "test cases: ",
  "\n1. ",
  "write ",
  "question: ",
  "```",
  "and then run the ",
])("text of nothing but %j is read in linear time", (piece) => {
  const text = piece.repeat(Math.ceil(20_000 / piece.length));
  const start = performance.now();
  for (const read of [asksForCode, deliversCode, requestToRun, requestToTest, userQuestion]) read(text);
  expect(performance.now() - start).toBeLessThan(200);
});
