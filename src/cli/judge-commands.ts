import { type Command, InvalidArgumentError, Option } from "commander";
import { JUDGE_LAYOUTS } from "../judge/case.ts";
import {
  configOption,
  dbOption,
  jobsOption,
  maxRunSizeOption,
  progressOption,
  quietOption,
  taxonomyOption,
  verboseOption,
  withFilters,
} from "./options.ts";
import type { ProgramHost } from "./program.ts";

export function addJudgeCommand(program: Command, host: ProgramHost): void {
  const judge = program
    .command("judge")
    .description("put stored runs, or those of the paths, to a language model; only what is still missing")
    .argument("[path...]", "traces to read first; default: the stored runs")
    .addOption(configOption())
    .addOption(dbOption())
    .addOption(taxonomyOption());
  withEndpoint(judge)
    .option("--prompts <folder>", "write the next requests as files in the place of sending them")
    .option("--answers <folder>", "read answers to such files, by the same names")
    .addOption(maxRunSizeOption())
    .addOption(jobsOption())
    .addOption(quietOption())
    .addOption(progressOption())
    .addOption(verboseOption());
  withFilters(judge).action(async (paths: string[], options) => {
    const { judgeCommand } = await import("./commands/judge.ts");
    host.finish(await judgeCommand(paths, options, host.io));
  });
}

/** Whether, and whom, `analyze` asks. */
export function withJudge(command: Command): Command {
  command.addOption(
    new Option(
      "--judge <when>",
      "ask a language model: off; on; auto: where judge: or MAST_JUDGE_* is set (default: auto)",
    ).choices(["off", "auto", "on"]),
  );
  return withEndpoint(command);
}

function withEndpoint(command: Command): Command {
  return command
    .option("--model <name>", "the model asked, as the endpoint names it")
    .option("--base-url <url>", "an OpenAI-compatible endpoint; key: MAST_JUDGE_API_KEY")
    .addOption(new Option("--max-cost <usd>", "most that may be spent; default: 1").argParser(usd))
    .option("--dry-run", "print calls, tokens and cost, and send nothing")
    .addOption(new Option("--layout <layout>", "modes asked together").choices(JUDGE_LAYOUTS))
    .option("--no-claims", "do not show the model what rules found")
    .option("--no-blame", "do not ask who went wrong first");
}

function usd(text: string): number {
  const amount = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text.trim()) || !Number.isFinite(amount)) {
    throw new InvalidArgumentError("an amount in USD, e.g. 0.50.");
  }
  return amount;
}
