import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Run, Step } from "../../core/run.ts";
import { defineDetector } from "../detector.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quotesOf } from "../quote.ts";
import { nameableAgents } from "./team-names.ts";

/** FM-1.2: an agent presents itself as another one, or gives itself orders as another one would. */
export const foreignSignature = defineDetector({
  meta: {
    id: "role-disobeyed/foreign-signature",
    mode: "FM-1.2",
    version: 1,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options: z.strictObject({}),
    summary:
      "Looks at the first and last words of messages: an agent that says it is another one ('As the reviewer, I …', a " +
      "signature) or asks itself by name ('Coder, please …') speaks in another's place. Words that an earlier step " +
      "already holds are quotes.",
    blindSpots: ["a change of voice without a name"],
  },
  detect(run, prepared) {
    const agents = nameableAgents(run);
    const findings: Finding[] = [];
    if (run.agents.length < 2 || agents.size === 0) return { findings };
    const cues = new SignatureCues([...agents.keys()]);
    for (const step of run.steps) {
      if (!prepared.isOwnWords(step) || step.index === 0 || step.text === run.task) continue;
      if (findings.some(({ agent }) => agent === step.agent)) continue;
      const sign = cues.in(step.text);
      if (sign === null) continue;
      const bearer = agents.get(sign.name);
      const isForeign = sign.kind === "asks" ? bearer === step.agent : bearer !== step.agent;
      if (!isForeign || isQuote(step, sign, run)) continue;
      findings.push(findingOf(step, sign, prepared));
    }
    return { findings };
  },
});

interface Sign {
  readonly kind: "presents" | "asks";
  /** The agent's name as the run has it. */
  readonly name: string;
  readonly start: number;
  readonly words: string;
}

const EDGE = 120;

/** Where a message says who speaks, or whom it asks. */
class SignatureCues {
  private readonly names: ReadonlyMap<string, string>;
  private readonly presents: RegExp;
  private readonly signs: RegExp;
  private readonly asks: RegExp;

  constructor(names: readonly string[]) {
    this.names = new Map(names.map((name) => [name.toLowerCase(), name]));
    const any = names.map((name) => name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|");
    this.presents = new RegExp(
      `^[\\s*_"“#>]{0,6}(?:As (?:the |your )?(${any}),? (?:I|my|let me)\\b|(?:I am|I'm|This is) (?:the )?(${any})(?=[.,!:;\\n])|(${any}) here(?=[.,!:;\\n]))`,
      "i",
    );
    this.signs = new RegExp(
      `\\n[ \\t]*(?:—|–|--|Best,|Regards,|Signed,?|Sincerely,)[ \\t]*(?:the )?(${any})[.\\s*_]*$`,
      "i",
    );
    this.asks = new RegExp(
      `^[\\s*_#>@]{0,6}(${any})[*_]{0,3}(?:,| —| –| -) ?(?:please|could you|can you|would you|will you|proceed|go ahead|your turn)\\b`,
      "i",
    );
  }

  in(text: string): Sign | null {
    const head = text.slice(0, EDGE);
    const tailStart = Math.max(0, text.length - EDGE);
    const presents = this.presents.exec(head);
    if (presents !== null) return this.sign("presents", presents, 0);
    const asks = this.asks.exec(head);
    if (asks !== null) return this.sign("asks", asks, 0);
    const signs = this.signs.exec(text.slice(tailStart));
    return signs === null ? null : this.sign("presents", signs, tailStart);
  }

  private sign(kind: Sign["kind"], match: RegExpExecArray, offset: number): Sign {
    const spelling = match.slice(1).find((name) => name !== undefined) ?? "";
    const name = this.names.get(spelling.toLowerCase()) ?? spelling;
    return { kind, name, start: offset + match.index, words: match[0].trim() };
  }
}

function isQuote(step: Step, sign: Sign, run: Run): boolean {
  const words = step.text.slice(sign.start, sign.start + EDGE).trim();
  return run.steps.some(({ index, text }) => index < step.index && text.includes(words));
}

function findingOf(step: Step, { kind, name, start }: Sign, prepared: PreparedRun): Finding {
  const author = prepared.nameOf(step.agent, "somebody");
  return {
    mode: "FM-1.2",
    tier: "medium",
    message:
      kind === "asks"
        ? `${author} asks itself by name to do something, as another agent would`
        : `${author} presents itself as ${name}`,
    agent: step.agent,
    steps: [step.index],
    quotes: quotesOf(quoteFrom(step, start)),
  };
}
