import { systemCode } from "../core/system-error.ts";

/** Code of what is larger than the limit for things that are held in memory. */
export const TOO_LARGE = "source-too-large";
/** Code of a value that nests deeper than the limit. */
export const TOO_DEEP = "json-too-deep";
/** Code of a database that mast made itself; found in a folder it is skipped. */
export const OWN_STORE = "own-store";

/** A source, or what was asked of it, cannot be read at all. The pipeline makes it a problem of that source. */
export class SourceError extends Error {
  /** Kebab-case, as in `Problem.code`. */
  readonly code: string;

  constructor(code: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = "SourceError";
    this.code = code;
  }
}

const SYSTEM_CODES: Record<string, readonly [code: string, message: string]> = {
  EACCES: ["no-permission", "no permission to read it"],
  EPERM: ["no-permission", "no permission to read it"],
  ENOENT: ["file-vanished", "it is not there any more, or its name is not valid UTF-8"],
  EISDIR: ["not-a-file", "it is a folder"],
  ELOOP: ["link-loop", "the symbolic links lead in a circle"],
  ENOSPC: ["disk-full", "the disk of the temporary folder is full; TMPDIR names another"],
  EMFILE: ["too-many-files", "too many files are open"],
  ENFILE: ["too-many-files", "too many files are open"],
};

/** What the system said about a path, as an error that is a source's problem and no bug. */
export function systemSourceError(error: unknown): SourceError {
  const code = systemCode(error) ?? "";
  const [kebab, message] = SYSTEM_CODES[code] ?? ["read-failed", `reading failed: ${messageOf(error)}`];
  return new SourceError(kebab, message, { cause: error });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
