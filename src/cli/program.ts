import { Command, CommanderError, Option, type OutputConfiguration } from "commander";
import { VERSION } from "../core/version.ts";
import { addEval } from "./eval-command.ts";
import { addGateCommands } from "./gate-commands.ts";
import type { Io } from "./io.ts";
import { addJudgeCommand, withJudge } from "./judge-commands.ts";
import {
  addReportOutput,
  byOption,
  colorOption,
  configOption,
  dbOption,
  forcedFramework,
  jobsOption,
  maxRunSizeOption,
  modeOption,
  progressOption,
  quietOption,
  strictInputOption,
  tagOption,
  taxonomyOption,
  verboseOption,
  withFilters,
  withGateRules,
} from "./options.ts";
import { addSetupCommands } from "./setup-commands.ts";

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

  const analyze = command(
    program,
    "analyze",
    "read traces, look for failure modes, print the report: the main job",
  )
    .argument("<path...>", "files, folders, globs, or - for standard input")
    .addOption(configOption())
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
    .option("--gate", "also hold the report against the rules of the configuration and of these flags");
  withGateRules(withJudge(analyze)).action(async (paths: string[], options) => {
    const { analyze } = await import("./commands/analyze.ts");
    host.finish(await analyze(paths, options, host.io));
  });

  command(program, "ingest", "only read traces into the store")
    .argument("<path...>", "files, folders, globs, or - for standard input")
    .addOption(configOption())
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
    .addOption(configOption())
    .addOption(dbOption())
    .addOption(taxonomyOption())
    .option("--profile", "then print what each detector cost, and what they share")
    .addOption(quietOption())
    .addOption(progressOption())
    .addOption(verboseOption());
  withFilters(detect).action(async (options) => {
    const { detectCommand } = await import("./commands/detect.ts");
    host.finish(await detectCommand(options, host.io));
  });

  addJudgeCommand(program, host);

  const report = command(program, "report", "report on stored runs")
    .addOption(configOption())
    .addOption(dbOption())
    .addOption(taxonomyOption())
    .addOption(modeOption("report only this mode; repeatable"))
    .addOption(byOption())
    .addOption(colorOption())
    .addOption(quietOption())
    .addOption(verboseOption());
  withFilters(report).action(async (options) => {
    const { reportCommand } = await import("./commands/report.ts");
    host.finish(await reportCommand(options, host.io));
  });
  for (const name of ["analyze", "report"]) addReportOutput(program, name);

  addGateCommands(program, host);
  addEval(program, host);

  const label = command(program, "label", "labels of people and other tools");
  command(label, "import", "put labels into the store, where they join the verdicts of rules and judge")
    .argument("<file>", "JSON lines, see docs/accuracy.md; what the same file gave before is replaced")
    .addOption(configOption())
    .addOption(dbOption())
    .addOption(taxonomyOption())
    .addOption(strictInputOption())
    .addOption(quietOption())
    .addOption(verboseOption())
    .action(async (file: string, options) => {
      const { labelImportCommand } = await import("./commands/label-import.ts");
      host.finish(await labelImportCommand(file, options, host.io));
    });

  command(program, "show", "show one run as a timeline with its findings in place")
    .argument("<run>", "id of a run or its beginning")
    .addOption(configOption())
    .addOption(dbOption())
    .addOption(taxonomyOption())
    .option("--full", "every step in full length")
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "json"]).default("text"))
    .addOption(colorOption())
    .addOption(quietOption())
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
    .addOption(quietOption())
    .addOption(verboseOption());
  withFilters(exported).action(async (options) => {
    const { exportCommand } = await import("./commands/export.ts");
    host.finish(await exportCommand(options, host.io));
  });

  command(program, "forget", "remove a run, or a source with the runs that only it gave")
    .argument("<target>", "id of a run or its beginning, or the path of a source")
    .addOption(configOption())
    .addOption(dbOption())
    .addOption(taxonomyOption())
    .addOption(quietOption())
    .addOption(verboseOption())
    .action(async (target: string, options) => {
      const { forgetCommand } = await import("./commands/forget.ts");
      host.finish(await forgetCommand(target, options, host.io));
    });

  command(program, "modes", "the failure modes: what each is, how mast finds it, what it cannot see")
    .argument("[mode]", "one mode in full: FM-1.3, its short name or its title")
    .addOption(configOption())
    .addOption(taxonomyOption())
    .addOption(colorOption())
    .addOption(quietOption())
    .addOption(verboseOption())
    .action(async (mode: string | undefined, options) => {
      const { modesCommand } = await import("./commands/modes.ts");
      host.finish(await modesCommand(mode, options, host.io));
    });

  const taxonomy = command(program, "taxonomy", "work on the taxonomy");
  command(
    taxonomy,
    "check",
    "check a taxonomy folder: its fields, its references and the form of its examples",
  )
    .argument("[folder]", "default: the taxonomy that comes with mast")
    .addOption(configOption())
    .addOption(quietOption())
    .addOption(verboseOption())
    .action(async (folder: string | undefined, options) => {
      const { taxonomyCheckCommand } = await import("./commands/taxonomy-check.ts");
      host.finish(await taxonomyCheckCommand(folder, options, host.io));
    });

  addSetupCommands(program, host);
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
