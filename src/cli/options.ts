import { type Command, InvalidArgumentError, Option } from "commander";
import { OutputPairs, REPORT_FORMATS } from "./outputs.ts";

/** The options of the command line, one factory each, so that a flag means the same in every command. */

export function withFilters(command: Command): Command {
  return command
    .option("--source <path>", "only runs from this file or folder")
    .option("--since <time>", "only runs that started at or after this ISO 8601 time", parseTime)
    .option("--framework <name>", "only runs of this framework")
    .addOption(tagOption("only runs with this tag", false));
}

export function addOutputOptions(program: Command, name: string, formats: readonly string[]): void {
  const target = program.commands.find((command) => command.name() === name);
  const pairs = new OutputPairs(formats);
  target
    ?.addOption(
      new Option("--format <format>", `${formats.join(", ")}; repeatable, each with its own -o`)
        .argParser((value: string) => pairs.addFormat(value))
        .default(pairs, "table"),
    )
    .addOption(
      new Option("-o, --output <file>", "write the report of that format to a file").argParser(
        (value: string) => pairs.addFile(value),
      ),
    );
}

/** Formats of reports, and what may leave the machine in those that are made for others to read. */
export function addReportOutput(program: Command, name: string): void {
  addOutputOptions(program, name, REPORT_FORMATS);
  program.commands
    .find((command) => command.name() === name)
    ?.option("--no-redact", "keep e-mail addresses, card numbers and the like in formats made for others");
}

/** What a gate asks for; the rules are read, and mistakes in them found, before any run is. */
export function withGateRules(command: Command): Command {
  return command
    .addOption(
      listOption("--max-rate <rule>", "highest rate, as FM-3.2=0.1, any=30% or FC1@framework:crewai=0.2"),
    )
    .addOption(listOption("--max-increase <rule>", "greatest rise over the baseline in points, as any=0.05"))
    .option("--baseline <file>", "a report or saved baseline; default: mast.baseline.json where it is here")
    .addOption(countOption("--min-runs <n>", "with fewer runs nothing passes; default: 20", 1, 1_000_000_000))
    .addOption(
      new Option(
        "--max-unknown <share>",
        "with a greater share of runs unknown nothing passes, 0 to 1",
      ).argParser((value: string) => {
        const share = Number(value);
        if (value.trim() === "" || !(share >= 0 && share <= 1))
          throw new InvalidArgumentError("a share from 0 to 1.");
        return share;
      }),
    )
    .option("--strict", "an inconclusive gate fails too");
}

function listOption(flags: string, description: string): Option {
  return new Option(flags, `${description}; repeatable`).argParser(
    (value: string, before: string[] | undefined) => [...(before ?? []), value],
  );
}

export function dbOption(): Option {
  return new Option("--db <file>", "the store").default("mast.db");
}

export function countOption(flags: string, description: string, least: number, most: number): Option {
  return new Option(flags, description).argParser((value: string) => {
    const count = Number(value);
    if (!/^\d+$/.test(value) || count < least || count > most)
      throw new InvalidArgumentError(`a whole number, ${least} to ${most}.`);
    return count;
  });
}

export function configOption(): Option {
  return new Option("--config <file>", "configuration; default: mast.config.yaml, .yml or .json here");
}

export function taxonomyOption(): Option {
  return new Option("--taxonomy <folder>", "a taxonomy folder of your own");
}

export function forcedFramework(): Option {
  return new Option(
    "--framework <name>",
    "read every source as this adapter or family, whatever it looks like",
  );
}

export function modeOption(description: string): Option {
  return new Option("--mode <mode>", description).argParser((value: string, before: string[] | undefined) => [
    ...(before ?? []),
    value,
  ]);
}

export function tagOption(description: string, repeatable = true): Option {
  return new Option("--tag <name=value>", description).argParser(
    (value: string, before: Record<string, string> | undefined) => {
      const match = /^([^=]+)=(.*)$/s.exec(value);
      if (match === null) throw new InvalidArgumentError("write it as name=value.");
      if (!repeatable && before !== undefined) throw new InvalidArgumentError("give it once.");
      const [, name = "", text = ""] = match;
      return { ...before, [name]: text };
    },
  );
}

export function byOption(): Option {
  return new Option("--by <grouping>", "also count by model, agent, mode or tag:NAME; repeatable").argParser(
    (value: string, before: string[] | undefined) => {
      if (!/^(framework|model|agent|mode|tag:.+)$/s.test(value)) {
        throw new InvalidArgumentError("possible: framework, model, agent, mode, tag:NAME.");
      }
      return [...(before ?? []), value];
    },
  );
}

export function maxRunSizeOption(): Option {
  return new Option("--max-run-size <size>", "largest single document, e.g. 256MB")
    .argParser(parseSize)
    .default(256 * 1024 * 1024, "256MB");
}

export function jobsOption(): Option {
  return new Option("--jobs <n>", "threads that read; default: one per core").argParser((value: string) => {
    const jobs = Number(value);
    if (!Number.isInteger(jobs) || jobs < 1 || jobs > 64)
      throw new InvalidArgumentError("a whole number, 1 to 64.");
    return jobs;
  });
}

export function strictInputOption(): Option {
  return new Option("--strict-input", "exit with 4 if anything could not be read");
}

export function quietOption(): Option {
  return new Option("-q, --quiet", "only errors on stderr");
}

export function progressOption(): Option {
  return new Option("--no-progress", "no progress bar");
}

export function verboseOption(): Option {
  return new Option("-v, --verbose", "more on stderr: each problem, each file skipped, causes of errors");
}

export function colorOption(): Option {
  return new Option("--no-color", "no colours (also: NO_COLOR in the environment)");
}

function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(b|k|kb|kib|m|mb|mib|g|gb|gib)?$/i.exec(text.trim());
  if (match === null) throw new InvalidArgumentError("a size such as 64MB or 2GB.");
  const unit = (match[2] ?? "b").toLowerCase()[0] ?? "b";
  const factor = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[unit] ?? 1;
  const bytes = Math.round(Number(match[1]) * factor);
  if (bytes === 0) throw new InvalidArgumentError("nothing is small enough for that.");
  return bytes;
}

/** `Date.parse` alone takes "5" for a year and "yesterday 3" for a month. */
const ISO_TIME = /^\d{4}-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?$/;

function parseTime(text: string): string {
  const ms = ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw new InvalidArgumentError("an ISO 8601 time, e.g. 2026-11-01 or 2026-11-01T09:30:00Z.");
  return new Date(ms).toISOString();
}
