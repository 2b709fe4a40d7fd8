import { z } from "zod";
import type { Finding, Quote, Tier } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import { defineDetector } from "../detector.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quotesOf } from "../quote.ts";
import { threshold } from "../threshold.ts";
import { type NamedPart, NamedPartFinder, type Speech, speechIn } from "./spoken-turns.ts";
import { nameableAgents, teamRoleNames } from "./team-names.ts";

const foreignTurnsOptions = z.strictObject({
  voices: threshold(
    2,
    [2, 10],
    "Number of colleagues for whom one message must speak to be sure; a single one is the lower tier.",
  ),
});
type ForeignTurnsOptions = z.infer<typeof foreignTurnsOptions>;

/** FM-1.2: one agent writes the turns of others, instead of leaving them to those agents. */
export const foreignTurns = defineDetector<ForeignTurnsOptions>({
  meta: {
    id: "role-disobeyed/foreign-turns",
    mode: "FM-1.2",
    version: 1,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options: foreignTurnsOptions,
    summary:
      "Looks for messages with parts that stand under a colleague's name and speak for that colleague: code or results " +
      "handed over, words in the first person, checks told as made. What is said to the colleague (requests, " +
      "assignments, plans), what quotes earlier words, and recaps of colleagues who did speak do not count, nor do tasks " +
      "that ask for a dialogue, a script or personas.",
    blindSpots: [
      "turns that are written without naming whose they are",
      "colleagues who are named neither in the trace nor by a common role",
    ],
  },
  detect(run, prepared, chosen) {
    if (ASKS_FOR_VOICES.test((run.task ?? "").slice(0, MOST_OF_TASK))) {
      return { findings: [], unknown: "the task itself asks for several voices" };
    }
    return { findings: findingsOf(run, prepared, chosen) };
  },
});

const MOST_OF_TASK = 20_000;
const ASKS_FOR_VOICES =
  /\b(?:dialogues?|screenplay|role-?play|personas?|interview|transcript|conversation between|discussion between|debate between|play both|act as both|simulat\w+ (?:a |the )?(?:conversation|dialogue|discussion|debate|meeting|chat|team)|theatre|drama|skit)\b/i;

interface ForeignTurn {
  readonly step: Step;
  readonly part: NamedPart;
  readonly speech: Speech;
}

/** More messages of one author, or turns in one message, say nothing new. */
const MOST_MESSAGES = 20;
const MOST_TURNS = 12;

function findingsOf(run: Run, prepared: PreparedRun, { voices }: ForeignTurnsOptions): Finding[] {
  const agents = nameableAgents(run);
  if (run.agents.length < 2 || agents.size === 0) return [];
  const finders = new Map<string, NamedPartFinder>();
  const byAuthor = new Map<string, ForeignTurn[][]>();
  const heard = new Set<string>();
  for (const step of run.steps) {
    if (step.agent === null) continue;
    if (prepared.isOwnWords(step) && step.text !== run.task && step.index > 0) {
      const turns = turnsIn(step, agents, finders, heard, run);
      const messages = byAuthor.get(step.agent) ?? [];
      if (turns.length > 0 && messages.length < MOST_MESSAGES) {
        messages.push(turns);
        byAuthor.set(step.agent, messages);
      }
    }
    if (step.kind === "tool-call" || step.text.trim() !== "") heard.add(step.agent);
  }
  return [...byAuthor].map(([author, messages]) => findingFor(author, messages, prepared, voices));
}

/** The turns of colleagues that one message writes. `heard` holds who has spoken or acted before it. */
function turnsIn(
  step: Step,
  agents: ReadonlyMap<string, string>,
  finders: Map<string, NamedPartFinder>,
  heard: ReadonlySet<string>,
  run: Run,
): ForeignTurn[] {
  const author = step.agent ?? "";
  const others = [...agents.keys()].filter((name) => agents.get(name) !== author);
  if (others.length === 0) return [];
  const finder = finders.get(author) ?? new NamedPartFinder([...others, ...teamRoleNames(agents)]);
  finders.set(author, finder);
  const turns: ForeignTurn[] = [];
  for (const part of finder.partsIn(step.text)) {
    const speech = speechIn(part);
    if (speech === null || turns.length >= MOST_TURNS) continue;
    const agent = agents.get(part.name);
    const spokeBefore = agent !== undefined && heard.has(agent);
    if (spokeBefore && (part.possessive || speech === "outcome" || isQuoted(part, step, run))) continue;
    turns.push({ step, part, speech });
  }
  return turns.some(({ part }) => agents.has(part.name)) ? turns : [];
}

const SHORTEST_PROBE = 20;
const LONGEST_PROBE = 80;

/** Whether the part repeats what an earlier step says. */
function isQuoted({ body }: NamedPart, step: Step, run: Run): boolean {
  const probe = body
    .split("\n")
    .map((line) => line.replace(/^[\s>*_"“`-]+|[\s*_"”`]+$/g, ""))
    .find((line) => line.length >= SHORTEST_PROBE)
    ?.slice(0, LONGEST_PROBE);
  if (probe === undefined) return false;
  return run.steps.some((earlier) => earlier.index < step.index && earlier.text.includes(probe));
}

function findingFor(
  author: string,
  messages: readonly (readonly ForeignTurn[])[],
  prepared: PreparedRun,
  voices: number,
): Finding {
  const namesOf = (turns: readonly ForeignTurn[]): Set<string> => new Set(turns.map(({ part }) => part.name));
  const many = messages.filter((turns) => namesOf(turns).size >= voices);
  const tier: Tier = many.length > 0 ? "high" : "medium";
  const shown = tier === "high" ? many : messages;
  const names = [...namesOf(messages.flat())];
  const quotes = quotesOf(...shown.map(([first]) => (first === undefined ? null : quoteOfTurn(first))));
  return {
    mode: "FM-1.2",
    tier,
    message:
      `${prepared.nameOf(author, "somebody")} writes the turns of ${listed(names)} in its own ` +
      `${messages.length === 1 ? "message" : `messages (${messages.length})`} instead of leaving them to ${names.length === 1 ? "that agent" : "those agents"}`,
    agent: author,
    steps: messages.map(([first]) => first?.step.index ?? 0),
    quotes,
  };
}

function quoteOfTurn({ step, part }: ForeignTurn): Quote | null {
  return quoteFrom(step, part.start);
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
