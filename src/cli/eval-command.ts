import type { Command } from "commander";
import { MastError } from "../core/errors.ts";
import {
  addOutputOptions,
  colorOption,
  configOption,
  countOption,
  jobsOption,
  maxRunSizeOption,
  modeOption,
  progressOption,
  quietOption,
  taxonomyOption,
  verboseOption,
  withFilters,
} from "./options.ts";
import type { ProgramHost } from "./program.ts";

/** `mast eval`: how well verdicts agree with labels. */
export function addEval(program: Command, host: ProgramHost): void {
  const scored = program
    .command("eval")
    .description("how well verdicts agree with labels of people or others")
    .argument("[path...]", "traces to read and score; default: the stored runs")
    .requiredOption("--labels <file>", "JSON lines that say what is right, see docs/accuracy.md")
    .option("--predictions <file>", "JSON lines to score instead of mast's own verdicts")
    .option(
      "--stores <file...>",
      "compare stores in which the same runs were judged in several ways, with the cost",
    )
    .option("--db <file>", "the store; default: mast.db, or nothing on disk where paths are given")
    .addOption(configOption())
    .addOption(taxonomyOption())
    .addOption(modeOption("score only this mode; repeatable"))
    .addOption(
      countOption("--resamples <n>", "bootstrap resamples behind the intervals", 1, 100_000).default(2000),
    )
    .addOption(
      countOption("--min-positives <n>", "modes with fewer are listed, not claimed", 0, 1_000_000).default(5),
    )
    .option("--list", "also list every cell on which label and verdict differ")
    .addOption(maxRunSizeOption())
    .addOption(jobsOption())
    .addOption(quietOption())
    .addOption(progressOption())
    .addOption(verboseOption())
    .addOption(colorOption());
  withFilters(scored).action(async (paths: string[], options) => {
    const { stores } = options;
    if (stores !== undefined) {
      if (paths.length > 0 || options.predictions !== undefined || options.db !== undefined) {
        throw new MastError("--stores goes with neither paths, --predictions nor --db");
      }
      const { evalStoresCommand } = await import("./commands/eval-stores.ts");
      host.finish(await evalStoresCommand(stores, options, host.io));
      return;
    }
    const { evalCommand } = await import("./commands/eval.ts");
    host.finish(await evalCommand(paths, options, host.io));
  });
  addOutputOptions(program, "eval", ["table", "json", "markdown"]);
}
