import type { StreamedReport } from "../core/report.ts";
import { safeLine } from "../core/terminal-text.ts";
import { clip, plural } from "./layout.ts";

/** Rates of frameworks that ran different tasks say as much about the tasks as about the frameworks. */
export function comparisonCaveat({ head }: StreamedReport): string | null {
  const keysOf = new Map<string, Set<string>>();
  for (const row of head.rates) {
    const framework = row.by["framework"];
    if (framework !== undefined) keysOf.set(framework, new Set());
  }
  if (keysOf.size < 2) return null;
  for (const task of head.tasks) keysOf.get(task.by["framework"] ?? "")?.add(task.taskKey);
  const sets = [...keysOf.values()];
  const all = new Set(sets.flatMap((keys) => [...keys]));
  const shared = [...all].filter((key) => sets.every((keys) => keys.has(key))).length;
  if (all.size > 0 && shared === all.size) return null;
  return (
    `These frameworks ran different tasks (${shared} of ${plural(all.size, "known task")} run by all): ` +
    "their rates are no ranking."
  );
}

/** One run that was exported twice counts twice in every rate, unless a person leaves one of the files out. */
export function twinNote(twins: StreamedReport["head"]["twins"]): string | null {
  const [first] = twins;
  if (first === undefined) return null;
  const names = first.runs.slice(0, 2).map(({ source }) => clip(safeLine(source.uri), 60));
  const groups = twins.length === 1 ? "these runs say" : `${twins.length} groups of runs say`;
  return (
    `Possible twins: ${groups} the same, perhaps one run exported twice ` +
    `(${twins.length === 1 ? "" : "such as "}${names.join(" and ")}). ` +
    "Each is counted; --format json lists them."
  );
}
