/**
 * `npm run bench:html`: makes runs of 30 steps and 10 kB each (10 000, or as many as the first argument says), writes their
 * HTML report with the built command, and times it in a headless browser: how long until the overview is there, and
 * what a search, a choice and the opening of a run take.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finishRunText } from "../src/adapters/finish-run.ts";
import { RunBuilder } from "../src/adapters/run-builder.ts";
import { DETECTORS } from "../src/detectors/registry.ts";
import { labelRun } from "../src/pipeline/detect.ts";
import { openSqliteStore } from "../src/store/sqlite/open.ts";
import { encodeRun } from "../src/store/store.ts";
import { startBrowser } from "../test/helpers/browser.ts";
import { ConversationMaker } from "./bench/conversation.ts";
import { Random } from "./bench/random.ts";

const STEPS = 30;
const STEP_CHARS = 333;
const BATCH = 500;
const FRAMEWORKS = ["autogen", "crewai", "langgraph", "ag2"] as const;
const MODELS = ["model-s", "model-m", "model-l"] as const;
const AGENTS = ["planner", "researcher", "analyst", "reviewer"] as const;
const OUTCOMES = ["succeeded", "failed", "unknown"] as const;
const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

/** Preloaded into the command: the last line of stderr is the largest resident set in kB. */
const PEAK =
  "data:text/javascript,process.on('exit',()=>process.stderr.write('\\n'+process.resourceUsage().maxRSS))";

