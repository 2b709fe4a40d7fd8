import type { SourceEntry } from "../sources/walk.ts";
import type { StaleAssembly } from "../store/store.ts";
import type { LabelledAssembly } from "./assemble.ts";
import type { ReadEnd } from "./read-source.ts";
import { Job, ReadingThread, ThreadLost, youngMb } from "./reading-thread.ts";
import {
  inlineReader,
  type OpenedSource,
  type ProcessedPart,
  type ReaderOptions,
  type SourceReader,
} from "./source-reader.ts";
import type { WorkerReply, WorkerRequest, WorkerSetup } from "./worker-messages.ts";

/** Jobs that a worker has before it in any case, so that it need not wait for this thread between two of them … */
const AHEAD = 2;
/** … and at most, of those that are `AHEAD_BYTES` together: this thread may be busy with a source of its own. */
const MOST_AHEAD = 6;
const AHEAD_BYTES = 1 << 20;
/**
 * A larger source is left to a worker, which takes it in parts: read here it would keep this thread from storing for
 * too long, and memory that it runs out of would be that of the whole process.
 */
const OWN_BYTES = 12 << 20;

/**
 * Reads and assembles in worker threads with the built-in adapters and detectors, and in this thread whenever they have
 * enough before them and there is nothing to store.
 */
export class WorkerReader implements SourceReader {
  readonly parallel: number;
  private readonly youngMb: number;
  private readonly inline: SourceReader;
  private readonly setup: WorkerSetup;
  /** One less than there are threads, also for sources that only workers read: one more heap took 50 MB for a tenth of the time. */
  private readonly threads: (ReadingThread | null)[];
  private readonly waiting: (() => void)[] = [];
  private jobs = 0;
  private reading = false;
  private ended = false;

  /** `threads`: this one among them; at least 2. `bytes`: all that there is to read. The first worker is started at once, so that it is there when there is something to read. */
  constructor(options: ReaderOptions, threads: number, bytes: number) {
    const { forced, tags, limits, detectors } = options;
    this.inline = inlineReader(options);
    this.parallel = (threads - 1) * MOST_AHEAD + 1;
    this.youngMb = youngMb(threads - 1, bytes);
    this.setup = {
      forced,
      tags,
      limits: limits ?? {},
      detectors:
        detectors === null
          ? null
          : {
              chosen: detectors.detectors.map(({ meta: { id, lowered } }) => ({ id, lowered })),
              options: detectors.options,
            },
    };
    this.threads = Array.from({ length: threads - 1 }, () => null);
    this.threads[0] = this.newThread();
  }

  async open(entry: SourceEntry): Promise<OpenedSource> {
    // Standard input belongs to this thread.
    if (entry.path === "-") return this.inline.open(entry);
    const bytes = entry.bytes ?? 0;
    const begun = await this.begin(bytes, bytes <= OWN_BYTES, (job) => ({ type: "read", job, entry }));
    if (begun === null) return this.openHere(entry);
    const { job, first } = begun;
    if (first.type !== "opened" && first.type !== "whole") {
      throw new Error(`worker answered ${first.type} before opening`);
    }
    const { key, stamp, contentHash } = first;
    return {
      key,
      stamp,
      contentHash,
      parts: () => (first.type === "whole" ? partsOfWhole(first) : partsOf(job)),
      [Symbol.asyncDispose]: async () => job.drop(),
    };
  }

  async assemble(assembly: StaleAssembly): Promise<LabelledAssembly | null> {
    const bytes = assembly.fragments.reduce((sum, { packed }) => sum + packed.length, 0);
    const begun = await this.begin(bytes, true, (job) => ({ type: "assemble", job, assembly }));
    if (begun === null) return this.inTurn(() => this.inline.assemble(assembly)).finally(() => this.done());
    const { first } = begun;
    if (first.type !== "assembled") throw new Error(`worker answered ${first.type} to an assembly`);
    return first.made;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.ended = true;
    await Promise.all(this.threads.map((thread) => thread?.stop()));
  }

  /** Gives the job to a worker and waits for the first answer; null: it is this thread's, which is taken then. */
  private async begin(
    bytes: number,
    mayBeHere: boolean,
    request: (job: number) => WorkerRequest,
  ): Promise<{ job: Job; first: WorkerReply } | null> {
    for (;;) {
      // Jobs that lose their thread to the end of all would start another one, which nobody ends.
      if (this.ended) throw new Error("the reader has ended");
      const thread = this.roomFor(bytes);
      if (thread === null) {
        if (mayBeHere && !this.reading) {
          this.reading = true;
          return null;
        }
        await new Promise<void>((resolve) => this.waiting.push(resolve));
        continue;
      }
      const job = new Job(this.jobs++, bytes, thread);
      thread.start(job, request(job.id));
      try {
        return { job, first: await job.next() };
      } catch (error) {
        if (!(error instanceof ThreadLost)) throw error;
      }
    }
  }

  /** The worker with the least before it; null where all have enough. */
  private roomFor(bytes: number): ReadingThread | null {
    let best: ReadingThread | null = null;
    for (let index = 0; index < this.threads.length; index++) {
      const known = this.threads[index] ?? null;
      const thread = known === null || known.dead ? this.newThread() : known;
      this.threads[index] = thread;
      if (thread.load === 0) return thread;
      if (best === null || thread.load < best.load) best = thread;
    }
    if (best === null || best.load < AHEAD) return best;
    return best.load < MOST_AHEAD && best.bytes + bytes <= AHEAD_BYTES ? best : null;
  }

  private newThread(): ReadingThread {
    return new ReadingThread(this.setup, this.youngMb, () => this.wake());
  }

  private async openHere(entry: SourceEntry): Promise<OpenedSource> {
    try {
      const source = await this.inTurn(() => this.inline.open(entry));
      const { key, stamp, contentHash } = source;
      return {
        key,
        stamp,
        contentHash,
        parts: () => this.partsInTurn(source.parts()),
        [Symbol.asyncDispose]: async () => {
          this.done();
          await source[Symbol.asyncDispose]();
        },
      };
    } catch (error) {
      this.done();
      throw error;
    }
  }

  private async *partsInTurn(parts: ReturnType<OpenedSource["parts"]>): ReturnType<OpenedSource["parts"]> {
    let next = await parts.next();
    while (!next.done) {
      yield next.value;
      next = await this.inTurn(() => parts.next());
    }
    return next.value;
  }

  /** After what the workers have sent meanwhile was taken from them, so that none of them waits for long. */
  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    return work();
  }

  /** This thread is free again. */
  private done(): void {
    this.reading = false;
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

async function* partsOfWhole({
  part,
  end,
}: Extract<WorkerReply, { type: "whole" }>): ReturnType<OpenedSource["parts"]> {
  if (part !== null) yield part;
  return end;
}

async function* partsOf(job: Job): AsyncGenerator<ProcessedPart, ReadEnd> {
  for (;;) {
    const reply = await job.next();
    if (reply.type === "end" && reply.end !== null) return reply.end;
    if (reply.type !== "part") throw new Error(`worker answered ${reply.type} while reading`);
    yield reply.part;
    job.more();
  }
}
