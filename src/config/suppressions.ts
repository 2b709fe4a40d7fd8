import { isNode, isSeq, parseDocument } from "yaml";
import { z } from "zod";
import { MastError } from "../core/errors.ts";
import { MODE_IDS } from "../core/finding.ts";
import type { Suppression } from "../core/suppression.ts";
import { safeLine } from "../core/terminal-text.ts";
import { CheckedYaml } from "../taxonomy/checked-yaml.ts";
import { problemLine } from "../taxonomy/file-problem.ts";
import { readSettings } from "./read-text.ts";

const DAY = /^\d{4}-\d\d-\d\d$/;

/** Every report lists it. */
export const MOST_REASON = 1000;

/** One entry as people and `mast suppress` write it. */
export const suppressionEntry = z
  .strictObject({
    mode: z.enum(MODE_IDS).meta({ description: "The failure mode", examples: ["FM-1.3"] }),
    finding: z
      .string()
      .regex(/^[0-9a-f]{16}$/, "expected the id of a finding, 16 hexadecimal digits")
      .optional()
      .meta({ description: "Id of one finding", examples: ["0123456789abcdef"] }),
    run: z
      .string()
      .regex(/^[0-9a-f]{8,32}$/, "expected the id of a run, or its first eight hexadecimal digits at least")
      .optional()
      .meta({ description: "Id of the run, or its beginning", examples: ["0123456789ab"] }),
    framework: z
      .string()
      .min(1)
      .optional()
      .meta({ description: "Of this framework only", examples: ["crewai"] }),
    agent: z
      .string()
      .min(1)
      .optional()
      .meta({ description: "Of this agent only", examples: ["planner"] }),
    reason: z
      .string()
      .trim()
      .refine((text) => text !== "", "says nothing: write why it may wait")
      .refine((text) => text.length <= MOST_REASON, `is longer than ${MOST_REASON} characters`)
      .meta({ description: "Why it may wait", examples: ["the retry is meant, see the runbook"] }),
    until: z
      .string()
      .refine(isDay, "expected a day as 2026-12-31")
      .meta({ description: "Last day on which it is suppressed", examples: ["2026-12-31"] }),
  })
  .superRefine(({ finding, run, framework, agent }, context) => {
    if (finding ?? run ?? framework ?? agent) return;
    const message = "needs finding, run, framework or agent: a mode alone would hide all of it";
    context.addIssue({ code: "custom", message });
  })
  .transform(
    ({ mode, finding, run, framework, agent, reason, until }): Suppression => ({
      ...{
        mode,
        finding: finding ?? null,
        run: run ?? null,
        framework: framework ?? null,
        agent: agent ?? null,
      },
      ...{ reason, until },
    }),
  );

const fileSchema = z.strictObject({ suppressions: z.array(suppressionEntry).default([]) });

/** Whether it is a day of the calendar, as YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const time = DAY.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/**
 * The entries of a file; none where it is not there.
 * @throws MastError that names file, line and place of all mistakes
 */
export async function loadSuppressions(path: string, shown: string): Promise<Suppression[]> {
  return parseSuppressions(await contentOf(path, shown), shown);
}

/**
 * The text of the file with one more entry, or with one of its entries in new words where it is about the same; comments
 * and all else stay as they are.
 * @param note what the entry is about, for whoever reads the file
 * @throws MastError where the file is not what it should be
 */
export async function withSuppression(
  path: string,
  shown: string,
  added: Suppression,
  note: string | null = null,
): Promise<string> {
  const content = await contentOf(path, shown);
  const entries = parseSuppressions(content, shown);
  const document = parseDocument(content === "" ? HEADER : content);
  if (!isSeq(document.get("suppressions"))) document.set("suppressions", document.createNode([]));
  const list = document.get("suppressions");
  if (!isSeq(list)) throw new Error("a list that was just made is none");
  list.flow = false;
  const node = document.createNode(withoutEmpty(added));
  const same = entries.findIndex((entry) => aboutOf(entry) === aboutOf(added));
  // What stands above an entry that is put in new words stays there; above the first it is the list's.
  const before = list.items[same];
  const above = isNode(before) ? before.commentBefore : null;
  if (same !== 0 || list.commentBefore === undefined || list.commentBefore === null)
    node.commentBefore = above ?? (note === null ? null : ` ${safeLine(note)}`);
  if (same < 0) list.add(node);
  else list.set(same, node);
  return document.toString({ lineWidth: 0 });
}

const HEADER = `# Findings that the team knows of: reports show them, gates do not count them until their day.
# Written by mast suppress, edited by hand, committed with the code.
suppressions: []
`;

function parseSuppressions(content: string, shown: string): Suppression[] {
  if (content.split("\n").every((line) => /^\s*(?:#|$)/.test(line))) return [];
  const { value, problems } = new CheckedYaml(
    shown,
    content,
    fileSchema as z.ZodType<z.output<typeof fileSchema>>,
  );
  if (value === null) throw new MastError(problems.map(problemLine).join("\n"));
  return value.suppressions;
}

async function contentOf(path: string, shown: string): Promise<string> {
  return (await readSettings(path, `the suppressions ${shown}`)) ?? "";
}

function aboutOf({ mode, finding, run, framework, agent }: Suppression): string {
  return JSON.stringify(finding === null ? [mode, run, framework, agent] : [mode, finding]);
}

function withoutEmpty(suppression: Suppression): Record<string, string> {
  return Object.fromEntries(Object.entries(suppression).filter(([, value]) => value !== null));
}
