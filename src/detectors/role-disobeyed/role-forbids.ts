import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Agent, Run, Step } from "../../core/run.ts";
import { type CodeChange, codeWorkOf } from "../code-work.ts";
import { oneOf } from "../cues/words.ts";
import { defineDetector } from "../detector.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quoteStart, quotesOf } from "../quote.ts";

/** FM-1.2: an agent does what the words of its own role rule out. */
export const roleForbids = defineDetector({
  meta: {
    id: "role-disobeyed/role-forbids",
    mode: "FM-1.2",
    version: 1,
    needs: ["content", "roles"],
    decides: "present",
    englishOnly: true,
    options: z.strictObject({}),
    summary:
      "Reads the roles for duties that they rule out in so many words (writing code, running it, calling tools) and looks " +
      "for an agent that does just that. Code shown again after a colleague wrote it does not count.",
    blindSpots: [
      "duties that a role leaves to others without ruling them out",
      "roles that a format does not carry",
    ],
  },
  detect(run, prepared) {
    const findings: Finding[] = [];
    for (const agent of run.agents) {
      if (agent.role === null || agent.kind === "human-proxy" || agent.kind === "executor") continue;
      const role = agent.role.slice(0, MOST_OF_ROLE);
      for (const duty of DUTIES) {
        const act = duty.doneBy(agent, run, prepared);
        const words = act === null ? undefined : duty.ruledOut.exec(role)?.[0];
        if (words !== undefined && act !== null) findings.push(findingOf(agent, words, act, duty));
      }
    }
    return { findings };
  },
});

const MOST_OF_ROLE = 20_000;

interface Duty {
  readonly does: string;
  /** The role's words that rule the duty out without exception. */
  readonly ruledOut: RegExp;
  doneBy(agent: Agent, run: Run, prepared: PreparedRun): { step: Step; start: number } | null;
}

const NOT =
  /(?:(?:do(?:es)?|must|should|may|can|will) not|don't|doesn't|mustn't|shouldn't|can't|cannot|never)/.source;
const NOT_BY_ITSELF = `\\b${NOT} (?:(?:ever|yourself|itself|directly|actually|under any circumstances) ){0,2}`;
/** What follows must not narrow it down ("… unless asked", "… that needs packages", "… for the user to run"). */
const WITHOUT_EXCEPTION = String.raw`(?: yourself| itself| of any kind| directly| at all)?(?=\s*(?:[.;!)\n]|, (?:only|just|you|leave|but leave|ask|delegate)|$))`;

const DUTIES: readonly Duty[] = [
  {
    does: "writes code",
    ruledOut: ruledOut(
      /(?:write|produce|generate|implement|modify|edit|change) (?:any |the |actual |production |implementation )*(?:source )?code/,
    ),
    doneBy: (agent, run, prepared) => {
      const work = prepared.of(codeWorkOf);
      const change = work.changes.find(({ step }) => step.agent === agent.id);
      return change === undefined || isTheTask(change, run)
        ? null
        : { step: change.step, start: change.start };
    },
  },
  {
    does: "runs code",
    ruledOut: ruledOut(/(?:run|execute) (?:any |the |actual )*(?:code|commands|tests|programs|scripts)/),
    doneBy: (agent, _run, prepared) => {
      const action = prepared.actions.find((one) => one.agent === agent.id && one.effect === "run");
      return action === undefined ? null : { step: action.step, start: 0 };
    },
  },
  {
    does: "calls a tool",
    ruledOut: ruledOut(/(?:call|use|invoke) (?:any |the )*(?:tools|functions)/),
    doneBy: (agent, _run, prepared) => {
      const action = prepared.actions.find((one) => one.agent === agent.id && one.step.kind === "tool-call");
      return action === undefined ? null : { step: action.step, start: 0 };
    },
  },
];

function ruledOut(duty: RegExp): RegExp {
  return oneOf("i", new RegExp(`${NOT_BY_ITSELF}(?:${duty.source})${WITHOUT_EXCEPTION}`));
}

function isTheTask({ step }: CodeChange, run: Run): boolean {
  return step.text === run.task;
}

function findingOf(
  agent: Agent,
  words: string,
  { step, start }: { step: Step; start: number },
  { does }: Duty,
): Finding {
  return {
    mode: "FM-1.2",
    tier: "medium",
    message: `${agent.name} ${does}, although its role says "${words.trim()}"`,
    agent: agent.id,
    steps: [step.index],
    quotes: quotesOf(step.kind === "tool-call" || start === 0 ? quoteStart(step) : quoteFrom(step, start)),
  };
}
