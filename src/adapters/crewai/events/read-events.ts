import type { AdapterEvent } from "../../adapter.ts";
import { readEvent } from "./event.ts";
import { KickoffSorter } from "./kickoffs.ts";
import { LegacyScopes } from "./legacy-scopes.ts";
import { runOfKickoff } from "./run-of-kickoff.ts";

/** Records that are no events are named one by one up to here, then counted. */
const MOST_PROBLEMS = 20;

/** Runs of the kickoffs in a row of event records, each with its place; what is no event becomes a problem. */
export async function* runsOfEvents(
  records: AsyncIterable<{ value: unknown; locator: string }>,
  format: string,
): AsyncGenerator<AdapterEvent> {
  const sorter = new KickoffSorter();
  const scopes = new LegacyScopes();
  const interned = new Map<string, string>();
  const intern = (text: string): string => {
    const known = interned.get(text);
    if (known !== undefined) return known;
    interned.set(text, text);
    return text;
  };
  let strangers = 0;
  for await (const { value, locator } of records) {
    const written = readEvent(value, locator, intern);
    if (written === null) {
      if (++strangers > MOST_PROBLEMS) continue;
      const message =
        "no CrewAI event: expected type with event_id and emission_sequence, or with timestamp and source_fingerprint";
      yield { type: "problem", problem: { locator, code: "not-a-crewai-event", message } };
      continue;
    }
    const event = written.writtenIds ? written : scopes.place(written);
    if (event === null) continue;
    for (const kickoff of sorter.add(event)) {
      yield { type: "run", draft: runOfKickoff(kickoff, format) };
      interned.clear();
    }
  }
  if (strangers > MOST_PROBLEMS) {
    const message = `${strangers - MOST_PROBLEMS} more records that are no CrewAI events`;
    yield { type: "problem", problem: { locator: "", code: "not-a-crewai-event", message } };
  }
  for (const kickoff of sorter.finish()) yield { type: "run", draft: runOfKickoff(kickoff, format) };
}
