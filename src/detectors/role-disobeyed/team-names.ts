import type { Run } from "../../core/run.ts";

/** Names that a heading may bear without meaning an agent: things, phases and roles of any chat. */
const NO_SPEAKER = new Set(
  (
    "plan planning summary result results report answer solution code coding test tests testing research analysis search " +
    "review output input data math final task tasks step steps note notes context example examples question response " +
    "thought action observation observations user human assistant agent ai model system chat bot tool tools function functions manager " +
    "group team write writing draft edit design build execution execute verification validation memory news start end main node"
  ).split(" "),
);

const SHORTEST_NAME = 3;

/** Agents under whose name a turn can stand, by name: not people, and no name that any heading may have. */
export function nameableAgents(run: Run): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const { id, name, kind } of run.agents) {
    if (kind === "human-proxy" || name.length < SHORTEST_NAME || name.length > 60) continue;
    if (!NO_SPEAKER.has(name.toLowerCase())) named.set(name, id);
  }
  return named;
}

/** Common roles of teams: a colleague for whom all turns are written never appears in the trace under a name. */
const ROLES = [
  "Planner",
  "Coder",
  "Programmer",
  "Developer",
  "Engineer",
  "Tester",
  "Reviewer",
  "Critic",
  "Verifier",
];

/** The roles of which no agent of the run bears the name. */
export function teamRoleNames(agents: ReadonlyMap<string, string>): string[] {
  const taken = new Set([...agents.keys()].map((name) => name.toLowerCase()));
  return ROLES.filter((role) => !taken.has(role.toLowerCase()));
}
