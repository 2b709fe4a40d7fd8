import { basename, resolve } from "node:path";
import { EXIT } from "../../core/errors.ts";
import { assembleStale } from "../../pipeline/assemble-stale.ts";
import { detect } from "../../pipeline/detect.ts";
import { importLabels, labelSourceKey } from "../../pipeline/import-labels.ts";
import { inlineReader } from "../../pipeline/source-reader.ts";
import { plural } from "../../reporters/layout.ts";
import type { Store } from "../../store/store.ts";
import type { Io } from "../io.ts";
import {
  type ConfigOptions,
  configuredAdapters,
  configuredDetectors,
  findRun,
  openExistingStore,
  openTaxonomy,
  type StoreOptions,
} from "../session.ts";

export interface ForgetFlags extends StoreOptions, ConfigOptions {
  taxonomy?: string;
  quiet?: boolean;
}

/** Removes a source by its path, or a run by the beginning of its id. */
export async function forgetCommand(target: string, flags: ForgetFlags, io: Io): Promise<number> {
  await using store = await openExistingStore(flags, io);
  const say = async (text: string): Promise<void> => {
    if (flags.quiet !== true) await io.stderr.write(`${text}\n`);
  };
  const key = target.startsWith("stdin:") ? target : resolve(io.cwd, target);
  if ((await store.knownSource(key)) !== null) {
    const { gone, left } = await forgetSource(key, store, flags, io);
    const rest = left === 0 ? "" : `, ${plural(left, "run")} kept with what other sources gave`;
    await say(`source forgotten, ${plural(gone, "run")} removed${rest}`);
  } else if ((await store.knownSource(labelSourceKey(key))) !== null) {
    await forgetLabels(key, store);
    await say("labels of this file removed");
  } else {
    const gone = await store.forget({ run: (await findRun(target, store)).id });
    await say(`${plural(gone, "run")} removed`);
  }
  return EXIT.done;
}

/** An import of nothing takes the place of what the file gave. */
async function forgetLabels(path: string, store: Store): Promise<void> {
  const content = { lines: [], problems: [] };
  await importLabels(store, { path, name: basename(path), contentHash: "", content }, []);
  await store.forget({ source: labelSourceKey(path) });
}

/** Runs that have spans in other sources too are made anew of those and labelled at once: a report may come next. */
async function forgetSource(
  key: string,
  store: Store,
  flags: ForgetFlags,
  io: Io,
): Promise<{ gone: number; left: number }> {
  // What cannot be loaded is found out before anything is removed.
  const adapters = await configuredAdapters(flags, io);
  const detectors = await configuredDetectors(await openTaxonomy(flags.taxonomy, io), flags, io);
  const ids = await store.runsOfSources([key]);
  const tags = await commonTags(ids, store);
  const gone = await store.forget({ source: key });
  await assembleStale(store, inlineReader({ adapters, forced: null, tags, detectors: null }));
  await detect(store, detectors, { ids });
  return { gone, left: ids.length - gone };
}

/** The tags that all of these runs carry; those of the command line are not stored apart from the runs. */
async function commonTags(ids: readonly string[], store: Store): Promise<Record<string, string>> {
  let common: [string, string][] | null = null;
  for await (const batch of store.summaries({ ids })) {
    for (const { tags } of batch) {
      common =
        common === null ? Object.entries(tags) : common.filter(([name, value]) => tags[name] === value);
    }
  }
  return Object.fromEntries(common ?? []);
}
