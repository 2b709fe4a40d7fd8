import { expect, test } from "vitest";
import { correctionsOf } from "../../../src/detectors/ledgers/corrections.ts";
import { PreparedRun } from "../../../src/detectors/prepared-run.ts";
import { type Act, runOf } from "../../helpers/run-of.ts";

const corrections = (...steps: Act[]) => new PreparedRun(runOf({ steps })).of(correctionsOf);
const draft: Act = { "clerk → warden": "Notice: the park closes at 20:00 on weekdays." };

test("a correction names whose work it is about, what is wrong and what should stand there", () => {
  const [correction, ...others] = corrections(
    draft,
    { "warden → clerk": "Thank you for the draft. It closes at 21:30, not 20:00." },
    { "clerk → warden": "Notice: the park closes at 21:30 on weekdays." },
  );
  expect(others).toEqual([]);
  expect(correction).toMatchObject({
    from: "warden",
    to: "clerk",
    work: { step: { index: 0 } },
    replacements: [{ old: "20:00", now: "21:30" }],
    after: [{ step: { index: 2 } }],
  });
});

test.each([
  ["praise", "Well done, the notice looks good and should be fine."],
  ["a condition", "If it rains the notice must be moved."],
  ["a description", "At the gate, the sign that uses 21:30 instead of 20:00 hangs on the left."],
  ["a question", "Should the hours be 21:30 instead of 20:00?"],
  ["agreement", "You're right that it should be 20:00."],
])("%s is no correction", (_what, words) => {
  expect(corrections(draft, { "warden → clerk": words })).toEqual([]);
});

test("a correction may be put as a question", () => {
  const [correction] = corrections(draft, { "warden → clerk": "Would you please change 20:00 to 21:30?" });
  expect(correction?.replacements).toEqual([{ old: "20:00", now: "21:30" }]);
});

test("a refusal is told apart from a correction", () => {
  const [refusal] = corrections(draft, { "warden → clerk": "Not approved. Do not publish this." });
  expect(refusal?.remarks.map(({ kind }) => kind)).toEqual(["block", "block"]);
});

test("remarks on oneself, and before there is any work, correct nobody", () => {
  expect(corrections({ "warden → clerk": "The notice is wrong, please change it." })).toEqual([]);
  expect(corrections(draft, { "clerk → warden": "The time is wrong, it should be 21:30." })).toEqual([]);
});

test("a remark does not displace the code that it follows", () => {
  const code = "```python\ndef closing_time(day):\n    return '20:00' if day < 5 else '18:00'\n```";
  const [correction] = corrections(
    { "clerk → warden": code },
    { "clerk → warden": "This is all that I have so far." },
    { "warden → clerk": "Please change '20:00' to '21:30'." },
  );
  expect(correction?.work.kind).toBe("code");
});
