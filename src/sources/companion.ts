import { stat } from "node:fs/promises";
import { join } from "node:path";

const DATABASE_PART = /-(?:wal|shm|journal)$/;
/** What an AG2 hub keeps of itself; anybody may call files like this, so they are a hub's only in its folder. */
const HUB_FILE =
  /[\\/](?:audit[\\/]audit\.jsonl|registry[\\/]by_[a-z]{1,40}\.json|telemetry[\\/]spans\.jsonl)$/;
/** Folders that every hub has once somebody has said something in it. */
const HUB_FOLDERS = ["agents", "channels"];

/** Why a file found in a folder belongs to what lies around it and is no trace of its own; null where it may be one. */
export async function companionReason(path: string): Promise<string | null> {
  if (DATABASE_PART.test(path)) {
    const database = await stat(path.replace(DATABASE_PART, "")).catch(() => null);
    return database?.isFile() === true ? "part of the database beside it" : null;
  }
  if (!HUB_FILE.test(path)) return null;
  for (const name of HUB_FOLDERS) {
    const folder = await stat(join(path, "../..", name)).catch(() => null);
    if (folder?.isDirectory() !== true) return null;
  }
  return "a companion of AG2's logs";
}
