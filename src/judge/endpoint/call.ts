import type { OpenAI } from "openai";
import type { ChatCompletionCreateParams } from "openai/resources/chat/completions";
import type { CallLimits } from "./endpoint.ts";
import { type Completion, CutOff, Gathering } from "./read-completion.ts";

const USUAL_LIMITS: CallLimits = { totalMs: 900_000, idleMs: 180_000 };

/** One attempt. Throws what the client throws, `CutOff` and `NoStream`. */
export async function call(
  client: OpenAI,
  body: ChatCompletionCreateParams,
  limits: Partial<CallLimits>,
  signal?: AbortSignal,
): Promise<Completion> {
  const { totalMs, idleMs } = { ...USUAL_LIMITS, ...limits };
  const patience = new AbortController();
  const total = setTimeout(() => patience.abort(), totalMs);
  let idle: NodeJS.Timeout | undefined;
  const abort = signal === undefined ? patience.signal : AbortSignal.any([signal, patience.signal]);
  const gathering = new Gathering();
  try {
    const result = await client.chat.completions.create(body, { signal: abort });
    if (!(Symbol.asyncIterator in result)) {
      gathering.add(result);
      return gathering.end();
    }
    const watch = (): void => {
      clearTimeout(idle);
      idle = setTimeout(() => patience.abort(), idleMs);
    };
    watch();
    for await (const part of result) {
      watch();
      gathering.add(part);
    }
    abort.throwIfAborted();
    return gathering.end();
  } catch (error) {
    if (patience.signal.aborted) throw new TimedOut("no reply in time", gathering.sofar);
    // How `fetch` says that the body ended too soon.
    if (error instanceof TypeError && gathering.sofar !== "")
      throw new CutOff("the reply breaks off", gathering.sofar);
    throw error;
  } finally {
    clearTimeout(total);
    clearTimeout(idle);
  }
}

export class TimedOut extends CutOff {}

/** Resolves after so long, or when the signal is aborted. */
export function pauseOf(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end, { once: true });
  });
}
