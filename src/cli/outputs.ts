import { InvalidArgumentError } from "commander";

/** One report to write: a format and where it goes; null = standard output. */
export interface Output {
  format: string;
  file: string | null;
}

/** Ids of the reporters, named here too because help must not load them. */
export const REPORT_FORMATS: readonly string[] = [
  "table",
  "json",
  "jsonl",
  "markdown",
  "csv",
  "junit",
  "sarif",
  "github",
  "html",
];

/** Formats of plugins hold a slash; whether there is such a one is known once the configuration is read. */
export function isOfPlugin(format: string): boolean {
  return format.includes("/");
}

/** Endings that are not called as their format. */
const ENDINGS: Readonly<Record<string, string>> = { md: "markdown", txt: "table", xml: "junit", htm: "html" };

/**
 * Collects `--format F` and `-o FILE` in pairs: a file belongs to the format named just before it, or, where none is
 * waiting for a file, to the next one. `mast report --format json -o r.json --format table` writes both.
 */
export class OutputPairs {
  readonly known: readonly string[];
  private readonly list: { format: string | null; file: string | null }[] = [];

  constructor(known: readonly string[]) {
    this.known = known;
  }

  addFormat(format: string): this {
    if (!this.known.includes(format) && !isOfPlugin(format)) {
      throw new InvalidArgumentError(`known formats: ${this.known.join(", ")}.`);
    }
    const waiting = this.list.find((pair) => pair.format === null);
    if (waiting !== undefined) waiting.format = format;
    else this.list.push({ format, file: null });
    return this;
  }

  addFile(file: string): this {
    const last = this.list.at(-1);
    if (last !== undefined && last.file === null) last.file = file;
    else this.list.push({ format: null, file });
    return this;
  }

  /** What to write; where no format was named, the file's ending decides, else `fallback`. */
  pairs(fallback: string): Output[] {
    if (this.list.length === 0) return [{ format: fallback, file: null }];
    return this.list.map(({ format, file }) => {
      const ending = file?.slice(file.lastIndexOf(".") + 1).toLowerCase();
      const known = this.known.find((name) => name === (ENDINGS[ending ?? ""] ?? ending));
      return { format: format ?? known ?? fallback, file };
    });
  }
}
