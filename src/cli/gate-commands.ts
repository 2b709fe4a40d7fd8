import type { Command } from "commander";
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
}
