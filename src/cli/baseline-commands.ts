import type { Command } from "commander";
import {
  addOutputOptions,
  byOption,
  colorOption,
  configOption,
  dbOption,
  quietOption,
  taxonomyOption,
  verboseOption,
  withFilters,
} from "./options.ts";
import type { ProgramHost } from "./program.ts";

const DIFF_FORMATS = ["table", "json", "markdown"] as const;

/** The commands that compare runs with earlier ones. */
export function addBaselineCommands(program: Command, host: ProgramHost): void {
  const baseline = program
    .command("baseline")
    .description("keep what was counted, to compare later runs with");
  const save = withStore(
    baseline
      .command("save")
      .description("keep the counts of the stored runs, or of a report, in a file to commit")
      .option("-o, --output <file>", "where to; default: mast.baseline.json")
      .option("--report <file>", "a report of mast in the place of the store")
      .addOption(byOption()),
  );
  withFilters(save).action(async (options) => {
    const { baselineSave } = await import("./commands/baseline.ts");
    host.finish(await baselineSave(options, host.io));
  });
  baseline
    .command("show")
    .description("say what a baseline holds")
    .argument("[file]", "default: mast.baseline.json")
    .addOption(colorOption())
    .addOption(quietOption())
    .addOption(verboseOption())
    .action(async (file: string | undefined, options) => {
      const { baselineShow } = await import("./commands/baseline.ts");
      host.finish(await baselineShow(file, options, host.io));
    });
  const since = withStore(
    baseline
      .command("diff")
      .description("what changed since: a baseline against the stored runs, or a report")
      .argument("[file]", "default: mast.baseline.json")
      .option("--report <file>", "a report of mast in the place of the store")
      .addOption(colorOption()),
  );
  withFilters(since).action(async (file: string | undefined, options) => {
    const { baselineDiff } = await import("./commands/baseline.ts");
    host.finish(await baselineDiff(file, options, host.io));
  });
  addOutputOptions(baseline, "diff", DIFF_FORMATS);

  const diff = withStore(
    program
      .command("diff")
      .description("what appeared, went and changed between two sets of runs, and what of it is no chance")
      .argument("<before>", "a report or baseline (JSON), a store, or tag:NAME=VALUE for stored runs")
      .argument("<after>", "the same")
      .addOption(colorOption()),
  );
  diff.action(async (before: string, after: string, options) => {
    const { diffCommand } = await import("./commands/diff.ts");
    host.finish(await diffCommand(before, after, options, host.io));
  });
  addOutputOptions(program, "diff", DIFF_FORMATS);
}

function withStore(command: Command): Command {
  return command
    .addOption(configOption())
    .addOption(dbOption())
    .addOption(taxonomyOption())
    .addOption(quietOption())
    .addOption(verboseOption());
}
