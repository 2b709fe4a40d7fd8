import type { Problem } from "../adapters/adapter.ts";
import type { SourceLimits } from "../sources/limits.ts";
import { type OpenSource, openSource, SourceError } from "../sources/open-source.ts";
import type { SourceEntry } from "../sources/walk.ts";
import {
  type EncodedLabels,
  type EncodedRun,
  encodeLabels,
  encodeRun,
  type PackedFragments,
  packFragments,
} from "../store/store.ts";
import { type Assembler, assemble } from "./assemble.ts";
import { type DetectorSet, labelRun } from "./detect.ts";
import { type ReadContext, type ReadEnd, type ReadPart, readSource } from "./read-source.ts";

/** A part of a source, ready to be stored. */
export interface ProcessedPart {
  runs: EncodedRun[];
  fragments: PackedFragments[];
  /** Labels of the detectors for these runs; empty where no detectors were given. */
  labelled: EncodedLabels[];
}

export interface OpenedSource extends AsyncDisposable {
  /** Absolute path, or `stdin:<content hash>`. */
  key: string;
  stamp: string | null;
  contentHash: string;
  /** May be called once; returns how reading ended. */
  parts(): AsyncGenerator<ProcessedPart, ReadEnd>;
}

/** Opens, reads and prepares sources and makes runs of their fragments, here or in worker threads. */
export interface SourceReader extends Assembler, AsyncDisposable {
  /** How many sources or assemblies are worth having under way at a time. */
  readonly parallel: number;
  /** @throws UnreadableSource where the file cannot be opened */
  open(entry: SourceEntry): Promise<OpenedSource>;
}

/** A source that cannot be opened or read at all; becomes a problem of the walk. */
export class UnreadableSource extends Error {
  /** Kebab-case, as in `Problem.code`. */
  readonly code: string;

  constructor(code: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

export interface ReaderOptions extends ReadContext {
  limits?: Partial<SourceLimits>;
  /** What the path `-` reads. */
  stdin?: NodeJS.ReadableStream | null;
  /** Label runs as they are read, which saves reading them back; null = leave it to the detect station. */
  detectors: DetectorSet | null;
}

/** Bytes that one thread reads in about the time that starting another costs. */
export const WORTH_THREADS = 12 << 20;

/** Reads in this thread. */
export function inlineReader(options: ReaderOptions): SourceReader {
  return {
    parallel: 1,
    open: (entry) => openInline(entry, options),
    assemble: (assembly) => readable(async () => assemble(assembly, options)),
    async [Symbol.asyncDispose]() {},
  };
}

async function openInline(entry: SourceEntry, options: ReaderOptions): Promise<OpenedSource> {
  return opened(
    await readable(() => openSource(entry, options.limits, options.stdin ?? null)),
    entry,
    options,
  );
}

/** What the pipeline needs of a source that is open already; it is closed with what is returned. */
export async function opened(
  source: OpenSource,
  entry: SourceEntry,
  options: ReaderOptions,
): Promise<OpenedSource> {
  const contentHash = await readable(() => source.contentHash());
  const key = entry.path === "-" ? `stdin:${contentHash}` : entry.path;
  return {
    key,
    stamp: source.stamp,
    contentHash,
    parts: async function* () {
      const reading = readSource(source, key, options);
      let next = await readable(() => reading.next());
      while (!next.done) {
        yield processPart(next.value, options.detectors);
        next = await readable(() => reading.next());
      }
      return next.value;
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}

function processPart({ runs, fragments }: ReadPart, detectors: DetectorSet | null): ProcessedPart {
  return {
    runs: runs.map(({ run, json }) => encodeRun(run, json)),
    fragments: packFragments(fragments),
    labelled:
      detectors === null
        ? []
        : runs.map(({ run }) =>
            encodeLabels({ ...labelRun(run, detectors, []), contentHash: run.contentHash }),
          ),
  };
}

/** What the sources say cannot be read is the source's; anything else is a bug of mast. */
export async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SourceError) throw new UnreadableSource(error.code, error.message, { cause: error });
    if (error instanceof Error && "syscall" in error) {
      throw new UnreadableSource("read-failed", `cannot be read: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

export function unreadableProblem(entry: SourceEntry, error: UnreadableSource): Problem {
  const uri = entry.path === "-" ? "-" : entry.path;
  return { uri, locator: "", code: error.code, message: error.message };
}
