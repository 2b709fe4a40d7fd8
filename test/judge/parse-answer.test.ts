import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAnswer } from "../../src/judge/answer/parse-answer.ts";
import { answerSchema } from "../../src/judge/prompt/answer-schema.ts";
import type { JudgeRequest } from "../../src/judge/request.ts";

const request: JudgeRequest = {
  ...{ name: "propose-FC1-w1", stage: "propose", modes: ["FM-1.3"], system: "", trace: "", question: "" },
  schema: answerSchema({ keys: ["X1", "FM-1.3", "X2"], modes: new Set(["FM-1.3"]), withCounter: false }),
  ...{ covers: [], maxOutputTokens: 100, temperature: null },
};

const WHOLE = {
  X1: { verdict: "absent" },
  "FM-1.3": { explanation: "e", quotes: [{ step: 17, text: "q" }], agent: "a", verdict: "present" },
  X2: { verdict: "present" },
};
const TEXT = JSON.stringify(WHOLE);

describe("is read", () => {
  test.each([
    ["as it is", TEXT],
    ["in a fence", `Here it is:\n\`\`\`json\n${TEXT}\n\`\`\`\nThat is all.`],
    ["among words", `I think {that} is it: ${TEXT} (done)`.replace("{that} ", "")],
    ["with a comma too many", TEXT.replace(/\}$/, ",}")],
    ["with single quotes", TEXT.replaceAll('"', "'")],
    ["cut off after the last value", TEXT.slice(0, -1)],
    ["with steps by name", TEXT.replace("17", '"s017"')],
    ["with verdicts in other writing", TEXT.replace('"present"}}', '"Present"}}')],
  ])("%s", (_how, text) => {
    const read = parseAnswer(request, text);
    if (typeof read === "string") throw new Error(read);
    expect(read.modes.get("FM-1.3")).toMatchObject({
      verdict: "present",
      quotes: [{ step: 17, text: "q" }],
      agent: "a",
    });
    expect([...read.controls]).toEqual([
      ["X1", "absent"],
      ["X2", "present"],
    ]);
  });

  test("with what may be missing", () => {
    const read = parseAnswer(request, TEXT.replace(',"agent":"a"', "").replace(/"quotes":\[.*?\],/, ""));
    expect(typeof read === "string" ? read : read.modes.get("FM-1.3")).toMatchObject({
      quotes: [],
      agent: "",
    });
  });
});

describe("is refused", () => {
  test.each([
    ["nothing", "", "the reply holds no JSON object"],
    ["prose", "FM-1.3 is absent.", "the reply holds no JSON object"],
    ["a list", "[1, 2]", "the reply holds no JSON object"],
    [
      "a mode that is missing",
      JSON.stringify({ ...WHOLE, "FM-1.3": undefined }),
      "the reply says nothing on FM-1.3",
    ],
    [
      "a control that is missing",
      JSON.stringify({ ...WHOLE, X2: undefined }),
      "the reply says nothing on X2",
    ],
    [
      "a verdict of its own",
      TEXT.replace('"present"', '"maybe"'),
      /^the answer on FM-1\.3 does not fit: verdict: /,
    ],
    [
      "no verdict",
      TEXT.replace(',"verdict":"present"}', "}"),
      /^the answer on FM-1\.3 does not fit: verdict: /,
    ],
    ["no explanation", TEXT.replace('"explanation":"e",', ""), /explanation/],
    ["a step that is none", TEXT.replace("17", '"last"'), /quotes/],
    ["cut off in the middle", TEXT.slice(0, 40), /does not fit|says nothing/],
    [
      "keys of the prototype",
      '{"__proto__": {"FM-1.3": {"verdict": "absent"}}}',
      "the reply says nothing on X1",
    ],
    [
      "more than anybody writes",
      `{"a": "${"x".repeat(400_001)}"}`,
      "the reply is longer than 400000 characters",
    ],
  ])("%s", (_what, text, why) => {
    const read = parseAnswer(request, text);
    if (typeof why === "string") expect(read).toBe(why);
    else expect(read).toMatch(why);
  });

  test("deep nesting, without a crash", () => {
    expect(parseAnswer(request, "[".repeat(100_000))).toBe("the reply holds no JSON object");
    expect(parseAnswer(request, `{"a":`.repeat(50_000))).toMatch(/^the reply /);
  });
});

test("whatever comes, no verdict is made up", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.nat({ max: TEXT.length }).map((end) => TEXT.slice(0, end)),
      ),
      (text) => {
        const read = parseAnswer(request, text);
        if (typeof read === "string") return;
        expect(text).toContain(`"verdict":"${read.modes.get("FM-1.3")?.verdict}"`);
      },
    ),
  );
});