const random = new Random(20_260_501);
const pool = textPool(4_000_000);
const count = Number(process.argv[2] ?? 10_000);
const folder = mkdtempSync(join(tmpdir(), "mast-html-"));
try {
  await storeRuns(join(folder, "mast.db"), count);
  const started = performance.now();
  const file = join(folder, "report.html");
  const args = ["--import", PEAK, "bin/mast.js", "report", "--db", join(folder, "mast.db"), "-o", file];
  const { stderr, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const size = (statSync(file).size / 1e6).toFixed(1);
  console.log(
    `${count} runs of ${STEPS} steps and ${(STEPS * STEP_CHARS) / 1000} kB: ${size} MB of HTML in ${seconds} s`,
  );
  console.log(
    `peak memory of the command: ${(Number(stderr.trim().split("\n").at(-1)) / 1024).toFixed(0)} MB`,
  );
  await timePage(file);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function timePage(file: string): Promise<void> {
  // Once read, so that the disk is not what is measured.
  readFileSync(file);
  const browser = await startBrowser();
  const times: Record<string, number[]> = {};
  const note = (name: string, ms: number): void => {
    times[name] ??= [];
    times[name].push(ms);
  };
  for (let round = 0; round < 5; round++) {
    const context = await browser.newContext({ locale: "en-US", viewport: { width: 1400, height: 900 } });
    const page = await context.newPage();
    const navigation = page.goto(`file://${file}`);
    await page.waitForSelector(":root[data-ready=true] table.runs tbody tr");
    note("overview usable after ms", await page.evaluate<number>("performance.now()"));
    await navigation;
    note("whole file read after ms", await page.evaluate<number>("performance.now()"));
    note("choice of a framework, ms", await page.evaluate<number>(goTo("#/?framework=crewai", "tbody tr")));
    note("search of two words, ms", await page.evaluate<number>(goTo("#/?search=order+analyst", "tbody tr")));
    const done = "!/searching/.test(found.textContent)";
    const deep = goTo("#/?search=zzzz+analyst&within=steps", ".count:not(:empty)", done);
    note("search in the words of all steps, ms", await page.evaluate<number>(deep));
    await page.evaluate<number>(goTo("#/", "tbody tr"));
    const id =
      (await page
        .locator("td.where a")
        .nth(round * 7)
        .getAttribute("href")) ?? "";
    note("run opened, ms", await page.evaluate<number>(goTo(id, ".timeline .step")));
    await context.close();
  }
  for (const [name, all] of Object.entries(times)) {
    const sorted = all.toSorted((a, b) => a - b);
    console.log(
      `${name}: ${sorted[2]?.toFixed(0)} (${sorted[0]?.toFixed(0)} to ${sorted.at(-1)?.toFixed(0)})`,
    );
  }
  await browser.close();
}

/** Goes to an address of the page and gives the time until what is asked for has been drawn. */
function goTo(hash: string, selector: string, until = "true"): string {
  return `new Promise((resolve) => {
    const start = performance.now();
    location.hash = ${JSON.stringify(hash)};
    addEventListener("hashchange", () => {
      const look = () => {
        const found = document.querySelector(${JSON.stringify(selector)});
        if (found === null || !(${until})) requestAnimationFrame(look);
        else requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
      };
      look();
    }, { once: true });
  })`;
}

/** Words in the order in which the bench's conversations have them: as compressible as those. */
function textPool(length: number): string {
  const maker = new ConversationMaker(7);
  let text = "";
  while (text.length < length) {
    for (const turn of maker.next().turns) text += turn.kind === "say" ? `${turn.text} ` : turn.result;
  }
  return text;
}

async function storeRuns(file: string, runs: number): Promise<void> {
  await using store = await openSqliteStore(file);
  for (let start = 0; start < runs; start += BATCH) {
    const made = Array.from({ length: Math.min(BATCH, runs - start) }, (_, at) => runOf(start + at));
    await store.putSources(
      made.map(({ run, json, key }) => ({
        source: {
          ...{ key, stamp: null, contentHash: run.id, reader: "bench", adapter: "bench" },
          ...{ outcome: "read" as const, problems: [] },
        },
        runs: [encodeRun(run, json)],
        fragments: [],
      })),
    );
    await store.putLabels(made.map(({ run }) => labelRun(run, { detectors: DETECTORS, options: {} }, [])));
  }
}

function runOf(number: number) {
  const key = `/bench/${String(number).padStart(6, "0")}.json`;
  const builder = new RunBuilder({
    framework: random.pick(FRAMEWORKS),
    format: "bench",
    capabilities: { toolCalls: true, toolResults: true, task: true, endReason: true, times: true },
  });
  const task = `Settle order ${number % 5000} and list what is open.`;
  const at = (step: number): string => new Date(START + number * (HOUR / 4) + step * 1000).toISOString();
  Object.assign(builder.draftRun, {
    task,
    endReason: "completed",
    outcome: random.pick(OUTCOMES),
    startedAt: at(0),
  });
  builder.draftRun.tags["release"] = `1.${number % 4}`;
  builder.model(random.pick(MODELS));
  builder.step({ kind: "message", text: task, at: at(0), locator: "/0" });
  // One run in four repeats a call without need, so that there is something to show.
  const repeats = random.below(4) === 0;
  for (let step = 1; step < STEPS; step += 2) {
    const agent = builder.agent(random.pick(AGENTS));
    const from = random.below(pool.length - STEP_CHARS * 2);
    const place = { at: at(step), locator: `/${step}`, agent };
    if (step % 4 === 1) {
      builder.step({ ...place, kind: "message", text: pool.slice(from, from + STEP_CHARS) });
      builder.step({ ...place, kind: "message", text: pool.slice(from + STEP_CHARS, from + STEP_CHARS * 2) });
      continue;
    }
    const callId = `call-${step}`;
    const args = repeats ? { order: number } : { order: number, page: step };
    builder.step({ ...place, kind: "tool-call", tool: "find_order", callId, args, text: "" });
    const result = repeats ? "no such order" : pool.slice(from, from + STEP_CHARS * 2);
    builder.step({ ...place, kind: "tool-result", tool: "find_order", callId, text: result, ok: true });
  }
  const origin = {
    adapter: { id: "bench", version: 1, family: "bench" },
    sources: [{ uri: key, locator: "" }],
  };
  return { key, ...finishRunText(builder.draft(), { ...origin, contentIdentity: String(number) }) };
}
