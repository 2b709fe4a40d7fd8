import { z } from "zod";
import { type Mapping, pathProblem } from "../adapters/mapped/mapping.ts";
import { MastError } from "../core/errors.ts";
import type { RedactOptions } from "../core/private-data.ts";
import { END_REASONS } from "../core/run.ts";
import type { Suppression } from "../core/suppression.ts";
import { CheckedYaml } from "../taxonomy/checked-yaml.ts";
import { problemLine } from "../taxonomy/file-problem.ts";
import { type GateConfig, gateConfig } from "./gate-config.ts";
import { type JudgeConfig, judgeConfig } from "./judge-config.ts";
import { readSettings } from "./read-text.ts";
import { redactConfig } from "./redact-config.ts";
import { suppressionEntry } from "./suppressions.ts";

/** What a person sets for a folder of traces; JSON is YAML too. */
export interface Config {
  /** How JSON that mast does not know is read. */
  mappings: Mapping[];
  /** What stops a merge; null = nothing is asked for. */
  gate: GateConfig | null;
  /** Who is asked as a judge; null = nobody, unless the command line or the environment says so. */
  judge: JudgeConfig | null;
  /** What of private data is replaced before text leaves the machine. */
  redact: RedactOptions;
  /** Findings that the team knows of, beside those of `mast.suppressions.yaml`. */
  suppressions: Suppression[];
  /** Modules with adapters, detectors and reporters: paths relative to the configuration, or packages. */
  plugins: string[];
}

const path = z.string().superRefine((text, context) => {
  const message = pathProblem(text);
  if (message !== null) context.addIssue({ code: "custom", message: `no JSONPath: ${message}` });
});

function place(description: string, example: string) {
  return path.optional().meta({ description, examples: [example] });
}

const mapping = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/, "expected a short name of small letters, digits and hyphens")
      .meta({
        description: "Shown as the framework of the runs, and part of their ids",
        examples: ["helpdesk"],
      }),
    runs: place("All runs of a document or line; absent: it is one run", "$.sessions[*]"),
    id: place("The run's own key: a later export of the same run replaces it", "$.ref"),
    task: place("What was asked for; absent: the first message of a user", "$.request"),
    messages: place("The messages of a run in their order; absent: each line is a message", "$.turns[*]"),
    agent: path.meta({
      description: "Name of the agent; a message without one is a user's",
      examples: ["$.who"],
    }),
    text: path.meta({
      description: "The words; several matches are joined by line breaks",
      examples: ["$.said"],
    }),
    time: place("ISO 8601, or an epoch in s, ms, µs or ns", "$.at"),
    role: place("user: no agent; system: instructions, no step; tool: the result of a call", "$.kind"),
    answers: place("In a message that is a result: the id of the call that it answers", "$.reply_to"),
    users: z
      .array(z.string())
      .optional()
      .meta({ description: "Names at agent that are people outside the team", examples: [["caller"]] }),
    calls: z
      .strictObject({
        list: path.meta({ description: "The calls of a message", examples: ["$.looked_up[*]"] }),
        tool: path.meta({ description: "Name of the tool", examples: ["$.where"] }),
        args: place("What it was given", "$.query"),
        id: place("Joins a call and its result", "$.number"),
        result: place("Where call and result stand together", "$.answer"),
      })
      .optional()
      .describe("Calls of tools that a message holds"),
    end: z
      .strictObject({
        value: path.meta({ description: "What says how the run ended", examples: ["$.closed"] }),
        reasons: z
          .record(z.string(), z.enum(END_REASONS))
          .meta({ description: "Its words, and what they mean", examples: [{ solved: "completed" }] }),
      })
      .optional()
      .describe("How the run ended"),
  })
  .superRefine(({ runs, task, end, messages, answers, role, calls }, context) => {
    if (answers !== undefined && (role === undefined || calls?.id === undefined)) {
      const message = "needs role, which tells results, and calls.id, which they answer";
      context.addIssue({ code: "custom", message, path: ["answers"] });
    }
    if (messages !== undefined) return;
    for (const [name, value] of Object.entries({ runs, task, end })) {
      if (value === undefined) continue;
      const message = `needs messages: without it each line is a message, and no line is a run`;
      context.addIssue({ code: "custom", message, path: [name] });
    }
  });

const config = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .describe("Where editors find what is possible here; mast does not read it"),
    gate: gateConfig.nullable().default(null).describe("What stops a merge (docs/gate.md)"),
    judge: judgeConfig
      .nullable()
      .default(null)
      .describe(
        "A language model that labels what rules cannot decide; where this stands, runs are sent to it (docs/judge.md)",
      ),
    redact: redactConfig.describe(
      "Private data that reports for others, and what a judge is shown, hold placeholders for (docs/ci.md)",
    ),
    mappings: z
      .array(mapping)
      .default([])
      .describe("How JSON that mast does not know is read (docs/mapping.md)"),
    suppressions: z
      .array(suppressionEntry)
      .default([])
      .describe("Findings that the team knows of, as in mast.suppressions.yaml (docs/gate.md)"),
    plugins: z
      .array(z.string().trim().min(1))
      .default([])
      .meta({
        description:
          "Modules with adapters, detectors and reporters of your own, which are loaded and run (docs/plugins.md)",
        examples: [["./mast-plugin.mjs"]],
      }),
  })
  .superRefine(({ mappings }, context) => {
    const names = mappings.map(({ name }) => name);
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) < index) {
        context.addIssue({
          code: "custom",
          message: `a second mapping "${name}"`,
          path: ["mappings", index, "name"],
        });
      }
    }
  });

/** Also written as JSON schema, from which editors complete, and `mast init` and docs/config.md say what each key does. */
export const configSchema = config as unknown as z.ZodType<Config>;

/**
 * @param shown what mistakes name
 * @throws MastError that names file, line and place of all mistakes
 */
export async function loadConfig(file: string, shown: string): Promise<Config> {
  const content = await readSettings(file, `the configuration ${shown}`);
  if (content === null) throw new MastError(`the configuration ${shown} is not there`);
  return parseConfig(content, shown);
}

/** `file`: what mistakes name. */
export function parseConfig(content: string, file: string): Config {
  const isEmpty = content.split("\n").every((line) => /^\s*(?:#|$)/.test(line));
  if (isEmpty) return configSchema.parse({});
  const { value, problems } = new CheckedYaml(file, content, configSchema);
  if (value === null) throw new MastError(problems.map(problemLine).join("\n"));
  return value;
}
