/**
 * The floor: the least that any program does which keeps traces. Reads each file, parses it as its format has to be
 * parsed, and keeps its text or bytes as one row; fifty rows a transaction. node floor.js PARSE FOLDER DATABASE
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { BareParse } from "./formats/format.ts";

const BATCH = 50;

/** Parses a file and gives what is kept of it: its text, or the bytes of what is no text. */
type Parse = (bytes: Buffer, file: string) => string | Buffer;

async function parserOf(kind: BareParse): Promise<Parse> {
  switch (kind) {
    case "json":
      return asText((text) => JSON.parse(text));
    case "json-lines":
      return asText((text) => {
        for (const line of text.split("\n")) if (line !== "") JSON.parse(line);
      });
    case "server-events":
      return asText((text) => {
        for (const line of text.split("\n")) if (line.startsWith("data: ")) JSON.parse(line.slice(6));
      });
    case "lines":
      return asText((text) => text.split("\n"));
    case "sqlite":
      return (bytes, file) => {
        const source = new Database(file, { readonly: true });
        const tables = source.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
        for (const table of tables) source.prepare(`SELECT * FROM "${String(table)}"`).all();
        source.close();
        return bytes;
      };
    case "protobuf": {
      // Imported here, since the other formats have no use for it.
      const { TraceRequest } = await import("./formats/otlp-schema.ts");
      return (bytes) => {
        TraceRequest.decode(bytes);
        return bytes;
      };
    }
    case "protobuf-records": {
      const { TraceRequest } = await import("./formats/otlp-schema.ts");
      return (bytes) => {
        for (const record of recordsOf(bytes)) TraceRequest.decode(record);
        return bytes;
      };
    }
    case "zstd-records": {
      const { TraceRequest } = await import("./formats/otlp-schema.ts");
      const { ZSTDDecoder } = await import("zstddec");
      const decoder = new ZSTDDecoder();
      await decoder.init();
      return (bytes) => {
        const records = [...recordsOf(bytes)].map((record) => decoder.decode(record));
        for (const record of records) TraceRequest.decode(record);
        return Buffer.concat(records);
      };
    }
  }
}

function asText(parse: (text: string) => unknown): Parse {
  return (bytes) => {
    const text = bytes.toString();
    parse(text);
    return text;
  };
}

/** Each after its length in 32 bits. */
function* recordsOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at);
    yield bytes.subarray(at + 4, end);
    at = end;
  }
}

const [kind, folder = "", file = ""] = process.argv.slice(2);
const parse = await parserOf(kind as BareParse);
const db = new Database(file);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = NORMAL");
db.exec("CREATE TABLE trace (id INTEGER PRIMARY KEY, content)");
const insert = db.prepare("INSERT INTO trace (content) VALUES (?)");
const store = db.transaction((names: readonly string[]) => {
  for (const name of names) {
    const path = join(folder, name);
    insert.run(parse(readFileSync(path), path));
  }
});
const names = readdirSync(folder).sort();
for (let start = 0; start < names.length; start += BATCH) store(names.slice(start, start + BATCH));
db.close();
