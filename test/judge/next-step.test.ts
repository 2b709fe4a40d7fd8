import { describe, expect, test } from "vitest";
import { MastError } from "../../src/core/errors.ts";
import type { Finding, Label, ModeId } from "../../src/core/finding.ts";
import type { JudgeCase } from "../../src/judge/case.ts";
import { nextStep } from "../../src/judge/next-step.ts";
import type { JudgeFailure, JudgeReply, JudgeRequest } from "../../src/judge/request.ts";
import { requestHash } from "../../src/judge/request.ts";
import { expandMiniRun } from "../../src/taxonomy/mini-run.ts";
import { longRun } from "./made-up-run.ts";
import { answering, caseOf, judged, labelFor, replyOf, taxonomy, type Written } from "./scripted-judge.ts";

const RUN = expandMiniRun({
  task: "How many pallets of K-204 are free?",
  agents: { clerk: { role: "Looks up stock.", tools: ["query"] }, sales: { role: "Answers customers." } },
  steps: [
    { "sales → clerk": "Please look, and write to ada@example.org." },
    { "clerk calls query": { item: "K-204" }, returns: "14 free" },
    { "clerk calls query": { item: "K-204" }, returns: "14 free" },
    { "clerk → sales": "14 are free, I wrote to ada@example.org." },
    { "sales → user": "14 are free." },
  ],
  end: "completed",
});

const REPEATED: Written = {
  verdict: "present",
  explanation: "clerk asks twice (s002, s004).",
  agent: "clerk",
  quotes: [{ step: 5, text: "14 free" }],
};

function ruleLabel(mode: ModeId, parts: Partial<Finding> = {}): Label {
  const finding: Finding = {
    ...{ mode, tier: "high", message: "clerk called query twice", agent: "clerk", steps: [2, 4] },
    ...{ quotes: [{ step: 4, text: '{"item":"K-204"}' }], ...parts },
  };
  const labeller = { kind: "detector", id: "rule", version: "1" } as const;
  const tier = finding.tier === "low" ? null : finding.tier;
  const verdict = tier === null ? "unknown" : "present";
  return {
    runId: RUN.id,
    mode,
    labeller,
    verdict,
    tier,
    why: "",
    examined: true,
    decidesAbsent: false,
    findings: [finding],
  };
}

/** Votes by stage: the proposal, then the two that follow. */
function voting(about: JudgeCase, mode: ModeId, votes: readonly (Written | undefined)[]) {
  return judged(about, (request) => {
    const vote = request.stage === "propose" ? votes[0] : votes[request.name.endsWith("vote2") ? 1 : 2];
    return answering(about, request, (asked) => (asked === mode ? vote : undefined));
  });
}

const ABSENT: Written = { verdict: "absent", explanation: "nothing" };
const OPEN: Written = { verdict: "cannot tell", explanation: "one would have to see the stock" };

