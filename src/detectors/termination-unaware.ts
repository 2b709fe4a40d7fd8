import { defineDetector } from "./detector.ts";
import { afterTheEnd } from "./termination-unaware/after-the-end.ts";
import { courtesies } from "./termination-unaware/courtesies.ts";
import { type TerminationOptions, terminationOptions } from "./termination-unaware/options.ts";
import { toldToGoOn } from "./termination-unaware/told-to-go-on.ts";
import { worksOn } from "./termination-unaware/works-on.ts";
import { turnsOf } from "./turns.ts";

/** FM-1.5: the work should stop – anyone can see that it is done, or hopeless – and the team continues. */
export const terminationUnaware = defineDetector<TerminationOptions>({
  meta: {
    id: "termination-unaware",
    mode: "FM-1.5",
    version: 2,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options: terminationOptions,
    summary:
      "Looks for turns after a stop word or final answer that nobody objected to, for the end being declared again and " +
      "again, for thanks and farewells going back and forth, and for an agent that calls the goal unreachable and is " +
      "told to go on. A person's new request, an objection, a check, a new phase and agreed rounds are reasons to go on.",
    blindSpots: [
      "a goal that is reached without anyone saying so",
      "superfluous work after an approval in free words",
      "a check or a filing after the answer that nobody asked for",
    ],
  },
  detect(run, prepared, chosen) {
    const turns = prepared.of(turnsOf);
    const found =
      afterTheEnd(turns, run, prepared, chosen) ??
      worksOn(run, prepared, chosen) ??
      courtesies(turns, prepared, chosen) ??
      toldToGoOn(turns, run, prepared, chosen);
    return { findings: found === null ? [] : [found] };
  },
});
