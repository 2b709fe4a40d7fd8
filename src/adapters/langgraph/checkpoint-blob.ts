import { Decoder, ExtensionCodec } from "@msgpack/msgpack";
import { deeperThan, isObject } from "../../core/json.ts";
import { embeddedJson } from "../json-text.ts";

/** As for sources (`SourceLimits.maxDepth`): recursion over what is read stays safe. */
const MOST_DEPTH = 512;
/**
 * What LangGraph's JsonPlusSerializer packs as extensions: a Python object by its class and what it is made of, itself
 * msgpack. Codes 0 to 5: one argument, arguments, fields, one argument of a method, pydantic 1 and 2.
 */
const OBJECT_CODES = [0, 1, 2, 3, 4, 5];

const codec = new ExtensionCodec();
for (const type of OBJECT_CODES)
  codec.register({ type, encode: () => null, decode: (data) => pythonObject(decoder().decode(data)) });

function decoder(): Decoder {
  return new Decoder({ extensionCodec: codec, mapKeyConverter: String });
}

/** Thrown for a blob that cannot be read; the message says why. */
export class BlobError extends Error {}

/**
 * The value of a blob with its declared type. Messages become LangChain's constructor form, other objects what they
 * are made of.
 * @throws BlobError for damaged blobs and for pickles, which are programs and are never run
 */
export function readBlob(type: unknown, blob: unknown): unknown {
  if (type === "null" || type === "empty" || blob === null || type === null) return null;
  if (type === "json") {
    const value = embeddedJson(typeof blob === "string" ? blob : Buffer.from(bytesOf(blob)).toString("utf8"));
    if (value === undefined) throw new BlobError("a blob that is no JSON");
    return value;
  }
  if (type !== "msgpack") throw new BlobError(`a blob of type ${String(type).slice(0, 40)}`);
  let value: unknown;
  try {
    value = decoder().decode(bytesOf(blob));
  } catch (error) {
    throw new BlobError(
      `a damaged msgpack blob: ${error instanceof Error ? error.message.slice(0, 200) : "unknown"}`,
    );
  }
  if (deeperThan(value, MOST_DEPTH)) throw new BlobError("a blob that nests too deep");
  return value;
}

function bytesOf(blob: unknown): Uint8Array {
  if (blob instanceof Uint8Array) return blob;
  throw new BlobError("a blob that holds no bytes");
}

/** `[module, class, content, method]` */
function pythonObject(parts: unknown): unknown {
  if (!Array.isArray(parts)) return parts;
  const [module, name, content] = parts;
  if (typeof name !== "string" || !/Message(?:Chunk)?$/.test(name) || !isObject(content))
    return content ?? null;
  return { lc: 2, type: "constructor", id: [module, name], kwargs: content };
}