describe("what is asked", () => {
  test("three requests that share system and record, then two for what is proposed, then who began it", () => {
    const { asked } = voting(caseOf(RUN), "FM-1.3", [REPEATED, REPEATED, REPEATED]);
    expect(asked.map(({ name }) => name)).toEqual([
      ...[
        "propose-FC1-w1",
        "propose-FC2-w1",
        "propose-FC3-w1",
        "confirm-FM-1.3-vote2",
        "confirm-FM-1.3-vote3",
        "blame-agent",
      ],
    ]);
    const [first, ...others] = asked.filter(({ stage }) => stage === "propose");
    for (const other of others) expect([other.system, other.trace]).toEqual([first?.system, first?.trace]);
    expect(asked.flatMap(({ stage, modes }) => (stage === "propose" ? modes : [])).sort()).toEqual(
      taxonomy.active.map(({ id }) => id),
    );
  });

  test("explanation and quotes before the verdict; in further votes the counter-argument before all", () => {
    const { asked } = voting(caseOf(RUN), "FM-1.3", [REPEATED, REPEATED, REPEATED]);
    const keysOf = (request: JudgeRequest | undefined): string[] => {
      const properties = (request?.schema["properties"] ?? {}) as Record<string, { required: string[] }>;
      return properties["FM-1.3"]?.required ?? [];
    };
    expect(keysOf(asked[0])).toEqual(["explanation", "quotes", "agent", "verdict"]);
    expect(keysOf(asked[3])).toEqual(["counterargument", "explanation", "quotes", "agent", "verdict"]);
  });

  test("votes on the same record in another order and with other controls", () => {
    const { asked } = voting(caseOf(RUN), "FM-1.3", [REPEATED, REPEATED, REPEATED]);
    const [second, third] = asked.filter(({ stage }) => stage === "confirm");
    expect(second?.trace).toBe(third?.trace);
    expect(second?.question).not.toBe(third?.question);
    expect(requestHash(second as JudgeRequest, "m")).not.toBe(requestHash(third as JudgeRequest, "m"));
  });

  test.each([
    ["all", ["propose-all-w1"]],
    ["single", taxonomy.active.map(({ id }) => `propose-${id}-w1`)],
  ] as const)("in the layout %s", (layout, names) => {
    const step = nextStep(caseOf(RUN, { layout }), new Map());
    expect("ask" in step && step.ask.map(({ name }) => name)).toEqual(names);
  });

  test("only the modes that are wanted and that the run can show", () => {
    const alone = expandMiniRun({ agents: { a: {} }, steps: [{ a: "x" }, { error: "boom" }], end: "error" });
    const { outcome, asked } = judged(caseOf(alone, { modes: ["FM-1.3", "FM-2.4", "FM-3.1"] }), (request) =>
      answering(caseOf(alone), request, () => undefined),
    );
    expect(asked.flatMap(({ modes }) => modes)).toEqual(["FM-1.3"]);
    expect(labelFor(outcome, "FM-2.4")).toMatchObject({
      verdict: "unknown",
      examined: false,
      why: "needs 2 agents, the run has 1",
    });
    expect(labelFor(outcome, "FM-3.1")).toMatchObject({ verdict: "unknown", examined: false });
    expect(outcome.labels).toHaveLength(3);
  });

  test("nothing where the trace has no texts", () => {
    const blind = { ...RUN, capabilities: { ...RUN.capabilities, content: "none" as const } };
    const step = nextStep(caseOf(blind), new Map());
    expect(
      "outcome" in step &&
        step.outcome.labels.every(({ verdict, examined }) => verdict === "unknown" && !examined),
    ).toBe(true);
  });

  test("with claims of the rules, fenced, or without", () => {
    const labels = [ruleLabel("FM-1.3")];
    const questionOf = (claims: boolean): string => {
      const step = nextStep(caseOf(RUN, { claims }, labels), new Map());
      return "ask" in step ? (step.ask[0]?.question ?? "") : "";
    };
    expect(questionOf(true)).toMatch(
      /===== claims (\w+) begins =====\n- FM-1\.3: clerk called query twice \(s002, s004\)\n===== claims \1 ends =====/,
    );
    expect(questionOf(false)).not.toMatch(/claims|clerk called query twice/);
  });

  test("only examples that are meant for it, of either kind", () => {
    const step = nextStep(caseOf(RUN, { layout: "single" }), new Map());
    for (const { question } of "ask" in step ? step.ask : []) {
      expect(question.match(/=> present\./g)).toHaveLength(1);
      expect(question.match(/=> absent\./g)).toHaveLength(1);
    }
  });

  test("nothing that is left unfilled", () => {
    const { asked } = voting(caseOf(RUN, {}, [ruleLabel("FM-1.3")]), "FM-1.3", [
      REPEATED,
      REPEATED,
      REPEATED,
    ]);
    for (const { system, trace, question } of asked)
      expect(system + trace + question).not.toMatch(/\{\{|\}\}|undefined/);
  });

  test("the same for the same run, and again from the same answers", () => {
    const ask = (): unknown => nextStep(caseOf(structuredClone(RUN)), new Map());
    expect(ask()).toEqual(ask());
  });

  test("an error where the model takes in too little", () => {
    expect(() => nextStep(caseOf(RUN, { contextTokens: 4000, layout: "all" }), new Map())).toThrow(MastError);
    expect(() => nextStep(caseOf(RUN, { contextTokens: 4000, layout: "all" }), new Map())).toThrow(
      /it needs \d+000$/,
    );
  });
});

