import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { hashOf, sha256Of } from "../../src/core/hash.ts";

/** A folder or file of traces, named by its content so that figures can be told to be of the same set. */
export interface TraceSet {
  /** The folder's name; where that says only which split it is, its parent's. */
  name: string;
  files: number;
  /** SHA-256 over the SHA-256 and relative path of each file, in the order of the paths. */
  sha256: string;
}

const SPLITS = new Set(["dev", "train", "test", "traces"]);

export async function describeSet(path: string): Promise<TraceSet> {
  const root = resolve(path);
  const files = (await stat(root)).isDirectory() ? await filesUnder(root) : [root];
  const parts: string[] = [];
  for (const file of files) {
    const place = relative(root, file).replaceAll("\\", "/") || basename(file);
    parts.push(place, sha256Of(await readFile(file)));
  }
  return { name: nameOf(root), files: files.length, sha256: hashOf(64, ...parts) };
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

function nameOf(path: string): string {
  const name = basename(path);
  return SPLITS.has(name) && dirname(path) !== path ? nameOf(dirname(path)) : name;
}
