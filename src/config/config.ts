import { readFile } from "node:fs/promises";
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
}

const path = z.string().superRefine((text, context) => {
  const message = pathProblem(text);
  if (message !== null) context.addIssue({ code: "custom", message: `no JSONPath: ${message}` });
});

const mapping = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/, "expected a short name of small letters, digits and hyphens"),
    runs: path.optional(),
    id: path.optional(),
    task: path.optional(),
    messages: path.optional(),
    agent: path,
    text: path,
    time: path.optional(),
    role: path.optional(),
    answers: path.optional(),
    users: z.array(z.string()).optional(),
    calls: z
      .strictObject({
        list: path,
        tool: path,
        args: path.optional(),
        id: path.optional(),
        result: path.optional(),
      })
      .optional(),
    end: z.strictObject({ value: path, reasons: z.record(z.string(), z.enum(END_REASONS)) }).optional(),
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
    mappings: z.array(mapping).default([]),
    gate: gateConfig.nullable().default(null),
    judge: judgeConfig.nullable().default(null),
    redact: redactConfig,
    suppressions: z.array(suppressionEntry).default([]),
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

const schema = config as z.ZodType<Config>;

/**
 * @param shown what mistakes name
 * @throws MastError that names file, line and place of all mistakes
 */
export async function loadConfig(file: string, shown: string): Promise<Config> {
  let content: string;
  try {
    content = await readFile(file, "utf8");
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new MastError(`the configuration ${shown} cannot be read (${why})`, { cause: error });
  }
  return parseConfig(content, shown);
}

/** `file`: what mistakes name. */
export function parseConfig(content: string, file: string): Config {
  const isEmpty = content.split("\n").every((line) => /^\s*(?:#|$)/.test(line));
  if (isEmpty) return schema.parse({});
  const { value, problems } = new CheckedYaml(file, content, schema);
  if (value === null) throw new MastError(problems.map(problemLine).join("\n"));
  return value;
}
