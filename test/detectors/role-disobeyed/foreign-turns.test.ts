import fc from "fast-check";
import { expect, test } from "vitest";
import { foreignTurns } from "../../../src/detectors/role-disobeyed/foreign-turns.ts";
import { NamedPartFinder, speechIn } from "../../../src/detectors/role-disobeyed/spoken-turns.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Write a function that finds leap years, and test it.";
const agents = { planner: {}, coder: {}, tester: {} };
const code =
  "```python\ndef is_leap(year):\n    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)\n```";
const plan = "I split the work between the colleagues as follows.";

testDetector(foreignTurns, {
  finds: {
    "two colleagues' turns under bold names": {
      task,
      agents,
      steps: [
        { planner: `${plan}\n\n**Coder:**\n${code}\n\n**Tester:**\n\nRan 2000, 1900 and 2024, all pass. ✅` },
      ],
      finding: {
        tier: "high",
        agent: "planner",
        steps: [1],
        says: /turns of coder and tester/,
        quotes: ["**Coder:**"],
      },
    },
    "turns under headings": {
      task,
      agents,
      steps: [
        {
          planner: `${plan}\n\n## Coder's implementation\n\n${code}\n\n### Tester — Report\n\nI checked 1900 by hand; it is right.`,
        },
      ],
      finding: { tier: "high" },
    },
    "turns with arrows": {
      task,
      agents,
      steps: [
        {
          planner: `${plan}\n**Planner → Coder:** please write it.\n**Coder → output:**\n${code}\n**Tester → result:**\n"All checks pass."`,
        },
      ],
      finding: { tier: "high" },
    },
    "one colleague's report": {
      task,
      agents,
      steps: [
        { coder: code },
        {
          planner:
            "**Tester verification report**\n\nI ran the function with 2000, 1900 and 2024; every case is right.",
        },
      ],
      finding: { tier: "medium", agent: "planner", says: /turns of tester in its own message instead/ },
    },
    "a name that is written in another way": {
      task,
      agents: { lead: {}, code_reviewer: {} },
      steps: [{ lead: "I wrote it.\nCode Reviewer: I have read the function, and I find no fault in it." }],
      finding: { tier: "medium", says: /code_reviewer/ },
    },
    "a colleague who never appears, beside one who does": {
      task,
      agents: { planner: {}, tester: {} },
      steps: [
        {
          planner: `**Coder:**\n${code}\n\n**Tester:**\nLet me trace 1900: it is divided by 100, so no leap year.`,
        },
        { tester: "Fine." },
      ],
      finding: { tier: "high", says: /Coder and tester/ },
    },
    "plain statements under names of agents who never speak": {
      task: "How high is the dam?",
      agents: { guide: {}, archivist: {}, clerk: {} },
      steps: [{ guide: "Let us see.\n\narchivist: The dam is 200 m high.\n\n[clerk] Thanks, that was it." }],
      finding: { tier: "medium", agent: "guide", says: /archivist and clerk/ },
    },
    "new code under the name of one who spoke before": {
      task,
      agents,
      steps: [
        { coder: code },
        { planner: "Coder: ```python\ndef is_leap_again(year):\n    return not year % 4\n```" },
      ],
      finding: { tier: "medium" },
    },
  },
  ignores: {
    "requests under names": {
      task,
      agents,
      steps: [
        {
          planner: `${plan}\n**Coder:** Implement it, e.g.\n${code}\n**Tester:** please run it and report.\nTester:\n- Check 1900.\n`,
        },
        { coder: code },
      ],
    },
    addresses: {
      task,
      agents,
      steps: [
        { coder: `${code}\nTester, I have finished, please verify.` },
        { planner: "**Tester — your turn.** I have seen the code." },
      ],
    },
    "statements about agents who speak later, and notes": {
      task: "How high is the dam?",
      agents: { guide: {}, archivist: {}, clerk: {} },
      steps: [
        { guide: "archivist: has the papers.\nclerk: height, year, sources." },
        { archivist: "200 m." },
        { guide: "clerk: an agent that is good at letters." },
      ],
    },
    "a plan of who will do what": {
      task,
      agents,
      steps: [
        {
          planner:
            "1. **Coder**: will write the function.\n2. Tester: to be asked afterwards; should I trace it too?\n3. **Tester** verified?",
        },
      ],
    },
    "roles described": {
      task,
      agents,
      steps: [
        {
          planner:
            "Coder: You are a Python expert.\nTester: responsible for all checks.\nCoder: the agent that I call first.",
        },
      ],
    },
    "a checklist for a colleague": {
      task,
      agents,
      steps: [
        {
          planner:
            "**Tester checklist:**\n- [ ] 1900 passed\n- [ ] 2000 passed\n\n## Tester plan\nI want 2024, too.",
        },
      ],
    },
    "words quoted from a colleague": {
      task,
      agents,
      steps: [
        { tester: "I traced the year 1900 and it is no leap year." },
        { planner: "Tester: I traced the year 1900 and it is no leap year." },
      ],
    },
    "a recap of what was done": {
      task,
      agents,
      steps: [
        { coder: code },
        { tester: "It works." },
        { planner: "Coder: implemented the rule.\nTester: verified it with 3 years, all tests passed." },
      ],
    },
    "a look at a colleague's work": {
      task,
      agents,
      steps: [
        { coder: code },
        { tester: "Coder's code: `year % 4 == 0`. Let me trace it for 1900; I get False, which is right." },
      ],
    },
    "its own name": {
      task,
      agents,
      steps: [{ coder: `Coder: I have written it.\n${code}` }, { tester: "**Tester:** I ran it." }],
    },
    "a task that asks for a dialogue": {
      task: "Write a dialogue between a coder and a tester.",
      agents,
      steps: [{ planner: "Coder: I wrote it.\nTester: I tested it." }],
      why: /several voices/,
    },
    "names that are headings": {
      task,
      agents: { lead: {}, research: {}, plan: {} },
      steps: [{ lead: "## Research\nI found three sources.\n\n## Plan\nI go on with the second one." }],
    },
  },
});

test("no text makes the search for names slow or fail", () => {
  const finder = new NamedPartFinder(["coder", "code_reviewer", "a+b", "(x)"]);
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          "coder",
          "**",
          "\n",
          " ",
          "#",
          ":",
          "a+b",
          "(x)",
          "(",
          "→",
          "'s report",
          "I ran",
          "```",
        ),
        { maxLength: 60 },
      ),
      (parts) => {
        const text = parts.join("");
        for (const part of finder.partsIn(text, () => true)) {
          expect(text.slice(part.start).toLowerCase()).toContain(part.name.slice(0, 4));
          speechIn(part);
        }
      },
    ),
  );
  const hostile = `${"*".repeat(50_000)}\n${" ".repeat(50_000)}coder${"(".repeat(50_000)}`;
  const started = performance.now();
  finder.partsIn(hostile, () => true);
  finder.partsIn("\ncoder".repeat(10_000), () => true);
  expect(performance.now() - started).toBeLessThan(1000);
});
