import type { Run } from "../../src/core/run.ts";
import type { Draw } from "./words.ts";

/** A small point of any piece of work that colleagues settle, correct or forget. */
export interface Detail {
  /** What is settled: "the room". */
  readonly name: string;
  readonly old: string;
  readonly now: string;
  /** A sentence of the result that states it, with {value}. */
  readonly sentence: string;
}

const DETAILS: readonly [Detail, ...Detail[]] = [
  { name: "contact", old: "Mr Hanson", now: "Ms Iversen", sentence: "Your contact for this is {value}." },
  { name: "venue", old: "room 12", now: "room 31", sentence: "The papers can be seen in {value}." },
  { name: "deadline", old: "4 June", now: "11 June", sentence: "Replies are due by {value}." },
  { name: "file name", old: "notes.md", now: "summary.csv", sentence: "The result is filed as {value}." },
  { name: "weekday", old: "Tuesday", now: "Thursday", sentence: "It takes effect on {value}." },
  { name: "reference", old: "AZ-1140", now: "AZ-2041", sentence: "Please quote {value}." },
  { name: "unit", old: "gallons", now: "litres", sentence: "All quantities are in {value}." },
  { name: "time of the call", old: "9:30", now: "14:15", sentence: "The call back is at {value}." },
  { name: "addressee", old: "the town office", now: "the harbour board", sentence: "This goes to {value}." },
  { name: "currency", old: "GBP", now: "CHF", sentence: "Amounts are to be settled in {value}." },
  { name: "version number", old: "2.3", now: "3.0", sentence: "This is version {value} of the record." },
  { name: "branch", old: "release-7", now: "release-9", sentence: "The change belongs on {value}." },
  { name: "phone extension", old: "4471", now: "8820", sentence: "Questions go to extension {value}." },
  { name: "postcode", old: "24937", now: "25980", sentence: "The address has the postcode {value}." },
];

/** A detail of which nothing stands in the run yet. */
export function freshDetail(run: Run, draw: Draw): Detail | null {
  const texts = [
    run.task ?? "",
    ...run.steps.map(({ text, args }) => `${text} ${JSON.stringify(args ?? "")}`),
  ];
  const fresh = DETAILS.filter(
    ({ old, now }) => !texts.some((text) => text.includes(old) || text.includes(now)),
  );
  const [first, ...more] = fresh;
  return first === undefined ? null : draw.pick([first, ...more]);
}

export function stated({ sentence }: Detail, value: string): string {
  return sentence.replace("{value}", value);
}
