import { symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

/** A module with one part of each kind, as a person writes it, beside packages that it can import. */
const MODULE = `
import { z } from "zod";

const HEADER = /^\\[(\\w+)\\] (.*)$/;

export const adapters = [{
  meta: { id: "bracket-log", version: 1, family: "bracket", formats: [{
    format: "bracket/log", title: "Bracket log", writtenBy: "a runner", tested: "1.0", carries: "words", loses: "times",
    endReasons: {},
  }] },
  recognise({ probe }) {
    if (probe.kind !== "text" || !HEADER.test(probe.head.split("\\n", 1)[0] ?? "")) return null;
    return { score: 0.6, format: "bracket/log", why: "the first line begins with a name in brackets" };
  },
  async *read(source) {
    const agents = new Map();
    const steps = [];
    for await (const batch of source.lines()) for (const { line, text } of batch) {
      const [, name, words] = HEADER.exec(text) ?? [];
      if (name === undefined) continue;
      agents.set(name, { id: name, name, kind: "llm", role: null, model: null, tools: null });
      steps.push({ index: steps.length, agent: name, kind: "message", to: [], text: words, at: null, tokens: null, locator: "line:" + line });
    }
    yield { type: "run", draft: {
      nativeKey: null, locator: "", framework: "bracket", format: "bracket/log", task: null, startedAt: null, endedAt: null,
      models: [], tags: {}, agents: [...agents.values()], steps, outcome: "unknown", outcomeSource: null, endReason: "unknown",
      endDetail: null, inferred: [], losses: [],
      capabilities: { recipients: false, times: false, tokens: false, reasoning: false, toolCalls: false, toolResults: false,
        declaredTools: false, roles: false, task: false, endReason: false, content: "full" },
    } };
  },
}];

export const detectors = [{
  meta: { id: "shouting", mode: "FM-1.1", version: 1, needs: ["content"], decides: "present",
    options: z.strictObject({}), summary: "Looks for capitals.", blindSpots: ["one letter"] },
  detect(run) {
    return { findings: run.steps.flatMap((step) => {
      const [text] = /\\b[A-Z]{2,}(?: [A-Z]{2,})+\\b/.exec(step.text) ?? [];
      if (text === undefined) return [];
      return [{ mode: "FM-1.1", tier: "medium", message: "a message in capitals", agent: step.agent, steps: [step.index],
        quotes: [{ step: step.index, text }] }];
    }) };
  },
}];

export const reporters = [{
  meta: { id: "acme/count", title: "a count", extension: "txt", leaves: true },
  async *render(report) {
    for await (const run of report.runs()) yield run.framework + " " + run.labels["FM-1.1"].verdict + "\\n";
  },
}];
`;

export function writePlugin(
  folder: string,
  file: string,
  change: (text: string) => string = (text) => text,
): void {
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"), "junction");
  writeFileSync(join(folder, file), change(MODULE));
}
