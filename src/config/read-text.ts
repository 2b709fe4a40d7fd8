import { open } from "node:fs/promises";
import { MastError } from "../core/errors.ts";
import { READ_REASONS, systemCode } from "../core/system-error.ts";

/** What people write by hand is far below; `/dev/zero` has no end. */
const MOST_BYTES = 4 << 20;

const REASONS: Readonly<Record<string, string>> = { ...READ_REASONS, EPERM: "no permission" };

/**
 * The text of a settings file; a pipe will do. Null where there is none.
 * @param what the file is, as in "the configuration mast.config.yaml"
 * @throws MastError where it cannot be read, is larger than 4 MiB or is not UTF-8
 */
export async function readSettings(path: string, what: string): Promise<string | null> {
  let bytes: Buffer;
  try {
    await using file = await open(path);
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of file.createReadStream({ autoClose: false, end: MOST_BYTES })) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
    }
    if (length > MOST_BYTES) throw new MastError(`${what} is larger than 4 MiB`);
    bytes = Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof MastError) throw error;
    const code = systemCode(error) ?? String(error);
    if (code === "ENOENT") return null;
    throw new MastError(`${what} cannot be read: ${REASONS[code] ?? code}`, { cause: error });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new MastError(`${what} is not UTF-8`, { cause, hint: "save it in that encoding" });
  }
}
