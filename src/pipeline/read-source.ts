import type { Fragment, Problem, TraceAdapter } from "../adapters/adapter.ts";
import type { FinishedRun } from "../adapters/finish-run.ts";
import type { TraceSource } from "../adapters/source.ts";
import { hashOf } from "../core/hash.ts";
import { chooseAdapter } from "./choose-adapter.ts";
import { finishDraft } from "./finish-draft.ts";

export interface ReadContext {
  adapters: readonly TraceAdapter[];
  /** Adapter id or family that must read it, or null: decided by content. */
  forced: string | null;
  /** Put on every run. */
  tags: Readonly<Record<string, string>>;
}

/** What was read since the last part; a source of any length is handed on in parts of about `PART_CHARS`. */
export interface ReadPart {
  runs: FinishedRun[];
  fragments: Fragment[];
}

export interface ReadEnd {
  outcome: "read" | "refused";
  adapter: string | null;
  problems: Problem[];
}

/** A source as the pipeline needs it: what adapters see, the hash of its content, and what went wrong below them. */
export interface IdentifiedSource extends TraceSource {
  contentHash(): Promise<string>;
  problems(): readonly Problem[];
}

/** Characters of text after which a part is handed on: far above the usual file, far below the memory bar. */
const PART_CHARS = 1 << 20;

/**
 * Recognises and reads one source. Runs come finished and checked; what an adapter hands over that is no run becomes a
 * problem of the source. Returns how it ended.
 */
export async function* readSource(
  source: IdentifiedSource,
  uri: string,
  context: ReadContext,
): AsyncGenerator<ReadPart, ReadEnd> {
  const choice = chooseAdapter(source, context.adapters, context.forced);
  if (choice.adapter === null) {
    const refusal = { uri, locator: "", code: choice.code, message: choice.why };
    const own = ofSource(source, uri);
    const isSaid = own.some(({ code }) => code === choice.code);
    return { outcome: "refused", adapter: null, problems: isSaid ? own : [...own, refusal] };
  }
  const { adapter, recognition } = choice;
  const contentHash = await source.contentHash();
  const problems: Problem[] = [];
  let part: ReadPart = { runs: [], fragments: [] };
  let chars = 0;
  let ordinal = 0;
  let gave = false;
  for await (const event of adapter.read(source, recognition.format)) {
    if (event.type === "problem") problems.push({ ...event.problem, uri });
    else if (event.type === "fragments") {
      for (const fragment of event.fragments) {
        part.fragments.push(fragment);
        chars += fragment.body.length;
      }
    } else {
      const { draft } = event;
      const origin = {
        adapter: adapter.meta,
        sources: [{ uri, locator: draft.locator }],
        contentIdentity: hashOf(32, contentHash, String(ordinal)),
      };
      const result = finishDraft(draft, context.tags, origin, uri);
      if ("problem" in result) problems.push(result.problem);
      else {
        part.runs.push(result.finished);
        chars += result.finished.json.length;
      }
      ordinal++;
    }
    if (chars >= PART_CHARS) {
      gave = true;
      yield part;
      part = { runs: [], fragments: [] };
      chars = 0;
    }
  }
  if (part.runs.length > 0 || part.fragments.length > 0) {
    gave = true;
    yield part;
  }
  const all = [...ofSource(source, uri), ...problems];
  if (!gave && all.length === 0) {
    all.push({ uri, locator: "", code: "no-run", message: `${recognition.format}: nothing in it is a run` });
  }
  return { outcome: "read", adapter: adapter.meta.id, problems: all };
}

function ofSource(source: IdentifiedSource, uri: string): Problem[] {
  return source.problems().map((problem) => ({ ...problem, uri }));
}
