import { openSource } from "../../src/sources/open-source.ts";

/** What a file holds, unpacked however it is packed. */
export async function unpackedFile(path: string): Promise<Buffer> {
  await using source = await openSource({ path, uri: path, explicit: true });
  return Buffer.from(await source.bytes());
}
