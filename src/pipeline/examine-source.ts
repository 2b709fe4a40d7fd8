import type { Problem, TraceAdapter } from "../adapters/adapter.ts";
import type { Probe } from "../adapters/source.ts";
import type { Loss, Run } from "../core/run.ts";
import type { OpenSource } from "../sources/open-source.ts";
import type { SourceEntry } from "../sources/walk.ts";
import { openMemoryStore } from "../store/memory.ts";
import { chooseAdapter } from "./choose-adapter.ts";
import { type NearFormat, nearFormats } from "./format-signs.ts";
import { ingest } from "./ingest.ts";
import { inlineReader, opened } from "./source-reader.ts";

/** How a source is recognised, what reading it gives, and what of it is lost. */
export interface Examination {
  /** What the content looks like before any adapter reads it. */
  kind: Probe["kind"];
  /** Decompressed size in bytes where known. */
  bytes: number | null;
  /** Who reads it; null = refused. */
  recognised: Claim | null;
  refused: { code: string; message: string } | null;
  /** All adapters that looked closer, the surest first; a score of 0 says why it is not theirs. */
  candidates: Claim[];
  /** Formats that nobody claimed although at least half their signs are there, the nearest first. */
  near: NearFormat[];
  runs: ExaminedRun[];
  /** Of all runs together. */
  losses: Loss[];
  problems: Problem[];
}

export interface Claim {
  adapter: string;
  format: string;
  /** 0–1. */
  score: number;
  why: string;
}

export interface ExaminedRun {
  id: string;
  framework: string;
  format: string;
  agents: string[];
  steps: number;
  /** Steps of which the agent is known. */
  stepsWithAgent: number;
  endReason: Run["endReason"];
  inferred: string[];
  losses: Loss[];
}

export interface ExamineOptions {
  adapters: readonly TraceAdapter[];
  /** Adapter id or family that must read it, or null: decided by content. */
  forced: string | null;
}

/** Reads one source without keeping anything, and says how that went. Closes the source. */
export async function examineSource(
  source: OpenSource,
  entry: SourceEntry,
  { adapters, forced }: ExamineOptions,
): Promise<Examination> {
  const { probe, size } = source;
  const choice = chooseAdapter(source, adapters, forced);
  const candidates = choice.candidates
    .flatMap(({ adapter, recognition }) => (recognition === null ? [] : [{ adapter, ...recognition }]))
    .sort((a, b) => b.score - a.score);
  const claimed = new Set(candidates.map(({ format }) => format));
  const near = nearFormats(probe, adapters).filter(({ format }) => !claimed.has(format));
  const read = await readOnce(source, entry, { adapters, forced });
  return {
    kind: probe.kind,
    bytes: size,
    recognised: choice.adapter === null ? null : { adapter: choice.adapter.meta.id, ...choice.recognition },
    refused: choice.adapter === null ? { code: choice.code, message: choice.why } : null,
    candidates,
    near,
    ...read,
  };
}

/** By way of a store in memory, since spans become runs only there. */
async function readOnce(source: OpenSource, entry: SourceEntry, { adapters, forced }: ExamineOptions) {
  await using store = openMemoryStore();
  const options = { cwd: entry.path, adapters, forced, tags: {}, detectors: null };
  const { problems } = await ingest([entry.path], store, {
    ...options,
    startReader: (own) => ({ ...inlineReader(own), open: () => opened(source, entry, own) }),
  });
  const runs: ExaminedRun[] = [];
  const losses = new Map<string, Loss>();
  for await (const batch of store.runs({})) {
    for (const run of batch) {
      runs.push(examined(run));
      for (const loss of run.losses) add(losses, loss);
    }
  }
  return { runs, losses: [...losses.values()], problems };
}

function examined(run: Run): ExaminedRun {
  return {
    id: run.id,
    framework: run.framework,
    format: run.format,
    agents: run.agents.map(({ name }) => name),
    steps: run.steps.length,
    stepsWithAgent: run.steps.filter(({ agent }) => agent !== null).length,
    endReason: run.endReason,
    inferred: run.inferred,
    losses: run.losses,
  };
}

function add(losses: Map<string, Loss>, { code, detail, count }: Loss): void {
  const key = `${code}\0${detail}`;
  const known = losses.get(key);
  losses.set(key, { code, detail, count: count + (known?.count ?? 0) });
}
