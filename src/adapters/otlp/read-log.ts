import type { Json } from "../../core/run.ts";
import type { OtlpLog } from "./span.ts";
import {
  eachField,
  fixed64Text,
  hexBytes,
  LEN,
  nested,
  readAnyValue,
  readKeyValue,
  type WireReader,
} from "./wire.ts";

const FIXED64 = 1;

/**
 * LogRecord: 1 time, 11 observed time (fixed64), 5 body, 6 attributes, 9 trace_id, 10 span_id, 12 event_name.
 *
 * @param scope name of the instrumentation scope
 */
export function readLog(reader: WireReader, scope: string): OtlpLog {
  const attributes = new Map<string, Json>();
  const log: OtlpLog = { traceId: "", spanId: "", at: "0", event: "", body: null, attributes, scope };
  let seen = "0";
  eachField(reader, (number, wireType) => {
    if (number === 1 && wireType === FIXED64) log.at = fixed64Text(reader);
    else if (number === 11 && wireType === FIXED64) seen = fixed64Text(reader);
    else if (wireType !== LEN) return false;
    else if (number === 5) log.body = nested(reader, () => readAnyValue(reader));
    else if (number === 6) readKeyValue(reader, (key, value) => attributes.set(key, value));
    else if (number === 9) log.traceId = hexBytes(reader);
    else if (number === 10) log.spanId = hexBytes(reader);
    else if (number === 12) log.event = reader.string();
    else return false;
    return true;
  });
  if (log.at === "0") log.at = seen;
  if (log.event === "") {
    // Before 1.37 the name was an attribute.
    const name = attributes.get("event.name");
    if (typeof name === "string") log.event = name;
  }
  return log;
}

/** Wire types of a LogRecord's fields by number; metrics, whose outer messages are the same, have texts at 1 and 11. */
const WIRE_TYPES: ReadonlyMap<number, number> = new Map([
  [1, FIXED64],
  [2, 0],
  [3, LEN],
  [5, LEN],
  [6, LEN],
  [7, 0],
  [8, 5],
  [9, LEN],
  [10, LEN],
  [11, FIXED64],
  [12, LEN],
]);

/** Whether a message is a LogRecord, as far as its fields tell and as far as it is there. */
export function looksLikeLog(reader: WireReader, start: number, end: number): boolean {
  reader.pos = start;
  reader.len = end;
  let fits = false;
  try {
    eachField(reader, (number, wireType) => {
      fits = WIRE_TYPES.get(number) === wireType;
      if (!fits) throw new RangeError(`field ${number}`);
      return false;
    });
  } catch {
    // A field that is not there to its end fits all the same.
  }
  return fits;
}
