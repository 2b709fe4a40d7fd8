import { z } from "zod";
import type { Finding } from "../../core/finding.ts";
import type { Agent, Step } from "../../core/run.ts";
import { cueGate } from "../cues/cue-gate.ts";
import { CUE_EDGE, cueSentencesOf } from "../cues/cue-sentences.ts";
import { defineDetector } from "../detector.ts";
import type { PreparedRun } from "../prepared-run.ts";
import { quoteFrom, quotesOf } from "../quote.ts";
import { threshold } from "../threshold.ts";
import { nameWords } from "../tool-effects.ts";

const dutyRefusedOptions = z.strictObject({
  opening: threshold(
    600,
    [100, 10_000],
    "Characters at the start of a message in which a refusal is looked for.",
  ),
});
type DutyRefusedOptions = z.infer<typeof dutyRefusedOptions>;

/** FM-1.2: an agent declines what its role or its tools are there for, without having tried. */
export const dutyRefused = defineDetector<DutyRefusedOptions>({
  meta: {
    id: "role-disobeyed/duty-refused",
    mode: "FM-1.2",
    version: 2,
    needs: ["content"],
    decides: "present",
    englishOnly: true,
    options: dutyRefusedOptions,
    summary:
      "Looks for 'I cannot …' where the verb is what the agent's role says it does. It counts where the agent also has a " +
      "tool for it and has not called it; otherwise it is a candidate for the judge. Refusals after a failed " +
      "call, what nobody could do (to find, to tell, to be sure), and what another agent declined before do not count.",
    blindSpots: ["refusals in other words", "duties that the role describes with another verb"],
  },
  detect(run, prepared, { opening }) {
    const findings: Finding[] = [];
    if (run.agents.every(({ role }) => role === null)) return { findings };
    const tried = new Map<string, Set<string>>();
    /** By verb, who declined it first: those after it may only pass that on. */
    const decliners = new Map<string, string>();
    const sentences = prepared.of(cueSentencesOf);
    for (const step of run.steps) {
      if (step.agent === null) continue;
      if (step.kind === "tool-call") {
        const tools = tried.get(step.agent) ?? new Set();
        tried.set(step.agent, tools.add(step.tool ?? ""));
      } else if (prepared.isOwnWords(step) && (opening > CUE_EDGE || sentences.has(step, MAY_REFUSE))) {
        const refusal = REFUSAL.exec(step.text.slice(0, opening));
        const verb = refusal?.[1];
        if (refusal === null || verb === undefined) continue;
        const first = decliners.get(verb) ?? step.agent;
        decliners.set(verb, first);
        if (first !== step.agent || findings.some(({ agent }) => agent === step.agent)) continue;
        const used = tried.get(step.agent) ?? new Set();
        const finding = findingOf({ step, at: refusal.index, verb }, opening, used, prepared);
        if (finding !== null) findings.push(finding);
      }
    }
    return { findings };
  },
});

/** The words of a refusal stand in the same sentence; gates see the first characters up to here. */
const MAY_REFUSE = cueGate(
  "i_cannot",
  "i_can not|t",
  "unable i",
  "able not i",
  "i_will not",
  "i_won t",
  "ability|capability have",
);
const REFUSAL =
  /\bI(?: cannot| can['’]t| can not| am unable to| am not able to|['’]m unable to|['’]m not able to| will not| won['’]t| do not have the (?:ability|capability) to| don['’]t have the (?:ability|capability) to)(?: directly| currently| actually)? ([a-z]{3,14})\b/;
/** What one may fail at without refusing it. */
const NO_REFUSAL = new Set(
  "find see tell say determine confirm guarantee recall remember continue proceed complete finish recommend identify be help".split(
    " ",
  ),
);
const ADVISES =
  /\b(?:but|however|instead)\b[^.\n]{0,40}\bI can (?:guide|help|explain|describe|suggest|advise|tell|show|give|offer|provide)|\byou (?:can|could|should|may|will need to|'ll need to|will have to)\b/i;

interface Refusal {
  readonly step: Step;
  /** Where the words begin. */
  readonly at: number;
  readonly verb: string;
}

function findingOf(
  { step, at, verb }: Refusal,
  opening: number,
  tried: ReadonlySet<string>,
  prepared: PreparedRun,
): Finding | null {
  const agent = prepared.agents.get(step.agent ?? "");
  if (agent === undefined || NO_REFUSAL.has(verb)) return null;
  if (!isDuty(verb, agent) || [...tried].some((tool) => nameWords(tool).includes(verb))) return null;
  const tool = (agent.tools ?? []).find((name) => nameWords(name).includes(verb));
  const isPlain = tool !== undefined && ADVISES.test(step.text.slice(at, at + opening));
  return {
    mode: "FM-1.2",
    tier: isPlain ? "medium" : "low",
    message:
      tool === undefined
        ? `${agent.name} declines to ${verb}, which its role says it does`
        : `${agent.name} declines to ${verb} and only gives advice, although that is its role and it has the tool ${tool}`,
    agent: agent.id,
    steps: [step.index],
    quotes: quotesOf(quoteFrom(step, at)),
  };
}

/** Whether the role says that the agent does this, in any form of the verb. */
function isDuty(verb: string, { role }: Agent): boolean {
  if (role === null) return false;
  const stem = verb.replace(/(?:e|y)$/, "");
  return new RegExp(`(?:^|[^a-z])${stem}(?:e|es|s|ing|y|ies|ied|ed)?(?![a-z])`, "i").test(
    role.slice(0, 4000),
  );
}
