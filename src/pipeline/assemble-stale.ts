import type { Problem } from "../adapters/adapter.ts";
import type { StaleAssembly, Store } from "../store/store.ts";
import type { Assembler, LabelledAssembly } from "./assemble.ts";
import { putFirstLabels } from "./detect.ts";
import { UnreadableSource } from "./source-reader.ts";

/** Assemblies stored in one transaction, and bytes of runs after which it is not made larger. */
const BATCH = 50;
const BATCH_BYTES = 1 << 20;

/**
 * Makes every run anew that has fragments in a source stored since the last time, and stores it with its labels.
 * Returns problems with what could not be made; it is tried again the next time, as is all that an interruption left.
 */
export async function assembleStale(
  store: Store,
  assembler: Assembler,
  signal?: AbortSignal,
): Promise<Problem[]> {
  const stale = store.staleAssemblies();
  const problems: Problem[] = [];
  let batch: LabelledAssembly[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    const made = batch;
    batch = [];
    bytes = 0;
    await store.putAssemblies(made);
    await putFirstLabels(
      store,
      made.flatMap(({ labelled }) => labelled),
    );
  };
  const lane = async (): Promise<void> => {
    for await (const assembly of stale) {
      signal?.throwIfAborted();
      const made = await madeOf(assembly, assembler, problems);
      if (made === null) continue;
      batch.push(made);
      for (const { body } of made.runs) bytes += body.length;
      if (batch.length >= BATCH || bytes >= BATCH_BYTES) await flush();
    }
  };
  await Promise.all(Array.from({ length: assembler.parallel }, lane));
  if (batch.length > 0) await flush();
  return problems;
}

async function madeOf(
  assembly: StaleAssembly,
  assembler: Assembler,
  problems: Problem[],
): Promise<LabelledAssembly | null> {
  const [uri = ""] = assembly.sources;
  try {
    return await assembler.assemble(assembly);
  } catch (error) {
    if (!(error instanceof UnreadableSource)) throw error;
    problems.push({ uri, locator: "", code: error.code, message: error.message });
    return null;
  }
}
