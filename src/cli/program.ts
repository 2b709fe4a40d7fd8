import { Command, CommanderError, InvalidArgumentError, Option, type OutputConfiguration } from "commander";
import type { Io } from "./io.ts";
import { OutputPairs } from "./outputs.ts";
import { VERSION } from "./version.ts";

export interface ProgramHost {
  io: Io;
  finish(exitCode: number): void;
}

const EXIT_CODES = `
Exit codes: 0 done · 1 gate failed · 2 wrong usage, configuration or taxonomy · 3 no run could be read
            4 finished but incomplete · 70 a bug in mast · 130/143 interrupted (the same command goes on)`;

/**
 * The command line. Only commander is loaded here: each command brings its own code when it runs, so that help and
 * mistakes answer at once.
 */
export function buildProgram(host: ProgramHost, output: OutputConfiguration = {}): Command {
  const program = new Command("mast")
    .description(
      "Finds the 14 MAST failure modes in traces of multi-agent LLM systems, and shows the evidence.",
    )
    .version(VERSION, "--version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help of a command")
    .addHelpText("after", EXIT_CODES);
  configure(program, output);

  command(program, "analyze", "read traces, look for failure modes, print the report: the main job")
    .argument("<path...>", "files, folders, globs, or - for standard input")
    .addOption(dbOption())
    .option("--no-store", "keep nothing on disk")
    .addOption(taxonomyOption())
    .addOption(forcedFramework())
    .addOption(tagOption("put on every run read, e.g. --tag model=large"))
    .addOption(modeOption("report only this mode; repeatable"))
    .addOption(byOption())
    .addOption(maxRunSizeOption())
    .addOption(jobsOption())
    .addOption(strictInputOption())
    .addOption(quietOption())
    .addOption(progressOption())
    .addOption(verboseOption())
    .addOption(colorOption())
    .action(async (paths: string[], options) => {
      const { analyze } = await import("./commands/analyze.ts");
      host.finish(await analyze(paths, options, host.io));
    });

  command(program, "ingest", "only read traces into the store")
    .argument("<path...>", "files, folders, globs, or - for standard input")
    .addOption(dbOption())
    .addOption(forcedFramework())
    .addOption(tagOption("put on every run read"))
    .addOption(maxRunSizeOption())
    .addOption(jobsOption())
    .addOption(strictInputOption())
    .addOption(quietOption())
    .addOption(progressOption())
    .addOption(verboseOption())
    .action(async (paths: string[], options) => {
      const { ingestCommand } = await import("./commands/ingest.ts");
      host.finish(await ingestCommand(paths, options, host.io));
    });

  const detect = command(program, "detect", "only run the detectors on stored runs that lack their labels")
    .addOption(dbOption())
    .addOption(taxonomyOption())
    .addOption(quietOption())
    .addOption(progressOption())
    .addOption(verboseOption());
  withFilters(detect).action(async (options) => {
    const { detectCommand } = await import("./commands/detect.ts");
    host.finish(await detectCommand(options, host.io));
  });

  const report = command(program, "report", "report on stored runs")
    .addOption(dbOption())
    .addOption(taxonomyOption())
    .addOption(modeOption("report only this mode; repeatable"))
    .addOption(byOption())
    .addOption(colorOption())
    .addOption(verboseOption());
  withFilters(report).action(async (options) => {
    const { reportCommand } = await import("./commands/report.ts");
    host.finish(await reportCommand(options, host.io));
  });
  for (const name of ["analyze", "report"]) addOutputOptions(program, name, ["table", "json"]);

  command(program, "show", "show one run as a timeline with its findings in place")
    .argument("<run>", "id of a run or its beginning")
    .addOption(dbOption())
    .addOption(taxonomyOption())
    .option("--full", "every step in full length")
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "json"]).default("text"))
    .addOption(colorOption())
    .addOption(verboseOption())
    .action(async (run: string, options) => {
      const { showCommand } = await import("./commands/show.ts");
      host.finish(await showCommand(run, options, host.io));
    });

  const exported = command(program, "export", "stored runs with their labels, for other programs")
    .addOption(dbOption())
    .addOption(
      new Option("--format <format>", "jsonl, csv or otlp")
        .choices(["jsonl", "csv", "otlp"])
        .default("jsonl"),
    )
    .option("-o, --output <file>", "write to a file instead of standard output")
    .addOption(verboseOption());
  withFilters(exported).action(async (options) => {
    const { exportCommand } = await import("./commands/export.ts");
    host.finish(await exportCommand(options, host.io));
  });

  command(program, "forget", "remove a run, or a source with the runs that only it gave")
    .argument("<target>", "id of a run or its beginning, or the path of a source")
    .addOption(dbOption())
    .addOption(verboseOption())
    .action(async (target: string, options) => {
      const { forgetCommand } = await import("./commands/forget.ts");
      host.finish(await forgetCommand(target, options, host.io));
    });

  command(program, "modes", "the failure modes: what each is, how mast finds it, what it cannot see")
    .argument("[mode]", "one mode in full: FM-1.3, its short name or its title")
    .addOption(taxonomyOption())
    .addOption(colorOption())
    .addOption(verboseOption())
    .action(async (mode: string | undefined, options) => {
      const { modesCommand } = await import("./commands/modes.ts");
      host.finish(await modesCommand(mode, options, host.io));
    });

  const taxonomy = command(program, "taxonomy", "work on the taxonomy");
  command(taxonomy, "check", "check a taxonomy folder and run its examples")
    .argument("[folder]", "default: the taxonomy that comes with mast")
    .addOption(verboseOption())
    .action(async (folder: string | undefined, options) => {
      const { taxonomyCheckCommand } = await import("./commands/taxonomy-check.ts");
      host.finish(await taxonomyCheckCommand(folder, options, host.io));
    });

  command(program, "doctor", "say what works here, or how a file is recognised")
    .argument("[file]", "a trace file")
    .addOption(dbOption())
    .addOption(taxonomyOption())
    .addOption(verboseOption())
    .action(async (file: string | undefined, options) => {
      const { doctorCommand } = await import("./commands/doctor.ts");
      host.finish(await doctorCommand(file, options, host.io));
    });
  return program;
}

