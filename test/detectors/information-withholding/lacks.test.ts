import { expect, test } from "vitest";
import { lacksOf } from "../../../src/detectors/information-withholding/lacks.ts";
import { PreparedRun } from "../../../src/detectors/prepared-run.ts";
import { runOf } from "../../helpers/run-of.ts";

const lacks = (words: string) => new PreparedRun(runOf({ steps: [{ "pilot → scout": words }] })).of(lacksOf);

test.each([
  "The depth of the channel was never given to me.",
  "Your note doesn't mention the depth of the channel.",
  "None of you said it, and no one has shared the depth of the channel.",
  "I received nothing about the depth of the channel.",
  "I still lack the depth of the channel.",
  "For lack of a depth I steer by the buoys.",
  "The summary leaves out the depth of the channel.",
  "Your hand-off says nothing about the depth of the channel.",
  "The depth of the channel never reached us.",
  "No chart of the channel reached me.",
  "Without the depth of the channel I have to wait.",
  "The depth of the channel is missing from your message.",
])("a lack: %s", (words) => {
  expect(lacks(words)).toMatchObject([{ agent: "pilot", words, start: 0 }]);
});

test.each([
  "The channel is deep enough for us without any pilot.",
  "Nothing came of it, and no ship arrived before noon.",
  "The missing buoy was found again.",
  "You have given me all that I need.",
  "Do not leave the channel, and keep the gate open.",
])("no lack: %s", (words) => {
  expect(lacks(words)).toEqual([]);
});

test("only the beginning of a message is read for lacks", () => {
  const [lack] = lacks(`${"All went well on the way. ".repeat(10)}I was not told the depth.`);
  expect(lack?.start).toBe(260);
  expect(lacks(`${"All went well on the way. ".repeat(30)}I was not told the depth.`)).toEqual([]);
});
