import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import {
  configOption,
  dbOption,
  forcedFramework,
  quietOption,
  taxonomyOption,
  verboseOption,
} from "./options.ts";
import type { ProgramHost } from "./program.ts";

/** The commands that set mast up, and that say how it is set up. */
export function addSetupCommands(program: Command, host: ProgramHost): void {
  program
    .command("init")
    .description("write a configuration that names and explains every key, and changes nothing yet")
    .option("--workflow", "also write a GitHub workflow, .github/workflows/mast.yml")
    .addOption(
      new Option("--action <owner/name@ref>", "where the workflow finds mast's action")
        .argParser(actionReference)
        .default("OWNER/mast@main"),
    )
    .addOption(new Option("--traces <path>", "what the workflow analyzes").default("traces/"))
    .option("--force", "write over what is there")
    .addOption(quietOption())
    .addOption(verboseOption())
    .action(async (options) => {
      const { initCommand } = await import("./commands/init.ts");
      host.finish(await initCommand(options, host.io));
    });

  program
    .command("doctor")
    .description("say what works here and what is configured, or how a file is recognised")
    .argument("[file]", "a trace file, or - for standard input")
    .addOption(configOption())
    .addOption(new Option("--format <format>", "how to print it").choices(["text", "json"]).default("text"))
    .addOption(forcedFramework())
    .addOption(dbOption())
    .addOption(taxonomyOption())
    .addOption(quietOption())
    .addOption(verboseOption())
    .action(async (file: string | undefined, options) => {
      const { doctorCommand } = await import("./commands/doctor.ts");
      host.finish(await doctorCommand(file, options, host.io));
    });

  addCompletion(program, host);
}

function addCompletion(program: Command, host: ProgramHost): void {
  program
    .command("completion")
    .description("print what a shell runs to complete commands, options and their values")
    .addArgument(new Argument("<shell>", "whose form it has").choices(["bash", "zsh", "fish"]))
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { COMPLETION_SCRIPTS } = await import("./completion-scripts.ts");
      await host.io.stdout.write(COMPLETION_SCRIPTS[shell]);
      host.finish(0);
    });

  // Asked by those scripts, and by nobody else.
  program
    .command("complete-words", { hidden: true })
    .argument("[words...]", "what was typed after mast")
    .action(async (words: string[]) => {
      const { completionsOf } = await import("./completions.ts");
      await host.io.stdout.write(
        completionsOf(program, words)
          .map((word) => `${word}\n`)
          .join(""),
      );
      host.finish(0);
    });
}

function actionReference(text: string): string {
  if (/^[\w.-]+\/[\w./-]+@[\w./-]+$/.test(text)) return text;
  throw new InvalidArgumentError("owner, name and version, as acme/mast@v1.");
}
