import type { Problem } from "../adapters/adapter.ts";

/** So many lost records are listed one by one for each code; the others are counted in one last problem. */
const LISTED = 100;

interface Entry {
  problems: Problem[];
  count: number;
  /** Reading goes forward, so anything up to here was already noted by an earlier pass over the source. */
  lastLine: number;
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

  /** Content that is read otherwise than it stands there; only the first place is kept, with a count. */
  repaired(line: number, code: string, message: string): void {
    this.note(line, code, message, true);
  }

  list(): Problem[] {
    const all: Problem[] = [];
    for (const [code, { problems, count, lastLine, repair }] of this.entries) {
      const [first] = problems;
      if (repair && first !== undefined) {
        const message = count === 1 ? first.message : `${first.message} (first of ${count} places)`;
        all.push({ ...first, message });
        continue;
      }
      all.push(...problems);
      if (count > problems.length) {
        const message = `${count - problems.length} more records like the ones before, the last one here`;
        all.push({ uri: this.uri, locator: `line:${lastLine}`, code, message });
      }
    }
    return all;
  }

  private note(line: number, code: string, message: string, repair: boolean): void {
    let entry = this.entries.get(code);
    if (entry === undefined) {
      entry = { problems: [], count: 0, lastLine: -1, repair };
      this.entries.set(code, entry);
    }
    if (line <= entry.lastLine) return;
    entry.lastLine = line;
    entry.count++;
    if (entry.problems.length < (repair ? 1 : LISTED)) {
      entry.problems.push({ uri: this.uri, locator: line === 0 ? "" : `line:${line}`, code, message });
    }
  }
}
