import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import type { Problem } from "../adapters/adapter.ts";
import { MastError } from "../core/errors.ts";
import { skipReason } from "./skip-reason.ts";

export interface SourceEntry {
  /** Absolute, or `-` for standard input. */
  path: string;
  /** Relative to the working directory, with `/`; as printed. */
  uri: string;
  /** Named by the user itself, not found in a folder or by a glob: never skipped. */
  explicit: boolean;
}

export type WalkEvent =
  | { type: "source"; entry: SourceEntry }
  | { type: "skipped"; uri: string; reason: string }
  | { type: "problem"; problem: Problem };

export interface WalkOptions {
  /** Absolute; what relative paths start from and what uris are relative to. */
  cwd: string;
}

/** Files, folders (recursive, sorted by name), globs and `-`, each file once, in the order given. */
export async function* walk(paths: readonly string[], options: WalkOptions): AsyncGenerator<WalkEvent> {
  const seen = new Set<string>();
  for (const path of paths) {
    for await (const event of walkOne(path, options.cwd)) {
      if (event.type === "source") {
        if (seen.has(event.entry.path)) continue;
        seen.add(event.entry.path);
      }
      yield event;
    }
  }
}

async function* walkOne(path: string, cwd: string): AsyncGenerator<WalkEvent> {
  if (path === "-") {
    yield { type: "source", entry: { path: "-", uri: "-", explicit: true } };
    return;
  }
  const absolute = resolve(cwd, path);
  const info = await stat(absolute).catch(() => null);
  if (info?.isDirectory()) yield* walkFolder(absolute, cwd);
  else if (info !== null) {
    yield { type: "source", entry: { path: absolute, uri: uriOf(absolute, cwd), explicit: true } };
  } else if (isDynamicPattern(path)) yield* walkGlob(path, cwd);
  else throw new MastError(`${path}: no such file or folder`);
}

async function* walkGlob(pattern: string, cwd: string): AsyncGenerator<WalkEvent> {
  const matches = await glob(pattern, { cwd, absolute: true, dot: false });
  if (matches.length === 0) throw new MastError(`${pattern}: nothing matches this pattern`);
  for (const path of matches.sort()) yield fileEvent(resolve(path), cwd);
}

async function* walkFolder(folder: string, cwd: string): AsyncGenerator<WalkEvent> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const message = `this folder cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    yield {
      type: "problem",
      problem: { uri: uriOf(folder, cwd), locator: "", code: "folder-unreadable", message },
    };
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith(".") && entry.name !== "node_modules") yield* walkFolder(path, cwd);
    } else if (entry.isFile()) yield fileEvent(path, cwd);
    else yield { type: "skipped", uri: uriOf(path, cwd), reason: "not a regular file" };
  }
}

function fileEvent(path: string, cwd: string): WalkEvent {
  const uri = uriOf(path, cwd);
  const reason = skipReason(uri);
  return reason === null
    ? { type: "source", entry: { path, uri, explicit: false } }
    : { type: "skipped", uri, reason };
}

/** Relative to `cwd` with `/` on every platform. */
export function uriOf(path: string, cwd: string): string {
  return relative(cwd, path).split(sep).join("/") || ".";
}
