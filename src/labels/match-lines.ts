import { hashOf } from "../core/hash.ts";
import type { LabelLine } from "./label-line.ts";

/** Where a run can be found by those who write labels. */
export interface RunPlace {
  id: string;
  /** Where in its source it stands; "" = the whole source. */
  locator: string;
}

/** The runs that label lines may mean. */
export interface RunCatalogue {
  has(id: string): boolean;
  /** Format families, with which a framework's own run key becomes a run's id. */
  families: readonly string[];
  /** Paths of the sources, in any spelling. */
  sources: readonly string[];
  /** The runs of one source; asked once per source. */
  runsOf(source: string): Promise<readonly RunPlace[]>;
}

export type LineMatch =
  | { kind: "run"; id: string }
  | { kind: "none" }
  /** What the line could mean: `path:locator` or ids. */
  | { kind: "ambiguous"; candidates: string[] };

/** Finds the run that a label line means: by run id, else by native id, else by the longest path suffix of its file. */
export class LineMatcher {
  private readonly catalogue: RunCatalogue;
  private readonly byName = new Map<string, string[]>();
  private readonly known = new Map<string, Promise<readonly RunPlace[]>>();

  constructor(catalogue: RunCatalogue) {
    this.catalogue = catalogue;
    for (const source of catalogue.sources) {
      const last = partsOf(source).at(-1) ?? "";
      this.byName.set(last, [...(this.byName.get(last) ?? []), source]);
    }
  }

  async match(line: Pick<LabelLine, "id" | "file" | "locator">): Promise<LineMatch> {
    if (line.id !== null) {
      const ids = this.idsOf(line.id);
      const [id] = ids;
      if (id !== undefined && ids.length === 1) return { kind: "run", id };
      if (ids.length > 1) return { kind: "ambiguous", candidates: ids };
    }
    return line.file === null ? { kind: "none" } : this.matchFile(line.file, line.locator);
  }

  /** A run id as it is; else the ids that the framework's own key gives in each family (see `finishRun`). */
  private idsOf(id: string): string[] {
    if (this.catalogue.has(id)) return [id];
    return this.catalogue.families
      .map((family) => hashOf(32, family, id))
      .filter((candidate) => this.catalogue.has(candidate));
  }

  private async matchFile(file: string, locator: string | null): Promise<LineMatch> {
    const wanted = partsOf(file);
    const common = (source: string): number => commonSuffix(wanted, partsOf(source));
    const named = this.byName.get(wanted.at(-1) ?? "") ?? [];
    const longest = Math.max(0, ...named.map(common));
    const places: { source: string; run: RunPlace }[] = [];
    for (const source of named.filter((one) => longest > 0 && common(one) === longest)) {
      for (const run of await this.runsOf(source)) places.push({ source, run });
    }
    const fitting = locator === null ? places : places.filter(({ run }) => run.locator === locator);
    const ids = new Set(fitting.map(({ run }) => run.id));
    const [id] = ids;
    if (id === undefined) return { kind: "none" };
    // Copies of one file give one run.
    if (ids.size === 1) return { kind: "run", id };
    const candidates = fitting.map(
      ({ source, run }) => source + (run.locator === "" ? "" : `:${run.locator}`),
    );
    return { kind: "ambiguous", candidates };
  }

  private runsOf(source: string): Promise<readonly RunPlace[]> {
    const known = this.known.get(source) ?? this.catalogue.runsOf(source);
    this.known.set(source, known);
    return known;
  }
}

function partsOf(path: string): string[] {
  return path.split(/[\\/]+/).filter((part) => part !== "" && part !== ".");
}

/** How many last parts of two paths are equal. */
function commonSuffix(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && count < b.length && a.at(-1 - count) === b.at(-1 - count)) count++;
  return count;
}
