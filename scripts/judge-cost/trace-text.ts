import type { Run } from "../../src/core/run.ts";

/** A run as plainly as it can be written down: who to whom, the call, the words. What costs are held against. */
export function traceText({ task, steps }: Run): string {
  const first = steps.some(({ text }) => text === task) || task === null ? "" : `${task}\n`;
  const lines = steps.map(({ agent, to, tool = "", args, text }) => {
    const given = args === undefined ? "" : typeof args === "string" ? args : JSON.stringify(args);
    const call = text.includes(given) ? "" : given;
    return `${agent ?? "user"} -> ${to.join()} ${tool} ${call}: ${text}\n`;
  });
  return first + lines.join("");
}
