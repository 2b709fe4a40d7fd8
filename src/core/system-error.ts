/** The code of what the system refused, such as ENOENT or Z_DATA_ERROR; null where the error has none. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** Why a file that was named could not be read, in words; codes that say nothing to most people are left out. */
export const READ_REASONS: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EISDIR: "it is a folder",
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
};
