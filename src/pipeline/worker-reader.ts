import { Worker } from "node:worker_threads";
import type { SourceEntry } from "../sources/walk.ts";
import type { StaleAssembly } from "../store/store.ts";
import type { LabelledAssembly } from "./assemble.ts";
import type { ReadEnd } from "./read-source.ts";
import {
  inlineReader,
  type OpenedSource,
  type ProcessedPart,
  type ReaderOptions,
  type SourceReader,
  UnreadableSource,
} from "./source-reader.ts";
import type { WorkerReply, WorkerRequest, WorkerSetup } from "./worker-messages.ts";

/** Sources or assemblies that a worker has before it, so that it need not wait for this thread between two of them. */
const AHEAD = 2;
/**
 * Room for short-lived values of a thread, in MB. V8's own choice (48) costs 30 MB more a thread; half of this saves 10 MB
 * and costs a tenth more processor time, measured over the formats of the bench.
 */
const YOUNG_MB = 16;

/** Reads and assembles in worker threads with the built-in adapters and detectors; this thread is left to store. */
export class WorkerReader implements SourceReader {
  readonly parallel: number;
  private readonly inline: SourceReader;
  private readonly setup: WorkerSetup;
  private readonly threads: (Thread | null)[];
  private jobs = 0;
  private ended = false;

  constructor(options: ReaderOptions, threads: number) {
    const { forced, tags, limits, detectors } = options;
    this.inline = inlineReader(options);
    this.parallel = threads * AHEAD;
    this.threads = Array.from({ length: threads }, () => null);
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
  }

  async open(entry: SourceEntry): Promise<OpenedSource> {
    // Standard input belongs to this thread.
    if (entry.path === "-") return this.inline.open(entry);
    const { job, first: opened } = await this.begin((id) => ({ type: "read", job: id, entry }));
    if (opened.type !== "opened") throw new Error(`worker answered ${opened.type} before opening`);
    const { key, stamp, contentHash } = opened;
    return {
      key,
      stamp,
      contentHash,
      parts: () => partsOf(job),
      [Symbol.asyncDispose]: async () => job.drop(),
    };
  }

  async assemble(assembly: StaleAssembly): Promise<LabelledAssembly | null> {
    const { first } = await this.begin((id) => ({ type: "assemble", job: id, assembly }));
    if (first.type !== "assembled") throw new Error(`worker answered ${first.type} to an assembly`);
    return first.made;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.ended = true;
    await Promise.all(this.threads.map((thread) => thread?.stop()));
  }

  /** Gives the job to a thread and waits for the first answer. */
  private async begin(request: (job: number) => WorkerRequest): Promise<{ job: Job; first: WorkerReply }> {
    for (;;) {
      // Jobs that lose their thread to the end of all would start another one, which nobody ends.
      if (this.ended) throw new Error("the reader has ended");
      const thread = this.leastBusy();
      const job = new Job(this.jobs++, thread);
      thread.start(job, request(job.id));
      try {
        return { job, first: await job.next() };
      } catch (error) {
        if (!(error instanceof ThreadLost)) throw error;
      }
    }
  }

  private leastBusy(): Thread {
    let best: Thread | null = null;
    for (const [index, known] of this.threads.entries()) {
      const thread = known === null || known.dead ? new Thread(this.setup) : known;
      this.threads[index] = thread;
      if (best === null || thread.load < best.load) best = thread;
      if (best.load === 0) break;
    }
    if (best === null) throw new Error("a reader needs at least one thread");
    return best;
  }
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

/** The thread ended before it came to this job. */
class ThreadLost extends Error {}

/** One source or assembly in one thread: replies as they came, until the last. */
class Job {
  readonly id: number;
  private readonly thread: Thread;
  private readonly replies: WorkerReply[] = [];
  private failure: Error | null = null;
  private wake: (() => void) | null = null;
  private over = false;

  constructor(id: number, thread: Thread) {
    this.id = id;
    this.thread = thread;
  }

  receive(reply: WorkerReply): void {
    if (reply.type === "unreadable") this.fail(new UnreadableSource(reply.code, reply.message));
    else if (reply.type === "bug") this.fail(new Error(reply.message));
    else {
      this.over = reply.type === "end" || reply.type === "assembled";
      this.replies.push(reply);
      this.wake?.();
    }
  }

  fail(error: Error): void {
    this.over = true;
    this.failure = error;
    this.wake?.();
  }

  get isOver(): boolean {
    return this.over;
  }

  async next(): Promise<WorkerReply> {
    for (;;) {
      const reply = this.replies.shift();
      if (reply !== undefined) return reply;
      if (this.failure !== null) throw this.failure;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = null;
    }
  }

  more(): void {
    if (!this.over) this.thread.send({ type: "more", job: this.id });
  }

  drop(): void {
    if (!this.over) this.thread.send({ type: "drop", job: this.id });
  }
}

class Thread {
  private readonly worker: Worker;
  private readonly jobs = new Map<number, Job>();
  dead = false;

  constructor(workerData: WorkerSetup) {
    // The compiled file: worker threads of Node 20 load no TypeScript.
    this.worker = new Worker(new URL("./read-worker.js", import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.worker.on("message", (reply: WorkerReply) => {
      const job = this.jobs.get(reply.job);
      job?.receive(reply);
      if (job?.isOver === true) this.jobs.delete(reply.job);
    });
    this.worker.on("error", (error) => this.die(error));
    this.worker.on("exit", () => this.die(new Error("the thread ended")));
  }

  get load(): number {
    return this.jobs.size;
  }

  start(job: Job, request: WorkerRequest): void {
    this.jobs.set(job.id, job);
    this.send(request);
  }

  send(request: WorkerRequest): void {
    this.worker.postMessage(request);
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  /** The first job is what the thread died of, most often for want of memory; those behind it go to another thread. */
  private die(cause: Error): void {
    this.dead = true;
    const [culprit, ...waiting] = this.jobs.values();
    culprit?.fail(
      new UnreadableSource("reader-died", `the thread that worked on it ended: ${cause.message}`, { cause }),
    );
    for (const job of waiting) job.fail(new ThreadLost());
    this.jobs.clear();
  }
}
