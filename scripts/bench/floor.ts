/**
 * The floor: the least that any program does which keeps traces. Reads each file, parses it as its format has to be
 * parsed, and keeps its text or bytes as one row; fifty rows a transaction. node floor.js PARSE FOLDER DATABASE
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { BareParse } from "./formats/format.ts";

const BATCH = 50;

async function parserOf(kind: BareParse): Promise<(bytes: Buffer, text: string) => unknown> {
  switch (kind) {
    case "json":
      return (_bytes, text) => JSON.parse(text);
    case "json-lines":
      return (_bytes, text) => {
        let records = 0;
        for (const line of text.split("\n")) if (line !== "" && JSON.parse(line) !== null) records++;
        return records;
      };
    case "lines":
      return (_bytes, text) => text.split("\n");
    case "protobuf": {
      // Imported here, since the other formats have no use for it.
      const { TraceRequest } = await import("./formats/otlp-schema.ts");
      return (bytes) => TraceRequest.decode(bytes);
    }
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
    const bytes = readFileSync(join(folder, name));
    const text = kind === "protobuf" ? "" : bytes.toString();
    parse(bytes, text);
    insert.run(kind === "protobuf" ? bytes : text);
  }
});
const names = readdirSync(folder).sort();
for (let start = 0; start < names.length; start += BATCH) store(names.slice(start, start + BATCH));
db.close();
