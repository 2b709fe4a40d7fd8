import { Worker } from "node:worker_threads";
import { UnreadableSource } from "./source-reader.ts";
import type { WorkerReply, WorkerRequest, WorkerSetup } from "./worker-messages.ts";

/**
 * Room for short-lived values, in MB, of all workers together, and at least of each. A lone one with twice the least takes
 * 4–8 % less processor time and 10–20 MB more memory on the formats of the bench, with half of it a tenth more time; V8's
 * own choice is 48 for each.
 */
const YOUNG_MB = 32;
const LEAST_YOUNG_MB = 16;
/** From so much to read on, in bytes, each has the least: over 256 MB of OTLP that is 34 MB of memory. */
export const LONG = 128 << 20;

/** For each of so many workers that read so many bytes together. */
export function youngMb(workers: number, bytes: number): number {
  return bytes >= LONG ? LEAST_YOUNG_MB : Math.max(LEAST_YOUNG_MB, YOUNG_MB / workers);
}

/** The thread ended before it came to this job. */
export class ThreadLost extends Error {}

/** One source or assembly in one thread: replies as they came, until the last. */
export class Job {
  readonly id: number;
  /** Bytes that the thread has to read for it. */
  readonly bytes: number;
  private readonly thread: ReadingThread;
  private readonly replies: WorkerReply[] = [];
  private failure: Error | null = null;
  private wake: (() => void) | null = null;
  private over = false;

  constructor(id: number, bytes: number, thread: ReadingThread) {
    this.id = id;
    this.bytes = bytes;
    this.thread = thread;
  }

  receive(reply: WorkerReply): void {
    if (reply.type === "unreadable") this.fail(new UnreadableSource(reply.code, reply.message));
    else if (reply.type === "bug") this.fail(new Error(reply.message));
    else {
      this.over = reply.type === "end" || reply.type === "whole" || reply.type === "assembled";
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

/** A worker thread with the jobs that it was given and has not finished. */
export class ReadingThread {
  private readonly worker: Worker;
  private readonly jobs = new Map<number, Job>();
  private readonly onRoom: () => void;
  dead = false;

  /** `youngMb`: room for its short-lived values; `onRoom` is called whenever there are fewer jobs. */
  constructor(workerData: WorkerSetup, youngMb: number, onRoom: () => void) {
    this.onRoom = onRoom;
    // The compiled file: worker threads of Node 20 load no TypeScript.
    this.worker = new Worker(new URL("./read-worker.js", import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: youngMb },
    });
    this.worker.on("message", (reply: WorkerReply) => {
      const job = this.jobs.get(reply.job);
      job?.receive(reply);
      if (job?.isOver !== true) return;
      this.jobs.delete(reply.job);
      this.onRoom();
    });
    this.worker.on("error", (error) => this.die(error));
    this.worker.on("exit", () => this.die(new Error("the thread ended")));
  }

  /** Jobs that are not finished. */
  get load(): number {
    return this.jobs.size;
  }

  /** Bytes of the jobs that are not finished. */
  get bytes(): number {
    let bytes = 0;
    for (const job of this.jobs.values()) bytes += job.bytes;
    return bytes;
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
    this.onRoom();
  }
}
