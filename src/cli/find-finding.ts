import { EXIT, MastError } from "../core/errors.ts";
import type { ModeId } from "../core/finding.ts";
import type { Report } from "../core/report.ts";
import { FindingIds } from "../report/finding-ids.ts";
import type { Store } from "../store/store.ts";

/** A finding, and what a suppression of it says. */
export interface KnownFinding {
  id: string;
  mode: ModeId;
  run: string;
  framework: string;
  /** Name of the agent that it names. */
  agent: string | null;
  message: string;
}

const FORM = /^[0-9a-f]{6,16}$/;

/**
 * The stored finding whose id begins with the text. Candidates, which no verdict rests on, are none.
 * @throws MastError where none or several fit
 */
export async function findStored(text: string, store: Store): Promise<KnownFinding> {
  const prefix = prefixOf(text);
  return theOne(text, prefix === null ? [] : await findingsLike(prefix, store));
}

/** The same among the runs of a report. @throws MastError where none or several fit */
export function findReported(text: string, { runs }: Pick<Report, "runs">): KnownFinding {
  const prefix = prefixOf(text);
  const hits = runs.flatMap(({ id: run, framework, labels }) =>
    Object.entries(labels).flatMap(([mode, { verdict, findings }]) =>
      findings
        .filter(({ id }) => verdict === "present" && prefix !== null && id.startsWith(prefix))
        .map(({ id, agent, message }) => ({ id, mode: mode as ModeId, run, framework, agent, message })),
    ),
  );
  return theOne(text, hits);
}

function prefixOf(text: string): string | null {
  const prefix = text.trim().toLowerCase();
  return FORM.test(prefix) ? prefix : null;
}

function theOne(text: string, hits: readonly KnownFinding[]): KnownFinding {
  const [hit, ...more] = hits;
  if (hit === undefined) {
    throw new MastError(`no finding "${text}"`, {
      hint: "give at least six hexadecimal digits of an id, as mast show and the reports print it",
      exitCode: EXIT.noRuns,
    });
  }
  if (more.length === 0) return hit;
  const ids = hits.slice(0, 5).map(({ id }) => id);
  throw new MastError(`"${text}" fits ${hits.length} findings: ${ids.join(", ")}`);
}

async function findingsLike(prefix: string, store: Store): Promise<KnownFinding[]> {
  const hits: KnownFinding[] = [];
  for await (const batch of store.summaries({})) {
    for (const { id: run, framework, verdicts } of batch) {
      if (
        !Object.values(verdicts).some(({ verdict, gating }) => verdict === "present" || gating === "present")
      )
        continue;
      const ids = new FindingIds(run);
      for (const label of await store.labels(run)) {
        for (const finding of label.findings) {
          const id = ids.of(label, finding);
          if (!id.startsWith(prefix) || finding.tier === "low" || label.verdict !== "present") continue;
          const agent = await nameOf(finding.agent, run, store);
          hits.push({ id, mode: label.mode, run, framework, agent, message: finding.message });
        }
      }
    }
  }
  return hits;
}

async function nameOf(agent: string | null, runId: string, store: Store): Promise<string | null> {
  if (agent === null) return null;
  const run = await store.run(runId);
  return run?.agents.find(({ id }) => id === agent)?.name ?? agent;
}