describe("what comes out", () => {
  test("present where all votes say so, with quotes as they are stored", () => {
    const { outcome } = voting(caseOf(RUN), "FM-1.3", [REPEATED, REPEATED, REPEATED]);
    expect(labelFor(outcome, "FM-1.3")).toEqual({
      runId: RUN.id,
      mode: "FM-1.3",
      labeller: {
        kind: "judge",
        id: "test-model",
        version: `${taxonomy.judge?.version}/${taxonomy.version}`,
      },
      verdict: "present",
      tier: "medium",
      why: "clerk asks twice (s002, s004).",
      examined: true,
      decidesAbsent: true,
      findings: [
        {
          ...{ mode: "FM-1.3", tier: "medium", message: "clerk asks twice (s002, s004).", agent: "clerk" },
          ...{ steps: [5], quotes: [{ step: 5, text: "14 free" }] },
        },
      ],
    });
    expect(outcome.uncovered).toEqual([]);
  });

  test("absent where the one vote says so and no rule is sure of it", () => {
    const { outcome, asked } = voting(caseOf(RUN, {}, [ruleLabel("FM-1.3", { tier: "medium" })]), "FM-1.3", [
      ABSENT,
    ]);
    expect(asked).toHaveLength(3);
    expect(labelFor(outcome, "FM-1.3")).toMatchObject({
      verdict: "absent",
      tier: "medium",
      why: "nothing",
      findings: [],
    });
  });

  test.each([
    ["certain", ruleLabel("FM-1.3", { tier: "certain" })],
    ["high", ruleLabel("FM-1.3")],
    ["medium, but grave", ruleLabel("FM-1.3", { tier: "medium", severity: "high" })],
  ])("two more votes where a rule finds it: %s", (_tier, label) => {
    const { outcome, asked } = voting(caseOf(RUN, {}, [label]), "FM-1.3", [ABSENT, ABSENT, ABSENT]);
    expect(asked.filter(({ stage }) => stage === "confirm")).toHaveLength(2);
    expect(labelFor(outcome, "FM-1.3")).toMatchObject({ verdict: "absent" });
  });

  test.each([
    ["present, absent, present", [REPEATED, ABSENT, REPEATED]],
    ["present, present, cannot tell", [REPEATED, REPEATED, OPEN]],
    ["absent, present, absent", [ABSENT, REPEATED, ABSENT]],
  ])("unknown where votes differ: %s", (tally, votes) => {
    const { outcome } = voting(caseOf(RUN, {}, [ruleLabel("FM-1.3")]), "FM-1.3", votes);
    const { verdict, split, why, findings } = labelFor(outcome, "FM-1.3");
    expect({ verdict, split }).toEqual({ verdict: "unknown", split: true });
    expect(why).toMatch(new RegExp(`^judge-split: the votes are ${tally}; for it: clerk asks twice`));
    expect(findings.map(({ tier }) => tier)).toEqual(["low"]);
  });

  test("unknown, and nobody contradicted, where it cannot tell", () => {
    const { outcome } = voting(caseOf(RUN), "FM-1.3", [OPEN]);
    expect(labelFor(outcome, "FM-1.3")).toMatchObject({
      verdict: "unknown",
      why: "judge-cannot-tell: one would have to see the stock",
    });
    expect(labelFor(outcome, "FM-1.3").split).toBeUndefined();
  });

  test("a quote that does not stand in its step is dropped and counted; without another nothing is claimed", () => {
    const wrong = {
      ...REPEATED,
      quotes: [
        { step: 1, text: "14 free" },
        { step: 99, text: "14 free" },
      ],
    };
    const { outcome, asked } = voting(caseOf(RUN), "FM-1.3", [wrong]);
    expect(asked).toHaveLength(3);
    expect(outcome.droppedQuotes).toBe(2);
    expect(labelFor(outcome, "FM-1.3").why).toMatch(/^judge-no-evidence: /);
    const both = { ...REPEATED, quotes: [...wrong.quotes, ...(REPEATED.quotes ?? [])] };
    const { outcome: kept } = voting(caseOf(RUN), "FM-1.3", [both, both, both]);
    expect(labelFor(kept, "FM-1.3").findings[0]?.quotes).toEqual([{ step: 5, text: "14 free" }]);
    expect(kept.droppedQuotes).toBe(6);
  });

  test("placeholders in quotes are put back", () => {
    const vote: Written = { ...REPEATED, quotes: [{ step: 6, text: "I wrote to [e-mail-1]" }] };
    const { outcome, asked } = voting(caseOf(RUN), "FM-2.6", [vote, vote, vote]);
    expect(asked[0]?.trace).toContain("I wrote to [e-mail-1].");
    expect(asked.map(({ trace, question }) => trace + question).join("")).not.toContain("ada@example.org");
    expect(labelFor(outcome, "FM-2.6").findings[0]?.quotes).toEqual([
      { step: 6, text: "I wrote to ada@example.org" },
    ]);
  });

  test.each([
    ["nobody", null],
    ["somebody else", "warehouse"],
    ["in another case", "CLERK"],
  ])("an agent is named as the run knows it: %s", (how, agent) => {
    const vote: Written = { ...REPEATED, agent: agent ?? "" };
    const { outcome } = voting(caseOf(RUN), "FM-1.3", [vote, vote, vote]);
    expect(labelFor(outcome, "FM-1.3").findings[0]?.agent).toBe(how === "in another case" ? "clerk" : null);
  });

  test.each<[string, JudgeReply | JudgeFailure, string]>([
    ["cannot be read", replyOf("FM-1.3 is absent, I would say."), "unreadable"],
    ["is cut off", replyOf('{"FM-1.3": {"expl', "length"), "length"],
    ["is refused", replyOf("", "refused"), "refused"],
    ["is filtered", replyOf("{}", "filtered"), "filtered"],
    ["never comes", { failure: "timeout", message: "no reply within 60 s" }, "timeout"],
  ])("never absent where a reply %s", (_how, reply, code) => {
    const about = caseOf(RUN);
    const { outcome } = judged(about, (request) =>
      request.name === "propose-FC1-w1" ? reply : answering(about, request, () => ABSENT),
    );
    expect(outcome.failures.map((failure) => [failure.request, failure.code])).toEqual([
      ["propose-FC1-w1", code],
    ]);
    for (const label of outcome.labels) {
      const isLost = label.mode.startsWith("FM-1");
      expect([label.verdict, label.examined]).toEqual(isLost ? ["unknown", false] : ["absent", true]);
      if (isLost) expect(label.why).toMatch(/^judge-failed: /);
    }
    expect(outcome.uncovered).toEqual(RUN.steps.map(({ index }) => index));
  });

  test("a vote that is missing leaves it undecided, and contradicts nobody", () => {
    const about = caseOf(RUN, {}, [ruleLabel("FM-1.3")]);
    const { outcome } = judged(about, (request) =>
      request.name.endsWith("vote3")
        ? { failure: "http-500", message: "the endpoint failed" }
        : answering(about, request, () => REPEATED),
    );
    expect(labelFor(outcome, "FM-1.3")).toMatchObject({
      verdict: "unknown",
      why: "judge-failed: the endpoint failed",
    });
    expect(labelFor(outcome, "FM-1.3").split).toBeUndefined();
  });

  test("high, where the precision of this model with these prompts was measured", () => {
    const about = caseOf(RUN);
    const prompts = `${taxonomy.judge?.version}/${taxonomy.version}`;
    const calibration = {
      ...{ measured: "2026-11-25", method: "m", readers: ["r"], detectors: [] },
      sets: [{ name: "s", files: 1, sha256: "0".repeat(64) }],
    };
    const tierWith = (n: number, right: number, model = "test-model"): unknown => {
      const judges = [{ model, prompts, modes: { "FM-1.3": { n, right } } }];
      const measured = Object.assign(Object.create(Object.getPrototypeOf(taxonomy)), taxonomy, {
        calibration: { ...calibration, judges },
      });
      return labelFor(
        voting({ ...about, taxonomy: measured }, "FM-1.3", [REPEATED, REPEATED, REPEATED]).outcome,
        "FM-1.3",
      ).tier;
    };
    expect(tierWith(20, 19)).toBe("high");
    expect(tierWith(14, 14)).toBe("medium");
    expect(tierWith(40, 28)).toBe("medium");
    expect(tierWith(20, 19, "another")).toBe("medium");
  });
});

