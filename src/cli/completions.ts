import type { Command, Option } from "commander";
import { MODE_IDS } from "../core/finding.ts";
import { OutputPairs } from "./outputs.ts";

const GROUPINGS = ["framework", "model", "agent", "mode", "tag:"];

/**
 * What can stand in the place of the last word, from the command line itself, so that it knows what this version knows.
 * Nothing: the shell offers files.
 * @param words what was typed after `mast`; the last one is being typed, and may be empty
 */
export function completionsOf(program: Command, words: readonly string[]): string[] {
  const typed = words.at(-1) ?? "";
  const { command, open } = placeOf(program, words.slice(0, -1));
  const [, name, value] = /^(--[^=]+)=(.*)$/s.exec(typed) ?? [];
  if (open !== null) return fitting(valuesOf(open), typed);
  if (name !== undefined && value !== undefined) {
    const option = command.options.find(({ long }) => long === name);
    const values = option === undefined ? [] : valuesOf(option);
    return fitting(values, value).map((one) => `${name}=${one}`);
  }
  const help = command.createHelp();
  if (typed.startsWith("-")) {
    return fitting(
      help.visibleOptions(command).flatMap(({ long }) => long ?? []),
      typed,
    );
  }
  const subcommands = help.visibleCommands(command).map((child) => child.name());
  const choices = command.registeredArguments.flatMap((argument) =>
    argument.name() === "mode" ? MODE_IDS : (argument.argChoices ?? []),
  );
  return fitting([...subcommands, ...choices], typed);
}

/** The command that the words lead to, and the option whose value comes next. */
function placeOf(program: Command, words: readonly string[]): { command: Command; open: Option | null } {
  let command = program;
  let open: Option | null = null;
  for (const word of words) {
    if (open !== null) {
      open = null;
      continue;
    }
    if (word.startsWith("-")) {
      open =
        command.options.find((option) => option.required && [option.long, option.short].includes(word)) ??
        null;
      continue;
    }
    command = command.commands.find((child) => child.name() === word) ?? command;
  }
  return { command, open };
}

function valuesOf(option: Option): readonly string[] {
  if (option.argChoices !== undefined) return option.argChoices;
  if (option.defaultValue instanceof OutputPairs) return option.defaultValue.known;
  if (option.long === "--mode") return MODE_IDS;
  return option.long === "--by" ? GROUPINGS : [];
}

function fitting(values: readonly string[], typed: string): string[] {
  return values.filter((value) => value.startsWith(typed));
}
