import { StringDecoder } from "node:string_decoder";
import type { Damage, JsonRecord, Probe } from "../adapters/source.ts";
import { deeperThan } from "../core/json.ts";
import { replaceLoneSurrogates } from "../core/lone-surrogates.ts";
import { isSqlite, looksBinary } from "./content-kind.ts";
import { GrowingBuffer } from "./growing-buffer.ts";
import { BYTE, isBlank, isOpener } from "./json-bytes.ts";
import { HEAD_BYTES, type SourceLimits } from "./limits.ts";
import { NOT_FINITE_REPAIR, parseJson } from "./parse-json.ts";
import type { ProblemLog } from "./problem-log.ts";
import { RecordSplitter } from "./record-splitter.ts";
import { TOO_DEEP } from "./source-error.ts";
import { textProbe } from "./text-probe.ts";

/** How many more lines may be broken than whole before the content is no longer taken for records. */
const DOUBT = 2;

/** How much of what does not start like JSON is looked through for records before it may be taken for text. */
const GLANCE_BYTES = 16 * 1024;
/** Other lines for each record that make it text then: no banner before records is as long and as dense. */
const PLAIN = 8;

/** `damaged`: it starts like JSON and is not; `settle` decides from the text. */
export type Verdict = Probe | { kind: "damaged" };

/**
 * Finds out what a content is from as little of it as possible: binary and text from the head, records as soon as two
 * of them are there, a single JSON document at its end, parsed once.
 */
export class Prober {
  /** The first 64 KiB as they are. */
  private readonly head = new GrowingBuffer();
  private readonly limits: SourceLimits;
  private readonly splitter: RecordSplitter;
  private readonly records: JsonRecord[] = [];
  private started = false;
  private startsLikeJson = false;
  private firstLine = 1;

  /** `log` takes what is wrong with the JSON; worth keeping only if the content turns out to be a document. */
  constructor(limits: SourceLimits, log: ProblemLog, expectedBytes = 0) {
    this.limits = limits;
    this.splitter = new RecordSplitter(limits, log, expectedBytes);
  }

  /** UTF-8 bytes as they come; null as long as they do not tell enough. */
  push(chunk: Buffer): Verdict | null {
    const room = HEAD_BYTES - this.head.length;
    let rest = chunk;
    if (!this.started) {
      this.head.append(chunk.subarray(0, room));
      if (this.head.length < HEAD_BYTES) return null;
      const verdict = this.start();
      if (verdict !== null) return verdict;
      rest = chunk.subarray(room);
    }
    for (let from = 0; from < rest.length; from += HEAD_BYTES) {
      const verdict = this.feed(rest.subarray(from, from + HEAD_BYTES));
      if (verdict !== null) return verdict;
    }
    return null;
  }

  end(): Verdict {
    const verdict = this.started ? null : this.start();
    if (verdict !== null) return verdict;
    this.keep(this.splitter.end());
    const { good, bad, badValues } = this.splitter.found;
    if (good + bad === 0) return { kind: "empty" };
    if (!this.startsLikeJson) return this.mixedOrText();
    const [first] = this.records;
    if (first === undefined || !this.startsWithRecord()) return { kind: "damaged" };
    if (good === 1 && bad === 0) return { kind: "json", value: first.value, damage: null };
    const secondBroken = good === 1 && bad === 1 && badValues === 1;
    return secondBroken || this.mostlyRecords() ? this.asRecords() : { kind: "damaged" };
  }

  /**
   * Decides on `damaged`: a broken document, records of which the first is broken, or text that starts so. `whole`:
   * the text is all of it; a beginning may leave it open (null).
   */
  settle(text: string, whole: boolean, log: ProblemLog): Probe | null {
    const { value, damage, state, notFinite } = parseJson(replaceLoneSurrogates(text));
    if (!whole && (state === "whole" || state === "breaksOff")) return null;
    const { good, bad } = this.splitter.found;
    const recordsInstead = state === "trailing" ? this.mostlyRecords() : good > 0 && good >= bad;
    const isDocument =
      state === "whole" ||
      state === "breaksOff" ||
      (state === "broken" && !recordsInstead) ||
      (state === "trailing" && damage !== null && lengthBefore(text, damage) >= text.length / 2);
    if (!isDocument || (damage !== null && !isSubstantial(value))) {
      return recordsInstead ? this.asRecords() : this.asText();
    }
    if (deeperThan(value, this.limits.maxDepth)) {
      log.lost(1, TOO_DEEP, `nested deeper than ${this.limits.maxDepth} levels`);
      return this.asText();
    }
    if (notFinite) log.repaired(this.firstLine, ...NOT_FINITE_REPAIR);
    if (damage !== null) {
      const place = `line ${damage.line}, column ${damage.column}`;
      const message = `${damage.message} (${place}); what stood whole before is read`;
      log.lost(damage.line, "json-damaged", message);
    }
    return { kind: "json", value, damage };
  }