/** Commander throws instead of ending the process, and all of its text goes through `output`. */
function configure(command: Command, output: OutputConfiguration): void {
  command.exitOverride((error) => {
    throw new CommanderError(error.exitCode, error.code, error.message);
  });
  command.configureOutput(output);
  command.showHelpAfterError("(--help shows what is possible)");
}

function command(parent: Command, name: string, description: string): Command {
  return parent.command(name).description(description);
}

function withFilters(command: Command): Command {
  return command
    .option("--source <path>", "only runs from this file or folder")
    .option("--since <time>", "only runs that started at or after this ISO 8601 time", parseTime)
    .option("--framework <name>", "only runs of this framework")
    .addOption(tagOption("only runs with this tag", false));
}

function addOutputOptions(program: Command, name: string, formats: readonly string[]): void {
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

function dbOption(): Option {
  return new Option("--db <file>", "the store").default("mast.db");
}

function taxonomyOption(): Option {
  return new Option("--taxonomy <folder>", "a taxonomy folder of your own");
}

function forcedFramework(): Option {
  return new Option(
    "--framework <name>",
    "read every source as this adapter or family, whatever it looks like",
  );
}

function modeOption(description: string): Option {
  return new Option("--mode <mode>", description).argParser((value: string, before: string[] | undefined) => [
    ...(before ?? []),
    value,
  ]);
}

function tagOption(description: string, repeatable = true): Option {
  return new Option("--tag <name=value>", description).argParser(
    (value: string, before: Record<string, string> | undefined) => {
      const match = /^([^=]+)=(.*)$/s.exec(value);
      if (match === null) throw new InvalidArgumentError("write it as name=value.");
      const [, name = "", text = ""] = match;
      return { ...(repeatable ? before : {}), [name]: text };
    },
  );
}

function byOption(): Option {
  return new Option("--by <grouping>", "also count by model, agent, mode or tag:NAME; repeatable").argParser(
    (value: string, before: string[] | undefined) => {
      if (!/^(framework|model|agent|mode|tag:.+)$/s.test(value)) {
        throw new InvalidArgumentError("possible: framework, model, agent, mode, tag:NAME.");
      }
      return [...(before ?? []), value];
    },
  );
}

function maxRunSizeOption(): Option {
  return new Option("--max-run-size <size>", "largest single document, e.g. 256MB")
    .argParser(parseSize)
    .default(256 * 1024 * 1024, "256MB");
}

function jobsOption(): Option {
  return new Option("--jobs <n>", "worker threads that read; default: one per core").argParser(
    (value: string) => {
      const jobs = Number(value);
      if (!Number.isInteger(jobs) || jobs < 1 || jobs > 64)
        throw new InvalidArgumentError("a whole number, 1 to 64.");
      return jobs;
    },
  );
}

function strictInputOption(): Option {
  return new Option("--strict-input", "exit with 4 if anything could not be read");
}

function quietOption(): Option {
  return new Option("-q, --quiet", "only errors on stderr");
}

function progressOption(): Option {
  return new Option("--no-progress", "no progress bar");
}

function verboseOption(): Option {
  return new Option("-v, --verbose", "more on stderr: each problem, causes of errors");
}

function colorOption(): Option {
  return new Option("--no-color", "no colours (also: NO_COLOR in the environment)");
}

function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(b|k|kb|kib|m|mb|mib|g|gb|gib)?$/i.exec(text.trim());
  if (match === null) throw new InvalidArgumentError("a size such as 64MB or 2GB.");
  const unit = (match[2] ?? "b").toLowerCase()[0] ?? "b";
  const factor = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[unit] ?? 1;
  return Math.round(Number(match[1]) * factor);
}

function parseTime(text: string): string {
  const ms = Date.parse(text);
  if (Number.isNaN(ms))
    throw new InvalidArgumentError("an ISO 8601 time, e.g. 2026-11-01 or 2026-11-01T09:30:00Z.");
  return new Date(ms).toISOString();
}
