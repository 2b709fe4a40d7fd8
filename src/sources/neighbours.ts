import { realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, posix, relative, win32 } from "node:path";
import type { OpenSource } from "./content-source.ts";
import { SourceError } from "./source-error.ts";
import type { SourceEntry } from "./walk.ts";

/** The files near a source. */
export interface Neighbours {
  /** Null where the path names no file that may be read from here. */
  open(path: string): Promise<OpenSource | null>;
}

const MOST_LEVELS_UP = 2;

/** What says that there is no such file; anything else is worth a problem. */
const NO_FILE: readonly string[] = ["file-vanished", "not-a-file", "link-loop"];

/** Of a file on the disk, whose symbolic links count as if it lay where they lead to. */
export class FolderNeighbours implements Neighbours {
  private readonly entry: SourceEntry;
  private readonly openEntry: (entry: SourceEntry) => Promise<OpenSource>;

  constructor(entry: SourceEntry, openEntry: (entry: SourceEntry) => Promise<OpenSource>) {
    this.entry = entry;
    this.openEntry = openEntry;
  }

  async open(path: string): Promise<OpenSource | null> {
    const way = wayTo(path);
    if (way === null) return null;
    try {
      const folder = dirname(await realpath(this.entry.path));
      const real = await realpath(join(folder, way.path));
      if (!isInside(join(folder, ...Array<string>(way.up).fill("..")), real)) return null;
      const uri = posix.join(posix.dirname(this.entry.uri), way.path);
      return await this.openEntry({ path: real, uri, explicit: false });
    } catch (error) {
      if (error instanceof SourceError) {
        if (NO_FILE.includes(error.code)) return null;
        throw error;
      }
      if (error instanceof Error && "syscall" in error) return null;
      throw error;
    }
  }
}

/** Of a source in memory: contents by their path relative to it. */
export class MemoryNeighbours implements Neighbours {
  private readonly contents: Readonly<Record<string, string | Uint8Array>>;
  private readonly from: string;
  private readonly make: (content: string | Uint8Array, path: string) => OpenSource;

  /** `from`: path of the source whose neighbours these are. */
  constructor(
    contents: Readonly<Record<string, string | Uint8Array>>,
    from: string,
    make: (content: string | Uint8Array, path: string) => OpenSource,
  ) {
    this.contents = contents;
    this.from = from;
    this.make = make;
  }

  async open(path: string): Promise<OpenSource | null> {
    const way = wayTo(path);
    if (way === null) return null;
    const at = posix.join(posix.dirname(this.from), way.path);
    const content = Object.hasOwn(this.contents, at) ? this.contents[at] : undefined;
    return content === undefined ? null : this.make(content, at);
  }
}

/** Null where the path is absolute or leads too far up. */
function wayTo(path: string): { path: string; up: number } | null {
  if (path === "" || path.includes("\0") || isAbsolute(path) || win32.isAbsolute(path)) return null;
  const way = posix.normalize(path.replaceAll("\\", "/"));
  const up = way.split("/").filter((part) => part === "..").length;
  return up > MOST_LEVELS_UP || basename(way) === ".." || way === "." ? null : { path: way, up };
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && way.split(/[\\/]/)[0] !== "..";
}