  /** Decides on `damaged` where the content is too large to look at as a whole; null where it is no stream. */
  settleUnseen(): Probe | null {
    return this.mostlyRecords() ? this.asRecords() : null;
  }

  /** The beginning as text, without a character that the cut went through. */
  headText(): string {
    return new StringDecoder("utf8").write(this.head.bytes);
  }

  asText(): Probe {
    return textProbe(this.head.bytes);
  }

  /** What the head alone decides; then hands it to the splitter. */
  private start(): Verdict | null {
    this.started = true;
    const head = this.head.bytes;
    if (head.length === 0) return { kind: "empty" };
    if (isSqlite(head)) return { kind: "sqlite", tables: {} };
    const first = head.findIndex((byte) => byte !== BYTE.newline && !isBlank(byte));
    this.startsLikeJson = isOpener(head[first]);
    this.firstLine = 1 + head.subarray(0, Math.max(0, first)).filter((byte) => byte === BYTE.newline).length;
    if (looksBinary(head, this.startsLikeJson)) return { kind: "binary", head: Buffer.from(head) };
    if (this.startsLikeJson) return this.feed(head);
    this.keep(this.splitter.push(head.subarray(0, GLANCE_BYTES)));
    return this.isPlainText() ? this.asText() : this.feed(head.subarray(GLANCE_BYTES));
  }

  /** One by one: a spread of a million arguments overflows the stack. */
  private keep(records: readonly JsonRecord[]): void {
    for (const record of records) this.records.push(record);
  }

  private feed(bytes: Buffer): Verdict | null {
    this.keep(this.splitter.push(bytes));
    if (this.head.length < HEAD_BYTES) return null;
    const { good, bad } = this.splitter.found;
    if (!this.startsLikeJson) return this.mixedOrText();
    if (this.mostlyRecords()) return this.startsWithRecord() ? this.asRecords() : { kind: "damaged" };
    return bad > good + DOUBT ? { kind: "damaged" } : null;
  }

  /**
   * Where the first value is broken, the others may be its members: of a document in a layout that no splitter can
   * tell from records, only the whole text shows what it is.
   */
  private startsWithRecord(): boolean {
    return this.records[0]?.line === this.firstLine;
  }

  /** Lines before the first record (a banner, the rest of a rotated log) do not hide the records. */
  private mixedOrText(): Probe {
    return this.mostlyRecords() ? this.asRecords() : this.asText();
  }

  /** Broken records are still records; other lines between them speak for a log. */
  private mostlyRecords(): boolean {
    const { good, bad, badValues } = this.splitter.found;
    return good >= 2 && good > bad - badValues && good >= badValues;
  }

  private isPlainText(): boolean {
    const { good, bad, badValues } = this.splitter.found;
    return bad - badValues > PLAIN * (good + 1);
  }

  private asRecords(): Probe {
    return { kind: "records", records: this.records };
  }
}

/**
 * A log line or a Python literal that starts with a bracket is no JSON document: `[12:30] …` gives an array of one
 * number, `[{'role': …` an array of one empty object.
 */
function isSubstantial(value: unknown): boolean {
  return Array.isArray(value) ? value.some(hasMembers) : hasMembers(value);
}

function hasMembers(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

/** How many characters stand before a place. */
function lengthBefore(text: string, place: Damage): number {
  let lineStart = 0;
  for (let line = 1; line < place.line; line++) lineStart = text.indexOf("\n", lineStart) + 1;
  return lineStart + place.column - 1;
}
