import type { Problem, Recognition, TraceAdapter } from "../adapters/adapter.ts";
import type { Probe, TraceSource } from "../adapters/source.ts";
import { isObject } from "../core/json.ts";
import { TOO_DEEP, TOO_LARGE } from "../sources/source-error.ts";

export type AdapterChoice =
  | { adapter: TraceAdapter; recognition: Recognition; candidates: readonly Candidate[] }
  | { adapter: null; code: string; why: string; candidates: readonly Candidate[] };

export interface Candidate {
  adapter: string;
  recognition: Recognition | null;
}

/** Problems that a source itself reports and that leave nothing of its content to adapters. */
const LEAVE_NOTHING: readonly string[] = [TOO_DEEP, TOO_LARGE];

/** Records after which adapters are asked for the first time: most streams show what they are in their first ones. */
const GLANCE_RECORDS = 8;
/** The score of an adapter that found what hardly another format has: from 0.8 on, one such mark is enough. */
const SURE = 0.8;

/**
 * The adapter that is surest of the source. Two that are equally sure of it are no choice but a refusal that names
 * both; a source that said itself why it cannot be read is refused for that reason. `forced` is an adapter id or family (`--framework`): only those are asked.
 */
export function chooseAdapter(
  source: TraceSource & { problems(): readonly Problem[] },
  adapters: readonly TraceAdapter[],
  forced: string | null,
): AdapterChoice {
  const asked = adapters.filter(
    ({ meta }) => forced === null || meta.id === forced || meta.family === forced,
  );
  const answers = answersOf(asked, source);
  const candidates = answers.map(({ adapter, recognition }) => ({ adapter: adapter.meta.id, recognition }));
  const hits = answers
    .flatMap(({ adapter, recognition }) =>
      recognition !== null && recognition.score > 0 ? [{ adapter, recognition }] : [],
    )
    .sort((a, b) => b.recognition.score - a.recognition.score);
  const [first, second] = hits;
  if (first === undefined)
    return { adapter: null, candidates, ...(ownReason(source) ?? refusal(source.probe, forced)) };
  if (second !== undefined && second.recognition.score === first.recognition.score) {
    const why = `${first.recognition.format} (${first.recognition.why}) and ${second.recognition.format} (${second.recognition.why}) fit equally well; name one with --framework`;
    return { adapter: null, code: "ambiguous-format", why, candidates };
  }
  return { ...first, candidates };
}

interface Answer {
  adapter: TraceAdapter;
  recognition: Recognition | null;
}

/**
 * What all adapters say of the source; of a long one, what they say of its first lines or records where one of them is
 * sure. Of records, those who know the first ones are asked again, since which dialect it is may show later.
 */
function answersOf(adapters: readonly TraceAdapter[], source: TraceSource): Answer[] {
  const glance = glanceAt(source.probe);
  if (glance === null) return ask(adapters, source);
  const answers = ask(adapters, withProbe(source, glance));
  if (!answers.some(isSure)) return ask(adapters, source);
  if (glance.kind === "text") return answers;
  return answers.map((answer) => (answer.recognition === null ? answer : answerOf(answer.adapter, source)));
}

function ask(adapters: readonly TraceAdapter[], source: TraceSource): Answer[] {
  return adapters.map((adapter) => answerOf(adapter, source));
}

function answerOf(adapter: TraceAdapter, source: TraceSource): Answer {
  return { adapter, recognition: adapter.recognise(source) };
}

function isSure({ recognition }: Answer): boolean {
  return recognition !== null && recognition.score >= SURE;
}

/** Only the beginning of what is known of a source; null where that would be no less. */
function glanceAt(probe: Probe): Probe | null {
  if (probe.kind === "text" && probe.glance) return { kind: "text", head: probe.glance };
  if (probe.kind !== "records" || probe.records.length <= 2 * GLANCE_RECORDS) return null;
  return { kind: "records", records: probe.records.slice(0, GLANCE_RECORDS) };
}

function withProbe(source: TraceSource, probe: Probe): TraceSource {
  return Object.create(source, { probe: { value: probe, enumerable: true } });
}

/** A record stream only loses single records to these problems. */
function ownReason(source: Parameters<typeof chooseAdapter>[0]): { code: string; why: string } | null {
  if (source.probe.kind !== "text" && source.probe.kind !== "empty") return null;
  const problem = source.problems().find(({ code }) => LEAVE_NOTHING.includes(code));
  return problem === undefined ? null : { code: problem.code, why: problem.message };
}

function refusal(probe: Probe, forced: string | null): { code: string; why: string } {
  const whose = forced === null ? "no known trace format" : `no trace format of "${forced}"`;
  switch (probe.kind) {
    case "empty":
      return { code: "empty-source", why: "the source is empty" };
    case "binary":
      return {
        code: "unknown-format",
        why: `binary data in ${whose}; of binary traces OTLP protobuf is read`,
      };
    case "sqlite":
      return {
        code: "unknown-format",
        why: `an SQLite database in ${whose}; its tables: ${listed(Object.keys(probe.tables))}`,
      };
    case "text":
      return {
        code: "unknown-format",
        why: `text in ${whose}; looked for the message headers of console transcripts and logs`,
      };
    case "json":
      if (isObject(probe.value) && probe.value["schema"] === "mast-report/1") {
        const why = "a report of mast and no trace: mast gate --report, mast diff and --baseline read it";
        return { code: "unknown-format", why };
      }
      return {
        code: "unknown-format",
        why: `JSON in ${whose}: ${shapeOf(probe.value)}${probe.damage === null ? "" : `; the document is damaged at line ${probe.damage.line}, column ${probe.damage.column}: ${probe.damage.message}`}`,
      };
    case "records":
      return {
        code: "unknown-format",
        why: `JSON records in ${whose}; the first is ${shapeOf(probe.records[0]?.value)}`,
      };
  }
}

/** Enough of the shape for a person to see what kind of file this is. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) {
    return value.length === 0 ? "an empty list" : `a list of ${value.length}, first ${shapeOf(value[0])}`;
  }
  if (typeof value !== "object" || value === null) return value === null ? "null" : `a ${typeof value}`;
  const keys = Object.keys(value);
  return keys.length === 0 ? "an empty object" : `an object with ${listed(keys)}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 8).map((name) => name.slice(0, 40));
  return shown.length === 0 ? "none" : `${shown.join(", ")}${names.length > 8 ? ", …" : ""}`;
}
