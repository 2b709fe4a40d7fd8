import { z } from "zod";
import { MastError } from "../core/errors.ts";
import type { Report } from "../core/report.ts";
import { reportSchema } from "./report-schema.ts";

const SCHEMA = z.object({ schema: z.literal("mast-report/1") });
const { mast, taxonomy, ...lists } = reportSchema.shape;
/** Rows without what another version adds to them. */
const rates = z.array(z.object(lists.rates.element.shape));
const tasks = z.array(z.object(lists.tasks.element.shape));
const modes = z.array(z.object(lists.modes.element.shape));
const suppressions = z.array(z.object(lists.suppressions.element.shape));
/** More runs than this in one group are no count that mast wrote. */
const MOST_RUNS = 100_000_000;
/** Each group, mode and outcome has one row, else sums over groups are too high. */
function isCountedOnce(rows: z.infer<typeof rates>): boolean {
  const keys = rows.map(({ by, mode, outcome }) => JSON.stringify([Object.entries(by), mode, outcome]));
  return new Set(keys).size === keys.length;
}

/** Fields that another version adds do not hinder; counts that contradict each other would mislead every test. */
const COUNTED = z.object({
  ...{ mast, taxonomy, modes, suppressions: suppressions.default([]) },
  rates: rates
    .refine(isCountedOnce, "the same runs are counted twice")
    .refine(
      (rows) =>
        rows.every(
          ({ runs, examined, present, absent, gating }) =>
            runs <= MOST_RUNS &&
            examined <= runs &&
            present + absent <= examined &&
            gating.present + gating.absent <= examined,
        ),
      "more runs are counted than were examined",
    ),
  tasks: tasks.refine(
    (rows) =>
      rows.every(({ runs, gating }) =>
        Object.values(gating).every(
          ({ examined, present, absent }) => examined <= runs && present + absent <= examined,
        ),
      ),
    "more runs of a task are counted than were examined",
  ),
});
const { id, source, framework, taskKey } = reportSchema.shape.runs.element.shape;
const PLACES = z.object({ runs: z.array(z.object({ id, source, framework, taskKey })) });

/** Which runs a report is about, as far as it says. */
export type RunPlaces = z.infer<typeof PLACES>["runs"];

/** The counts of a report or baseline that stands in a file. @throws MastError that names the file and what is wrong */
export function readCounts(bytes: Uint8Array, name: string): z.infer<typeof COUNTED> {
  return check(COUNTED, parse(bytes, name), name);
}

/** The same with the places of its runs; a baseline has none. */
export function readPlaces(bytes: Uint8Array, name: string): z.infer<typeof COUNTED> & { runs: RunPlaces } {
  return check(COUNTED.extend(PLACES.shape), parse(bytes, name), name);
}

/** A whole report that stands in a file. @throws MastError that names the file and what is wrong */
export function readReport(bytes: Uint8Array, name: string): Report {
  return check(reportSchema, parse(bytes, name), name);
}

function parse(bytes: Uint8Array, name: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new MastError(`${name} is no report: ${why}`, { hint: HINT, cause: error });
  }
  if (!SCHEMA.safeParse(value).success) {
    throw new MastError(`${name} is no report of the form mast-report/1`, { hint: HINT });
  }
  return value;
}

const HINT = "mast report --format json -o FILE and mast baseline save write such files";

function check<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new MastError(`${name}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "does not fit"}`, {
    hint: `it was written by another version of mast; ${HINT}`,
  });
}
