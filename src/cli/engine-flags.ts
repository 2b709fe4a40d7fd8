import { setFlagsFromString } from "node:v8";

/**
 * Each with its reason. V8 reads them whenever it collects or compiles, so they may be set in a running process, and
 * threads that start later have them, too.
 */
const FLAGS = [
  // Lets each heap of this process (its own and those of the reading threads) grow by 90 % before old space is collected
  // again. V8 would let it grow up to fourfold, as there is memory: three heaps of that kind took a quarter more memory in
  // the same time, over the formats of the bench, and 150 % took 38 MB more for 1 % of it.
  "--heap-growing-percent=90",
  // With a thread reading on each core, short-lived values are collected sooner by the thread that made them than with
  // the help of others that are busy, too.
  "--no-parallel-scavenge",
  // A command lives for seconds and has much code (adapters, detectors), which each thread compiles for itself: that was
  // a third of the processor time of labelling 64 MB (docs/adr/0280). So only small functions are copied into their callers,
  "--max-inlined-bytecode-size=30",
  // expressions are not polished in the form in which they run once, before they are compiled for good,
  "--no-regexp-peephole-optimization",
  // and functions are compiled for speed a little later. The V8 of Node 22 and later counts in another way.
  ...(process.versions.v8.startsWith("11.") ? ["--interrupt-budget=800000"] : []),
];

/** Over 1 GB of OTLP JSON lines, three runs each in turn: 244–284 MB, and 272–305 with 90 %, in the same time. */
const LONG_WORK = "--heap-growing-percent=50";

let areSet = false;

/** Fits the engine to short work in several threads. For a command only: in a library it would change its host. */
export function setEngineFlags(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
  areSet = true;
}

/** For work that takes minutes, where the engine is ours to fit: in that time a heap meets its worst moment. */
export function keepHeapsSmall(): void {
  if (areSet) setFlagsFromString(LONG_WORK);
}
