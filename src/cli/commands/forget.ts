import { resolve } from "node:path";
import { EXIT } from "../../core/errors.ts";
import { plural } from "../../reporters/layout.ts";
import type { Io } from "../io.ts";
import { findRun, openExistingStore, type StoreOptions } from "../session.ts";

/** Removes a source by its path, or a run by the beginning of its id. */
export async function forgetCommand(target: string, flags: StoreOptions, io: Io): Promise<number> {
  await using store = await openExistingStore(flags, io);
  const key = target.startsWith("stdin:") ? target : resolve(io.cwd, target);
  const known = await store.knownSource(key);
  const gone =
    known !== null
      ? await store.forget({ source: key })
      : await store.forget({ run: (await findRun(target, store)).id });
  await io.stderr.write(`${plural(gone, "run")} removed\n`);
  return EXIT.done;
}
