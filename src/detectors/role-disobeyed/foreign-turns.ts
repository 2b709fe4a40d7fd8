import { z } from "zod";
import type { Finding, Quote, Tier } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import { defineDetector } from "../detector.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quotesOf } from "../quote.ts";
import { threshold } from "../threshold.ts";
import { QuoteSearch } from "./quote-search.ts";
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
    const findings = findingsOf(run, prepared, chosen);
    if (findings.length > 0 && ASKS_FOR_VOICES.test((run.task ?? "").slice(0, MOST_OF_TASK))) {
      return { findings: [], unknown: "the task itself asks for several voices" };
    }
    return { findings };
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
  const finder = new TurnFinder(run, prepared, agents);
  const byAuthor = new Map<string, ForeignTurn[][]>();
  for (const step of run.steps) {
    if (step.agent === null) continue;
    if (prepared.isOwnWords(step) && step.text !== run.task) {
      const messages = byAuthor.get(step.agent) ?? [];
      const turns = messages.length < MOST_MESSAGES ? finder.turnsIn(step) : [];
      if (turns.length > 0) byAuthor.set(step.agent, [...messages, turns]);
    }
    finder.hear(step);
  }
  return [...byAuthor].map(([author, messages]) => findingFor(author, messages, prepared, voices));
}

/** Finds the turns that a message writes for colleagues, going through the run in order. */
class TurnFinder {
  private readonly run: Run;
  private readonly prepared: PreparedRun;
  private readonly agents: ReadonlyMap<string, string>;
  private readonly finder: NamedPartFinder;
  private readonly quotes: QuoteSearch;
  private memoAuthors: ReadonlySet<string> | null = null;
  /** Who has spoken or acted so far, also as a tool. A handover alone says nothing that one could repeat. */
  private readonly heard = new Set<string>();

  constructor(run: Run, prepared: PreparedRun, agents: ReadonlyMap<string, string>) {
    this.run = run;
    this.prepared = prepared;
    this.agents = agents;
    this.finder = new NamedPartFinder([...agents.keys(), ...teamRoleNames(agents)]);
    this.quotes = new QuoteSearch(run);
  }

  hear(step: Step): void {
    const { agent, kind, text, tool } = step;
    if (kind === "tool-call" && tool !== undefined) this.heard.add(tool);
    if (agent === null || this.heard.has(agent)) return;
    if (kind === "tool-call" || (kind !== "handoff" && text.trim() !== "")) this.heard.add(agent);
  }

  turnsIn(step: Step): ForeignTurn[] {
    const turns: ForeignTurn[] = [];
    for (const part of this.finder.partsIn(step.text, (name) => this.agents.get(name) !== step.agent)) {
      const speech = speechIn(part);
      if (speech === null || turns.length >= MOST_TURNS) continue;
      if (this.isTurn(part, speech, step)) turns.push({ step, part, speech });
    }
    return turns.some(({ part }) => this.agents.has(part.name)) ? turns : [];
  }

  /** Who speaks anywhere in the run. */
  private get authors(): ReadonlySet<string> {
    this.memoAuthors ??= new Set(
      this.run.steps
        .filter((step) => this.prepared.isOwnWords(step) && step.text.trim() !== "")
        .map(({ agent }) => agent ?? ""),
    );
    return this.memoAuthors;
  }

  /** Of a colleague who has spoken, only new words of its own are a turn; anything else is a recap or a quote. */
  private isTurn(part: NamedPart, speech: Speech, step: Step): boolean {
    const agent = this.agents.get(part.name);
    const spokeBefore = agent !== undefined && (this.heard.has(agent) || this.heard.has(part.name));
    if (speech === "statement") return agent !== undefined && !spokeBefore && !this.authors.has(agent);
    if (!spokeBefore) return true;
    return !part.possessive && speech !== "outcome" && !this.quotes.holds(part.body, step);
  }
}

function findingFor(
  author: string,
  messages: readonly (readonly ForeignTurn[])[],
  prepared: PreparedRun,
  voices: number,
): Finding {
  const namesOf = (turns: readonly ForeignTurn[]): Set<string> => new Set(turns.map(({ part }) => part.name));
  const plain = (turns: readonly ForeignTurn[]) => turns.filter(({ speech }) => speech !== "statement");
  const many = messages.filter((turns) => namesOf(plain(turns)).size >= voices);
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
