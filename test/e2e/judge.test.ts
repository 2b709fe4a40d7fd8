import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/core/report.ts";
import { mast, SAMPLES, tempFolder } from "../helpers/mast.ts";
import {
  type Behaviour,
  type Call,
  firstWords,
  honestText,
  scriptedEndpoint,
} from "../helpers/scripted-endpoint.ts";

const TRACES = ["ferry-timetable.task-result.json", "kiln-polling.console.txt"].map((name) =>
  join(SAMPLES, "autogen", name),
);
const ARGS = ["analyze", ...TRACES, "--model", "small", "--format", "json", "-o", "r.json"];

/** Finds one mode, with words that are there, so that further votes are asked for. */
function honest(call: Call): Behaviour {
  const found = { verdict: "present", explanation: "so", quotes: [{ step: 0, text: firstWords(call.user) }] };
  return { text: honestText(call, (mode) => (mode === "FM-3.2" ? found : undefined)) };
}

function reportIn(folder: string): Report {
  return JSON.parse(readFileSync(join(folder, "r.json"), "utf8")) as Report;
}

async function undisturbed(): Promise<{ report: Report; calls: number }> {
  await using server = await scriptedEndpoint(honest);
  using folder = tempFolder();
  const { code } = await mast(ARGS, { cwd: folder.path, env: { MAST_JUDGE_BASE_URL: server.url } });
  expect(code).toBe(0);
  return { report: reportIn(folder.path), calls: server.calls.length };
}

describe("an interrupted judge", () => {
  test.each([
    ["SIGKILL", null],
    ["SIGINT", 130],
  ] as const)(
    "by %s goes on where it was, pays for nothing twice and reports the same",
    async (signal, code) => {
      const calm = await undisturbed();
      let stop = (): void => {};
      const isUnderWay = new Promise<void>((resolve) => {
        stop = resolve;
      });
      let isCut = false;
      await using server = await scriptedEndpoint((call, index) => {
        if (index < 3 || isCut) return honest(call);
        // Until the answers before this one are stored; one that is on its way at that moment is lost with the process.
        setTimeout(stop, 300);
        return { hang: true };
      });
      using folder = tempFolder();
      const env = { MAST_JUDGE_BASE_URL: server.url };
      const first = await mast(ARGS, { cwd: folder.path, env, kill: { signal, after: isUnderWay } });
      expect(first.code).toBe(code);
      isCut = true;
      const before = server.calls.length;
      const second = await mast(ARGS, { cwd: folder.path, env });
      expect(second.code).toBe(0);
      // What was answered is not asked again: only what hung, and what comes after.
      const answered = 3;
      expect(before).toBeGreaterThan(answered);
      expect(server.calls.length - before).toBe(calm.calls - answered);
      expect(reportIn(folder.path)).toEqual(calm.report);
    },
  );
});
