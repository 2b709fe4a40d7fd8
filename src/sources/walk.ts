import type { BigIntStats } from "node:fs";
import { lstatSync, statSync } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { glob, isDynamicPattern } from "tinyglobby";
import type { Problem } from "../adapters/adapter.ts";
import { MastError } from "../core/errors.ts";
import { companionReason } from "./companion.ts";
import { stampFrom } from "./file-stamp.ts";
import { skippedFile, skippedFolder } from "./skip-reason.ts";
import { systemSourceError } from "./source-error.ts";

export interface SourceEntry {
  /** Absolute, or `-` for standard input. */
  path: string;
  /** Relative to the working directory, with `/`; as printed. */
  uri: string;
  /** Named by the user itself, not found in a folder or by a pattern: never skipped. */
  explicit: boolean;
  /** Size of the file when it was found, as it lies on the disk. */
  bytes?: number;
  /** What `stampOf` says of it, of when it was found; absent where it is no regular file. */
  stamp?: string;
}

export type WalkEvent =
  | { type: "source"; entry: SourceEntry }
  | { type: "skipped"; uri: string; reason: string }
  | { type: "problem"; problem: Problem };

export interface WalkOptions {
  /** Absolute; what relative paths start from and what uris are relative to. */
  cwd: string;
}

/**
 * Files, folders (all that is in them, by name), patterns and `-` in the order given; each file once, whatever leads
 * to it. Symbolic links are followed. A path that does not exist is an error before anything is yielded.
 *
 * @throws MastError for a path that is not there or a pattern that nothing matches
 */
export async function* walk(paths: readonly string[], options: WalkOptions): AsyncGenerator<WalkEvent> {
  const roots: Root[] = [];
  for (const path of paths) roots.push(...(await rootsOf(path, options.cwd)));
  const walker = new Walker(options.cwd);
  for (const root of roots) yield* walker.from(root);
}

interface Root {
  path: string;
  explicit: boolean;
}

async function rootsOf(path: string, cwd: string): Promise<Root[]> {
  if (path === "-") return [{ path, explicit: true }];
  if (path === "") throw new MastError("an empty path names nothing");
  const absolute = resolve(cwd, path);
  try {
    await stat(absolute);
    return [{ path: absolute, explicit: true }];
  } catch (error) {
    const { code, message } = systemSourceError(error);
    if (code !== "file-vanished") throw new MastError(`${path}: ${message}`, { cause: error });
  }
  if (!isDynamicPattern(path)) throw new MastError(`${path}: no such file or folder`);
  const pattern = sep === "\\" ? path.replaceAll("\\", "/") : path;
  const matches = await glob(pattern, { cwd, absolute: true, onlyFiles: false, expandDirectories: false });
  if (matches.length === 0) throw new MastError(`${path}: nothing matches this pattern`);
  return matches
    .map((match) => resolve(match))
    .sort(byCodeUnits)
    .map((match) => ({ path: match, explicit: false }));
}

interface Found {
  path: string;
  /** The path without symbolic links, where known; null: to be found out. */
  real: string | null;
  explicit: boolean;
  /** A symbolic link in a folder. */
  link: boolean;
}

class Walker {
  private readonly cwd: string;
  /** Real paths of everything met so far: guards against loops of links and against reading a file twice. */
  private readonly met = new Set<string>();

  constructor(cwd: string) {
    this.cwd = cwd;
  }

  async *from({ path, explicit }: Root): AsyncGenerator<WalkEvent> {
    if (path === "-") {
      if (this.isNew("-")) yield { type: "source", entry: { path, uri: "-", explicit } };
      return;
    }
    const open: Found[] = [{ path, real: null, explicit, link: false }];
    for (let found = open.pop(); found !== undefined; found = open.pop()) {
      const children = yield* this.visit(found);
      if (children === null) continue;
      if (children.length === 0 && found.explicit) {
        yield this.problem(found.path, "folder-empty", "there is nothing in this folder");
      }
      for (const child of children.reverse()) open.push(child);
    }
  }

  /** Returns what is in it if it is a folder to be walked. */
  private async *visit(found: Found): AsyncGenerator<WalkEvent, Found[] | null> {
    let info: BigIntStats;
    let real: string;
    try {
      // Not promised: a trip through the thread pool takes longer than the answer, for each of thousands of files.
      info = statSync(found.path, { bigint: true });
      real = found.real ?? (await realpath(found.path));
    } catch (error) {
      const { code, message } = systemSourceError(error);
      const leadsNowhere = code === "file-vanished" && isLink(found.path);
      yield leadsNowhere
        ? this.problem(found.path, "link-broken", "a symbolic link that leads nowhere")
        : this.problem(found.path, code, message);
      return null;
    }
    const uri = uriOf(found.path, this.cwd);
    const reason = found.explicit ? null : (skipReason(uri, info) ?? (await companionReason(found.path)));
    if (reason !== null) {
      yield { type: "skipped", uri, reason };
      return null;
    }
    if (!this.isNew(real)) {
      if (found.link) yield { type: "skipped", uri, reason: "a link to what is read already" };
      return null;
    }
    if (info.isDirectory()) return yield* this.children(found.path, real);
    const { explicit, path } = found;
    const stamp = info.isFile() ? { stamp: stampFrom(path, info, real) } : {};
    yield { type: "source", entry: { path, uri, explicit, bytes: Number(info.size), ...stamp } };
    return null;
  }

  private async *children(folder: string, real: string): AsyncGenerator<WalkEvent, Found[] | null> {
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries
        .sort((a, b) => byCodeUnits(a.name, b.name))
        .map((entry) => ({
          path: join(folder, entry.name),
          real: entry.isSymbolicLink() ? null : join(real, entry.name),
          explicit: false,
          link: entry.isSymbolicLink(),
        }));
    } catch (error) {
      yield this.problem(folder, "folder-unreadable", systemSourceError(error).message);
      return null;
    }
  }

  private isNew(real: string): boolean {
    if (this.met.has(real)) return false;
    this.met.add(real);
    return true;
  }

  private problem(path: string, code: string, message: string): WalkEvent {
    return { type: "problem", problem: { uri: uriOf(path, this.cwd), locator: "", code, message } };
  }
}

/** Whether the path itself is still there, so that only what it leads to is missing. */
function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function skipReason(uri: string, info: BigIntStats): string | null {
  if (info.isFile()) return skippedFile(uri);
  if (info.isDirectory()) return skippedFolder(uri);
  return info.isFIFO() ? "named pipe" : info.isSocket() ? "socket" : "device";
}

/** The same order on every machine, whatever its language. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Relative to `cwd` with `/` on every platform; absolute where there is no relative way (another Windows drive). */
export function uriOf(path: string, cwd: string): string {
  const way = relative(cwd, path);
  const shown = isAbsolute(way) ? path : way;
  return shown.split(sep).join("/") || ".";
}
