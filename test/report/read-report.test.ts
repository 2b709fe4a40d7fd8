import { describe, expect, test } from "vitest";
import type { Report } from "../../src/core/report.ts";
import { buildReport, collectReport } from "../../src/report/build-report.ts";
import { readCounts, readPlaces, readReport } from "../../src/report/read-report.ts";
import { fullInput } from "../helpers/fake-report.ts";

const report = JSON.parse(JSON.stringify(await collectReport(await buildReport(fullInput())))) as Report;
const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

describe("a report in a file", () => {
  test("is read as it was written, whole or in parts", () => {
    expect(readReport(bytes(report), "r.json")).toEqual(report);
    const { mast, taxonomy, modes, rates, tasks, suppressions } = report;
    expect(readCounts(bytes(report), "r.json")).toEqual({
      mast,
      taxonomy,
      modes,
      rates,
      tasks,
      suppressions,
    });
    expect(readPlaces(bytes(report), "r.json").runs.map(({ id }) => id)).toEqual(
      report.runs.map(({ id }) => id),
    );
  });

  test("may have fields of a later mast where only counts are asked for", () => {
    const withMore = (rows: readonly object[]) => rows.map((row) => ({ ...row, more: 1 }));
    const { rates, tasks, modes, suppressions } = report;
    const later = {
      ...{ ...report, more: 1, rates: withMore(rates), tasks: withMore(tasks), modes: withMore(modes) },
      suppressions: withMore(suppressions),
    };
    expect(readCounts(bytes(later), "r.json")).toEqual(readCounts(bytes(report), "r.json"));
    expect(() => readReport(bytes(later), "r.json")).toThrow("r.json: ");
  });

  const [row] = report.rates;
  const [task] = report.tasks;
  const withRow = (change: object) => ({ ...report, rates: [{ ...row, ...change }] });
  test.each([
    ["no JSON", new TextEncoder().encode("{"), "r.json is no report: "],
    ["no UTF-8", Uint8Array.of(0x22, 0xff, 0x22), "r.json is no report: "],
    ["something else", bytes({ schema: "mast-eval/1" }), "no report of the form mast-report/1"],
    ["rows that are there twice", bytes({ ...report, rates: [row, row] }), "the same runs are counted twice"],
    ["a list", bytes([report]), "no report of the form mast-report/1"],
    ["no rates", bytes({ ...report, rates: undefined }), "r.json: rates: "],
    ["more found than examined", bytes(withRow({ present: 9, examined: 3 })), "counted than were examined"],
    [
      "more counted than examined",
      bytes(withRow({ gating: { present: 50, absent: 0, unknown: 0 } })),
      "counted than were",
    ],
    [
      "more runs than there are",
      bytes(withRow({ runs: 1e12, examined: 1e12 })),
      "counted than were examined",
    ],
    ["a negative count", bytes(withRow({ runs: -1 })), "r.json: rates.0.runs: "],
    [
      "more of a task than were run",
      bytes({ ...report, tasks: [{ ...task, gating: { any: { examined: 1, present: 2, absent: 0 } } }] }),
      "more runs of a task",
    ],
  ])("with %s is refused with its name and the place", (_name, content, message) => {
    expect(() => readCounts(content, "r.json")).toThrow(message);
  });
});
