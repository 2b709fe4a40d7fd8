import type { Problem } from "../adapters/adapter.ts";

/** So many lost records are listed one by one for each code; the others are counted in one last problem. */
const LISTED = 100;

interface Entry {
  problems: Problem[];
  count: number;
  /** Reading goes forward, so anything up to here was already noted by an earlier pass over the source. */
  lastPlace: number;
  unit: "line" | "byte";
  repair: boolean;
}

/** What was found broken in one source. Bounded, whatever the source holds; reading twice notes nothing twice. */
export class ProblemLog {
  private readonly uri: string;
  private readonly entries = new Map<string, Entry>();

  constructor(uri: string) {
    this.uri = uri;
  }

  /** A record (or, with line 0, the whole source) that is not handed on, or only up to a place. */
  lost(line: number, code: string, message: string): void {
    this.note(line, code, message, false);
  }

  /** A part of a binary content that is not handed on; `byte` is where it starts. */
  lostPart(byte: number, code: string, message: string): void {
    this.note(byte, code, message, false, "byte");
  }

  /** Content that is read otherwise than it stands there; only the first place is kept, with a count. */
  repaired(line: number, code: string, message: string): void {
    this.note(line, code, message, true);
  }

  list(): Problem[] {
    const all: Problem[] = [];
    for (const [code, { problems, count, lastPlace, unit, repair }] of this.entries) {
      const [first] = problems;
      if (repair && first !== undefined) {
        const message = count === 1 ? first.message : `${first.message} (first of ${count} places)`;
        all.push({ ...first, message });
        continue;
      }
      all.push(...problems);
      if (count > problems.length) {
        const message = `${count - problems.length} more records like the ones before, the last one here`;
        all.push({ uri: this.uri, locator: `${unit}:${lastPlace}`, code, message });
      }
    }
    return all;
  }

  private note(
    place: number,
    code: string,
    message: string,
    repair: boolean,
    unit: Entry["unit"] = "line",
  ): void {
    let entry = this.entries.get(code);
    if (entry === undefined) {
      entry = { problems: [], count: 0, lastPlace: -1, unit, repair };
      this.entries.set(code, entry);
    }
    if (place <= entry.lastPlace) return;
    entry.lastPlace = place;
    entry.count++;
    if (entry.problems.length < (repair ? 1 : LISTED)) {
      entry.problems.push({
        uri: this.uri,
        locator: unit === "line" && place === 0 ? "" : `${unit}:${place}`,
        code,
        message,
      });
    }
  }
}
