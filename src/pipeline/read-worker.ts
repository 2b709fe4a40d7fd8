import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { ADAPTERS } from "../adapters/registry.ts";
import { withLoweredTiers } from "../detectors/detector.ts";
import { DETECTORS } from "../detectors/registry.ts";
import type { SourceEntry } from "../sources/walk.ts";
import type { EncodedRun, StaleAssembly } from "../store/store.ts";
import { inlineReader, type ProcessedPart, UnreadableSource } from "./source-reader.ts";
import type { WorkerReply, WorkerRequest, WorkerSetup } from "./worker-messages.ts";

type Work = Extract<WorkerRequest, { type: "read" | "assemble" }>;

/** A worker thread: does one job after the other and sends what is to be stored to the thread that stores. */
class ReadWorker {
  private readonly port: MessagePort;
  private readonly reader;
  private readonly jobs: Work[] = [];
  private readonly dropped = new Set<number>();
  private busy = false;
  private current = -1;
  /** Parts of the current job that may be sent before the next has to wait. */
  private credit = 0;
  private resume: (() => void) | null = null;

  constructor(port: MessagePort, { forced, tags, limits, detectors }: WorkerSetup) {
    this.port = port;
    this.reader = inlineReader({
      adapters: ADAPTERS,
      forced,
      tags,
      limits,
      detectors:
        detectors === null
          ? null
          : {
              detectors: DETECTORS.flatMap((detector) => {
                const one = detectors.chosen.find(({ id }) => id === detector.meta.id);
                return one === undefined ? [] : [withLoweredTiers(detector, one.lowered)];
              }),
              options: detectors.options,
            },
    });
    port.on("message", (request: WorkerRequest) => this.receive(request));
  }

  private receive(request: WorkerRequest): void {
    if (request.type === "read" || request.type === "assemble") {
      this.jobs.push(request);
      if (!this.busy) void this.work();
      return;
    }
    if (request.type === "drop") this.dropped.add(request.job);
    if (request.job !== this.current) return;
    this.credit++;
    this.resume?.();
  }

  private async work(): Promise<void> {
    this.busy = true;
    for (let next = this.jobs.shift(); next !== undefined; next = this.jobs.shift()) await this.do(next);
    this.busy = false;
  }

  private async do(work: Work): Promise<void> {
    const { job } = work;
    try {
      await (work.type === "read" ? this.read(job, work.entry) : this.assemble(job, work.assembly));
    } catch (error) {
      if (error instanceof UnreadableSource)
        this.send({ job, type: "unreadable", code: error.code, message: error.message });
      else
        this.send({
          job,
          type: "bug",
          message: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
    }
  }

  private async read(job: number, entry: SourceEntry): Promise<void> {
    this.current = job;
    this.credit = 1;
    await using source = await this.reader.open(entry);
    const { key, stamp, contentHash } = source;
    const head = { key, stamp, contentHash };
    const parts = source.parts();
    const first = await parts.next();
    let next = first.done ? first : await parts.next();
    if (next.done) {
      const part = first.done ? null : first.value;
      this.send({ job, type: "whole", ...head, part, end: next.value }, part === null ? [] : buffersOf(part));
      return;
    }
    this.send({ job, type: "opened", ...head });
    if (!first.done) this.sendPart(job, first.value);
    while (!next.done) {
      await this.permission();
      if (this.dropped.has(job)) break;
      this.sendPart(job, next.value);
      next = await parts.next();
    }
    this.send({ job, type: "end", end: next.done === true ? next.value : null });
  }

  private sendPart(job: number, part: ProcessedPart): void {
    this.send({ job, type: "part", part }, buffersOf(part));
  }

  private async assemble(job: number, assembly: StaleAssembly): Promise<void> {
    const made = await this.reader.assemble(assembly);
    this.send({ job, type: "assembled", made }, bodiesOf(made?.runs ?? []));
  }

  /** Parts of a long source wait until the one before is stored, so that they do not pile up in memory. */
  private async permission(): Promise<void> {
    if (this.credit === 0) {
      await new Promise<void>((resolve) => {
        this.resume = resolve;
      });
      this.resume = null;
    }
    this.credit--;
  }

  private send(reply: WorkerReply, transfer: ArrayBuffer[] = []): void {
    this.port.postMessage(reply, transfer);
  }
}

function buffersOf({ runs, fragments }: ProcessedPart): ArrayBuffer[] {
  return [...bodiesOf(runs), ...fragments.map(({ packed }) => packed.buffer)];
}

function bodiesOf(runs: readonly EncodedRun[]): ArrayBuffer[] {
  return runs.map(({ body }) => body.buffer);
}

if (parentPort !== null) new ReadWorker(parentPort, workerData as WorkerSetup);
