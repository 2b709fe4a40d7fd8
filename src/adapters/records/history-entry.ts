/** One message of a recorded conversation; `name` is null where the role names the speaker. */
export interface HistoryEntry {
  role: string;
  name: string | null;
  content: string;
  locator: string;
}
