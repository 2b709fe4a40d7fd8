import type { Command } from "commander";
import { addBaselineCommands } from "./baseline-commands.ts";
import {
  addReportOutput,
  colorOption,
  configOption,
  dbOption,
  quietOption,
  taxonomyOption,
  verboseOption,
  withFilters,
  withGateRules,
} from "./options.ts";
import type { ProgramHost } from "./program.ts";

/** The commands around what stops a merge. */
export function addGateCommands(program: Command, host: ProgramHost): void {
  const gate = program
    .command("gate")
    .description("hold stored runs, or a report, against rules; exit code 1 where they are broken")
    .option("--report <file>", "a report of mast in the place of the store (--format json)")
    .addOption(configOption())
    .addOption(dbOption())
    .addOption(taxonomyOption())
    .addOption(colorOption())
    .addOption(quietOption())
    .addOption(verboseOption());
  withFilters(withGateRules(gate)).action(async (options) => {
    const { gateCommand } = await import("./commands/gate.ts");
    host.finish(await gateCommand(options, host.io));
  });
  addReportOutput(program, "gate");
  addBaselineCommands(program, host);
  addSuppress(program, host);
}

function addSuppress(program: Command, host: ProgramHost): void {
  program
    .command("suppress")
    .description("write down that a finding is known: gates do not count it until a day")
    .argument("<finding>", "id of a finding or its beginning")
    .requiredOption("--reason <text>", "why it may wait")
    .requiredOption("--until <day>", "the last day on which it holds, as 2026-12-31")
    .option("--report <file>", "look for it in a report of mast in the place of the store")
    .option("--alike", "all findings of the same mode, framework and agent, in runs to come too")
    .addOption(configOption())
    .addOption(dbOption())
    .addOption(quietOption())
    .addOption(verboseOption())
    .action(async (finding: string, options) => {
      const { suppressCommand } = await import("./commands/suppress.ts");
      host.finish(await suppressCommand(finding, options, host.io));
    });
}
