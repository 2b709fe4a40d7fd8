import axe, { type AxeResults } from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Step } from "../../../src/core/run.ts";
import type { ReportInput } from "../../../src/report/build-report.ts";
import { openReport, startBrowser } from "../../helpers/browser.ts";
import { fakeFinding, fakeInput, fakeLabel, fakeRun, fullInput, idOf } from "../../helpers/fake-report.ts";
import { hostileReport } from "../../helpers/hostile-report.ts";
import { writePage, writeReportPage } from "../../helpers/html-page.ts";
import { tempFolder } from "../../helpers/mast.ts";

let browser: Browser;
const folder = tempFolder();

beforeAll(async () => {
  browser = await startBrowser();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  folder[Symbol.dispose]();
});

describe("the HTML report in a browser", () => {
  it("opens from disk with rates, findings and runs, and asks for nothing else", async () => {
    const file = await writePage(folder.path, fullInput());
    await using opened = await openReport(browser, file);
    const { page, troubles } = opened;
    expect(await page.textContent("h1")).toBe("Failure modes of 4 runs");
    expect(await page.locator("table.runs tbody tr").count()).toBe(4);
    const cell = page.getByRole("link", { name: /FM-1.3 Step repetition, crewai/ });
    expect(await cell.textContent()).toContain("≥ 100 %");
    expect(await page.getByText("problems while reading").count()).toBe(1);
    expect(troubles).toEqual([]);
  });

  it("narrows the list by choices and words, keeps both in the address, and clears them", async () => {
    const file = await writePage(folder.path, fullInput());
    await using opened = await openReport(browser, file);
    const { page, troubles } = opened;
    const rows = page.locator("table.runs tbody tr");
    await page.getByLabel("Framework").selectOption("crewai");
    await expect.poll(() => rows.count()).toBe(1);
    expect(page.url()).toContain("framework=crewai");
    // What is compared stays in sight.
    expect(await page.getByRole("link", { name: /FM-1.3 Step repetition, autogen/ }).count()).toBe(1);
    await page.getByRole("button", { name: "Clear" }).click();
    await expect.poll(() => rows.count()).toBe(4);
    await page.keyboard.press("/");
    await page.keyboard.type("team=blue");
    await expect.poll(() => rows.count()).toBe(1);
    await page.reload();
    await page.waitForSelector(":root[data-ready=true]");
    expect(await rows.count()).toBe(1);
    expect(await page.getByLabel("Search runs").inputValue()).toBe("team=blue");
    expect(troubles).toEqual([]);
  });

  it("finds words of steps when asked to, and tells how far it is", async () => {
    const file = await writePage(folder.path, fullInput());
    await using opened = await openReport(browser, file, { hash: "#/?search=counting+now." });
    const { page, troubles } = opened;
    const rows = page.locator("table.runs tbody tr");
    expect(await rows.count()).toBe(0);
    await page.getByRole("button", { name: "in steps too" }).click();
    await expect.poll(() => rows.count()).toBe(4);
    expect(page.url()).toContain("within=steps");
    await expect.poll(() => page.locator(".count").textContent()).toBe("4 of 4 runs");
    await page.getByLabel("Search runs").fill("counting never");
    await expect.poll(() => rows.count()).toBe(0);
    expect(troubles).toEqual([]);
  });

  it("leads from a rate to its runs, to a finding, and to the words it quotes", async () => {
    const file = await writePage(folder.path, fullInput());
    await using opened = await openReport(browser, file);
    const { page, troubles } = opened;
    await page.getByRole("link", { name: /FM-1.3 Step repetition, autogen/ }).click();
    await expect.poll(() => page.locator("table.runs tbody tr").count()).toBe(1);
    await page.locator("table.runs tbody a").first().click();
    await page.waitForSelector(".timeline .step");
    expect(page.url()).toContain(`#/run/${idOf(1)}`);
    expect(await page.locator(".timeline .step").count()).toBe(3);
    await page.keyboard.press("n");
    const mark = page.locator("mark.current");
    expect(await mark.textContent()).toBe("Counting the crates");
    expect(await page.locator("#step-2").getByText("Counting the crates in hall 4 now.").count()).toBe(1);
    expect(page.url()).toMatch(/\/finding\/[0-9a-f]{16}$/);
    await page.locator(".timeline .finding a", { hasText: "[2]" }).click();
    expect(page.url()).toMatch(/\/step\/2$/);
    await expect.poll(() => page.evaluate("document.activeElement?.id")).toBe("step-2");
    await page.keyboard.press("u");
    await expect.poll(() => page.locator("table.runs tbody tr").count()).toBe(1);
    expect(troubles).toEqual([]);
  });

  it("opens any of many runs, however far down the file, and goes on to the next", async () => {
    const runs = Array.from({ length: 40 }, (_, at) => {
      const plain = fakeRun(at + 1, {
        sources: [{ uri: `/srv/demo/${String(at).padStart(2, "0")}`, locator: "" }],
      });
      const text = `Run ${at} begins. ${"Crate after crate is counted. ".repeat(1_000)}`;
      return { ...plain, steps: plain.steps.map((step) => (step.index === 2 ? { ...step, text } : step)) };
    });
    const file = await writePage(folder.path, fakeInput(runs, []));
    await using opened = await openReport(browser, file, { hash: `#/run/${idOf(38)}` });
    const { page, troubles } = opened;
    expect(await page.locator("[data-pages]").count()).toBeGreaterThan(2);
    expect(await page.locator("#step-2").textContent()).toContain("Run 37 begins.");
    await page.keyboard.press("]");
    await page.locator("#step-2", { hasText: "Run 38 begins." }).waitFor();
    await page.goto(`file://${file}#/run/${idOf(1)}`);
    await page.locator("#step-2", { hasText: "Run 0 begins." }).waitFor();
    expect(troubles).toEqual([]);
  });

  it("says what nobody could tell, and why", async () => {
    const file = await writePage(folder.path, fullInput());
    await using opened = await openReport(browser, file, { hash: `#/run/${idOf(2)}` });
    const reasons = opened.page.locator("details", { hasText: "Could not tell" });
    expect(await reasons.textContent()).toContain("FM-1.3");
    expect(await reasons.textContent()).toContain("nothing found; rules cannot exclude it");
    expect(await opened.page.locator("details", { hasText: "Absent" }).textContent()).toContain("FM-3.2");
  });

  it("follows the system's colours until the reader chooses", async () => {
    const file = await writePage(folder.path, fullInput());
    await using opened = await openReport(browser, file, { colorScheme: "dark" });
    const { page } = opened;
    const ground = (): Promise<string> => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const dark = await ground();
    await page.keyboard.press("t");
    await expect.poll(ground).not.toBe(dark);
    await page.keyboard.press("t");
    await expect.poll(ground).toBe(dark);
  });

  it("shows its keys and gives them up again", async () => {
    const file = await writePage(folder.path, fullInput());
    await using opened = await openReport(browser, file);
    await opened.page.keyboard.press("?");
    expect(await opened.page.locator("dialog[open]").textContent()).toContain("next run");
    await opened.page.keyboard.press("Escape");
    expect(await opened.page.locator("dialog[open]").count()).toBe(0);
  });

  it("brings the runs of a figure into view, each with what was found and a link to it", async () => {
    const file = await writePage(folder.path, manyFrameworks());
    await using opened = await openReport(browser, file, { viewport: { width: 1400, height: 700 } });
    const { page, troubles } = opened;
    const list = page.getByRole("region", { name: "Runs" });
    await page.getByRole("link", { name: /FM-1.3 Step repetition, framework-3/ }).click();
    await expect.poll(() => list.locator("tbody tr").count()).toBe(1);
    const { y = -1 } = (await list.boundingBox()) ?? {};
    const bar = (await page.locator(".filters").boundingBox())?.height ?? 0;
    expect(y).toBeGreaterThanOrEqual(bar);
    expect(y).toBeLessThan(500);
    expect(await page.getByRole("button", { name: "1 of 14 runs" }).count()).toBe(1);
    // What to look at first is of the runs that are left.
    expect(await page.locator(".first li").count()).toBeLessThanOrEqual(1);
    await page.locator("a.said", { hasText: "clerk called count_crates 3 times" }).click();
    await expect.poll(() => page.locator("mark.current").textContent()).toBe("Counting the crates");
    expect(troubles).toEqual([]);
  });

  it("prints all columns of rates, and what was folded", async () => {
    const file = await writePage(folder.path, manyFrameworks());
    await using opened = await openReport(browser, file, { viewport: { width: 718, height: 1000 } });
    const { page } = opened;
    await page.emulateMedia({ media: "print" });
    const right = (of: string): Promise<number> =>
      page.evaluate(
        `Math.round(document.querySelector(${JSON.stringify(of)}).getBoundingClientRect().right)`,
      );
    expect(await right(".heat")).toBeLessThanOrEqual(718);
    expect(await page.locator(".filters").isVisible()).toBe(false);
    await page.emulateMedia({ media: "screen" });
    expect(await right(".heat")).toBeGreaterThan(718);
  });

  it("shows all of a long run at a glance, and above all what was found in it", async () => {
    const plain = fakeRun(1);
    const steps = Array.from({ length: 1000 }, (_, index) => ({
      ...{ index, agent: "clerk", kind: "message" as const, to: [], text: `Crate ${index} is counted.` },
      ...{ at: null, tokens: null, locator: `/messages/${index}` },
    }));
    const finding = fakeFinding("FM-1.3", { steps: [900], quotes: [{ step: 900, text: "Crate 900" }] });
    const run = { ...plain, steps };
    const file = await writePage(
      folder.path,
      fakeInput([run], [fakeLabel(run, "FM-1.3", "present", [finding])]),
    );
    await using opened = await openReport(browser, file, {
      ...{ hash: `#/run/${idOf(1)}`, viewport: { width: 1400, height: 900 } },
    });
    const { page, troubles } = opened;
    const mark = await page.locator(".lane-mark.hit").boundingBox();
    expect(mark?.width).toBeGreaterThanOrEqual(3);
    expect((mark?.x ?? 0) + (mark?.width ?? 0)).toBeLessThan(1400);
    await page.keyboard.press("n");
    await expect.poll(() => page.locator("mark.current").textContent()).toBe("Crate 900");
    const { y = -1 } = (await page.locator("mark.current").boundingBox()) ?? {};
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(900);
    expect(troubles).toEqual([]);
  });

  it("leaves the steps of one agent, and all of them again for whoever goes to another", async () => {
    const input = fullInput();
    const file = await writePage(folder.path, input);
    await using opened = await openReport(browser, file, { hash: `#/run/${idOf(1)}` });
    const { page, troubles } = opened;
    const visible = page.locator(".timeline .step:visible");
    await page.getByRole("button", { name: "Only clerk" }).click();
    await expect.poll(() => visible.count()).toBe(2);
    expect(await page.getByRole("button", { name: "Only clerk", pressed: true }).count()).toBe(1);
    await page.getByRole("button", { name: "Only no agent" }).click();
    await expect.poll(() => visible.count()).toBe(1);
    await page.keyboard.press("n");
    await expect.poll(() => visible.count()).toBe(3);
    expect(await page.locator("mark.current").textContent()).toBe("Counting the crates");
    expect(await page.getByRole("button", { pressed: true }).count()).toBe(0);
    expect(troubles).toEqual([]);
  });

  it.each([400, 1400])("tells what a gate concluded in a window %i pixels wide", async (width) => {
    const report = await hostileReport("words and more words");
    const file = await writeReportPage(folder.path, report);
    await using opened = await openReport(browser, file, { viewport: { width, height: 900 } });
    const { page, troubles } = opened;
    const gate = page.locator(".gate");
    expect(await gate.locator("h2").textContent()).toBe("Gate FAIL");
    expect(await gate.locator(".why").textContent()).toBe("words and more words");
    // No column is squeezed to a letter a line.
    const row = (await gate.locator("tbody tr").boundingBox())?.height ?? 0;
    expect(row).toBeGreaterThan(20);
    expect(row).toBeLessThan(220);
    expect(troubles).toEqual([]);
  });

  it("tells at the top of suppressions that ran out, where no gate does", async () => {
    const report = await hostileReport("words");
    const file = await writeReportPage(folder.path, { ...report, head: { ...report.head, gate: null } });
    await using opened = await openReport(browser, file);
    expect(await opened.page.locator(".note .expired").textContent()).toBe(
      "1 suppression ran out, 1 finding counts again. ",
    );
    expect(opened.troubles).toEqual([]);
  });

  it("shows a call once whose text is its arguments in other words, and each reason once", async () => {
    const plain = fakeRun(1);
    const steps = plain.steps.map((step) =>
      step.index === 1 ? { ...step, text: '{ "hall": 4 }', args: { hall: 4 } } : step,
    );
    const run = { ...plain, steps };
    const finding = (step: number, text: string) =>
      fakeFinding("FM-1.3", { message: "twice the same", steps: [step], quotes: [{ step, text }] });
    for (const [label, shown] of [
      [fakeLabel(run, "FM-1.3", "present", [finding(2, "Counting")]), '{"hall":4}'],
      [fakeLabel(run, "FM-1.3", "present", [finding(1, '{ "hall": 4')]), '{ "hall": 4 }'],
    ] as const) {
      const file = await writePage(folder.path, fakeInput([run], [{ ...label, why: "twice the same" }]));
      await using opened = await openReport(browser, file, { hash: `#/run/${idOf(1)}` });
      const { page, troubles } = opened;
      expect(await page.locator("#step-1 pre").allTextContents()).toEqual([shown]);
      expect(await page.locator(".why").count()).toBe(0);
      expect(troubles).toEqual([]);
    }
    const file = await writePage(folder.path, fullInput());
    await using opened = await openReport(browser, file, { hash: `#/run/${idOf(1)}` });
    expect(await opened.page.locator(".why").textContent()).toBe("Why: it is present");
  });

  it("compares agents by what findings name them for", async () => {
    const run = fakeRun(1, {
      agents: ["clerk", "porter"].map((name) => ({
        ...{ id: name, name, kind: "llm", role: null, model: null, tools: null },
      })),
      steps: fakeRun(1).steps.map((step) => (step.index === 1 ? { ...step, agent: "porter" } : step)),
    });
    const label = fakeLabel(run, "FM-1.3", "present", [fakeFinding("FM-1.3", { agent: "porter" })]);
    const file = await writePage(folder.path, fakeInput([run], [label]));
    await using opened = await openReport(browser, file);
    const { page, troubles } = opened;
    await page.getByLabel("Compare by").selectOption("agent");
    const figure = (agent: string): Promise<string | null> =>
      page.getByRole("link", { name: `FM-1.3 Step repetition, ${agent}` }).textContent();
    await expect.poll(() => figure("porter")).toContain("1/1");
    expect(await figure("clerk")).toContain("0/1");
    await page.getByRole("link", { name: "FM-1.3 Step repetition, clerk" }).click();
    await expect.poll(() => page.locator("table.runs tbody tr").count()).toBe(0);
    expect(troubles).toEqual([]);
  });

  it.each([400, 1400])("fits a window %i pixels wide, on every page", async (width) => {
    const file = await writePage(folder.path, manyFrameworks());
    await using opened = await openReport(browser, file, { viewport: { width, height: 900 } });
    const { page } = opened;
    for (const hash of ["#/", `#/run/${idOf(3)}`, `#/run/${idOf(14)}`]) {
      await page.goto(`file://${file}${hash}`);
      await page.waitForSelector(hash === "#/" ? ".overview" : ".run");
      expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
    }
    await page.goto(`file://${file}#/`);
    const heights = await page
      .locator("table.runs tbody tr td.number")
      .evaluateAll((cells) => cells.map((cell) => cell.getBoundingClientRect().height));
    expect(heights).toHaveLength(14);
    // A task of many words does not squeeze the number of steps into a column of letters.
    expect(Math.max(...heights.slice(0, 3))).toBeLessThan(width === 400 ? 40 : 120);
  });

  it.each(["light", "dark"] as const)("can be read by everybody, in %s colours", async (colorScheme) => {
    const file = await writePage(folder.path, fullInput());
    // The checker is a script of its own, which the page's policy refuses.
    await using opened = await openReport(browser, file, { colorScheme, bypassCSP: true });
    const { page } = opened;
    for (const hash of ["#/", `#/run/${idOf(3)}`]) {
      await page.goto(`file://${file}${hash}`);
      await page.waitForSelector(hash === "#/" ? ".overview" : ".run");
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<AxeResults>("axe.run()");
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
  });

  it("draws the course over time where runs have times", async () => {
    const runs = [1, 2, 3, 4].map((day) => fakeRun(day, { startedAt: `2026-05-0${day}T10:00:00.000Z` }));
    const labels = runs.map((run, at) =>
      fakeLabel(
        run,
        "FM-1.3",
        at % 2 === 0 ? "present" : "unknown",
        at % 2 === 0 ? [fakeFinding("FM-1.3")] : [],
      ),
    );
    const file = await writePage(folder.path, fakeInput(runs, labels));
    await using opened = await openReport(browser, file);
    await opened.page.waitForSelector(".plot canvas");
    expect(await opened.page.locator(".plot").getAttribute("aria-label")).toContain("2026-05-01: ≥ 100 %");
    expect(opened.troubles).toEqual([]);
  });

  it("shows findings and quotes where only the report is known", async () => {
    const file = await writePage(folder.path, fullInput(), { steps: false });
    await using opened = await openReport(browser, file, { hash: `#/run/${idOf(1)}` });
    expect(await opened.page.locator(".timeline .finding q").first().textContent()).toBe(
      "Counting the crates",
    );
    expect(await opened.page.getByText("made without the steps").count()).toBe(1);
  });
});

/** More columns than fit, words that cannot be broken, tasks of many words. */
function manyFrameworks(): ReportInput {
  const word = "w".repeat(120);
  const task = `Count ${"crates, barrels and sacks ".repeat(20)}${"x".repeat(400)}`;
  const runs = Array.from({ length: 14 }, (_, at) =>
    fakeRun(at + 1, { framework: at === 13 ? word : `framework-${at}`, task }),
  );
  const labels = runs.map((run) =>
    fakeLabel(run, "FM-1.3", "present", [
      fakeFinding("FM-1.3", run.id === idOf(14) ? { message: word } : {}),
    ]),
  );
  return fakeInput(runs, labels);
}

const HOSTILE = [
  "</script><script>alert(1)</script>",
  "<img src=x onerror=alert(2)>",
  '" onmouseover="alert(3)',
  "javascript:alert(4)",
  "<!--<script>",
  `[x](javascript:alert(5)) $${"{"}alert(6)} {{constructor.constructor('alert(7)')()}}`,
  "\u001b]0;title\u0007\u001b[31mred\u001b[2J",
  "\u202egnirts\u202c \u200bzero \ud800 lone \udfff",
  "__proto__",
].join("\n");

describe("hostile traces", () => {
  it("run no script, load nothing, and are shown as the text that they are", async () => {
    const step = (index: number, change: Partial<Step>): Step => ({
      ...{ index, agent: HOSTILE, kind: "message", to: [HOSTILE], text: HOSTILE, at: null, tokens: null },
      ...{ locator: HOSTILE, ...change },
    });
    const run = fakeRun(1, {
      ...{ framework: HOSTILE, task: HOSTILE, models: [HOSTILE], endDetail: HOSTILE, inferred: [HOSTILE] },
      tags: JSON.parse(`{"__proto__": "polluted", "<b>": ${JSON.stringify(HOSTILE)}}`),
      agents: [
        { id: HOSTILE, name: HOSTILE, kind: "llm", role: HOSTILE, model: HOSTILE, tools: null },
        { id: "constructor", name: "constructor", kind: "llm", role: null, model: null, tools: null },
      ],
      sources: [{ uri: `/srv/demo/${HOSTILE}`, locator: HOSTILE }],
      losses: [{ code: "x", detail: HOSTILE, count: 1 }],
      steps: [
        step(0, {}),
        step(1, {
          kind: "tool-call",
          tool: HOSTILE,
          args: JSON.parse('{"__proto__": {"x": "</script>"}}'),
          text: "",
        }),
        step(2, { agent: "constructor", text: `${"<b>".repeat(200_000)}needle` }),
      ],
    });
    const findings = [
      fakeFinding("FM-1.3", {
        message: HOSTILE,
        agent: HOSTILE,
        steps: [0, 1, 2],
        quotes: [
          { step: 0, text: HOSTILE },
          { step: 2, text: "needle" },
        ],
      }),
    ];
    const problems = [{ uri: HOSTILE, locator: HOSTILE, code: "x", message: HOSTILE }];
    const input = fakeInput([run], [fakeLabel(run, "FM-1.3", "present", findings)], { problems });
    const file = await writePage(folder.path, input);
    await using opened = await openReport(browser, file);
    const { page, troubles } = opened;
    for (const hash of [
      "#/",
      `#/run/${idOf(1)}`,
      "#/?search=%3Cimg&framework=x",
      "#/run/%E0%A4%A/step/99999999999",
      "#/run/__proto__",
    ]) {
      await page.goto(`file://${file}${hash}`);
      await page.waitForTimeout(100);
    }
    await page.goto(`file://${file}#/run/${idOf(1)}`);
    await page.waitForSelector(".timeline .step");
    expect(await page.locator("#app script, #app img, #app iframe, #app b:has(> script)").count()).toBe(0);
    expect(await page.evaluate("document.querySelectorAll('script:not([type])').length")).toBe(1);
    const shown = await page.locator("#step-0 pre").textContent();
    expect(shown).toContain("</script><script>alert(1)</script>");
    expect(shown).toContain("<U+202E>gnirts");
    expect(shown).not.toContain("\u001b");
    expect(await page.locator("#step-2 mark").textContent()).toBe("needle");
    expect(await page.locator("#step-2").textContent()).toContain("characters left out");
    expect(await page.evaluate("'x' in {}")).toBe(false);
    expect(troubles).toEqual([]);
  });
});