describe("long runs", () => {
  const run = longRun(160, 150);

  test("are asked about window by window, and as a whole where parts do not settle a mode", () => {
    const about = caseOf(run, { contextTokens: 32_000 });
    const { outcome, asked } = judged(about, (request) => answering(about, request, () => ABSENT));
    const windows = asked.filter(({ name }) => /^propose-FC1-w\d+$/.test(name));
    expect(windows.length).toBeGreaterThan(1);
    const overview = asked.filter(({ name }) => name === "propose-run-overview");
    expect(overview.map(({ modes }) => [...modes].sort())).toEqual([
      taxonomy.active.filter(({ judge }) => judge.scope === "run").map(({ id }) => id),
    ]);
    expect(new Set(outcome.labels.map(({ verdict }) => verdict))).toEqual(new Set(["absent"]));
    expect(outcome.uncovered).toEqual([]);
    for (const { system, trace, question, maxOutputTokens } of asked) {
      expect(about.tokens(system + trace + question) + maxOutputTokens).toBeLessThan(32_000);
    }
  });

  test("name the steps that no readable answer covers, and claim nothing to be absent", () => {
    const about = caseOf(run, { contextTokens: 32_000 });
    const { outcome, asked } = judged(about, (request) =>
      request.name === "propose-FC2-w2"
        ? { failure: "http-500", message: "no" }
        : answering(about, request, () => ABSENT),
    );
    const lost = asked.find(({ name }) => name === "propose-FC2-w2")?.covers ?? [];
    const others = asked
      .filter(({ name }) => /^propose-FC2-w[13]$/.test(name))
      .flatMap(({ covers }) => covers);
    expect(outcome.uncovered).toEqual(lost.filter((step) => !others.includes(step)));
    expect(outcome.uncovered.length).toBeGreaterThan(10);
    expect(labelFor(outcome, "FM-2.6").why).toMatch(/^judge-failed/);
    expect(labelFor(outcome, "FM-1.3").verdict).toBe("absent");
  });

  test("are present where one window shows it, and confirmed from there", () => {
    const about = caseOf(run, { contextTokens: 32_000 });
    const step = run.steps.findLast(({ kind }) => kind === "tool-result");
    const quote = { step: step?.index ?? 0, text: step?.text.slice(20, 90) ?? "" };
    const { outcome, asked } = judged(about, (request) =>
      answering(about, request, (mode) =>
        mode === "FM-1.3" && request.covers.includes(quote.step) ? { ...REPEATED, quotes: [quote] } : ABSENT,
      ),
    );
    const confirming = asked.find(({ name }) => name === "confirm-FM-1.3-vote2");
    expect(confirming?.trace).toContain(step?.text.trimEnd());
    expect(about.tokens(confirming?.trace ?? "")).toBeLessThan(3200);
    expect(confirming?.trace).toMatch(/\(\(\w+ s\d+ to s\d+ not shown\)\)/);
    expect(labelFor(outcome, "FM-1.3")).toMatchObject({
      verdict: "present",
      findings: [{ steps: [quote.step] }],
    });
  });

  test("cost at most three times their tokens and 60 000 more with four positives", () => {
    const big = longRun(265, 150);
    const about = caseOf(big);
    // As plainly as a run can be written down.
    const trace = big.steps.reduce((sum, { agent, to, tool = "", args, text }) => {
      const call = args === undefined ? "" : JSON.stringify(args);
      return sum + about.tokens(`${agent} -> ${to.join()} ${tool} ${call}: ${text}\n`);
    }, 0);
    expect(trace).toBeGreaterThan(38_000);
    expect(trace).toBeLessThan(46_000);
    const step = big.steps.findLast(({ kind }) => kind === "message");
    const quotes = [{ step: step?.index ?? 0, text: step?.text.slice(0, 60) ?? "" }];
    // The modes that are confirmed on the most text.
    const found = new Set<ModeId>(["FM-1.1", "FM-2.4", "FM-3.1", "FM-3.2"]);
    const { asked } = judged(about, (request) =>
      answering(about, request, (mode) => (found.has(mode) ? { ...REPEATED, quotes } : ABSENT), {
        candidates: [
          {
            ...{ explanation: "it began there", quotes, agents: [step?.agent], first_step: step?.index },
            ...{ last_step: step?.index, mode: "none", right_action: "look first", kind: "agent" },
          },
        ],
      }),
    );
    expect(asked).toHaveLength(3 + 2 * 4 + 2);
    const input = asked.reduce(
      (sum, { system, trace: shown, question }) => sum + about.tokens(system + shown + question),
      0,
    );
    expect(input).toBeLessThanOrEqual(3 * trace + 60_000);
  });
});
