import type { Command } from "commander";
import type { Io } from "../../src/cli/io.ts";
import { main } from "../../src/cli/main.ts";
import { buildProgram } from "../../src/cli/program.ts";

const COLUMNS = 100;

/** `docs/cli.md`: what `--help` prints for every command, taken from the command line itself. */
export async function cliMarkdown(): Promise<string> {
  const parts = [
    "<!-- generated, edit src/cli/program.ts -->",
    "# Command line",
    ...(await section([], "mast")),
  ];
  const { io } = silentIo();
  for (const path of commandPaths(buildProgram({ io, finish: () => {} }))) {
    parts.push(...(await section(path, `mast ${path.join(" ")}`)));
  }
  return `${parts.join("\n\n")}\n`;
}

async function section(path: readonly string[], title: string): Promise<string[]> {
  const { io, written } = silentIo();
  const code = await main([...path, "--help"], io);
  if (code !== 0) throw new Error(`mast ${path.join(" ")} --help ended with ${code}`);
  return [`## ${title}`, `\`\`\`text\n${written().trimEnd()}\n\`\`\``];
}

/** The commands that do something: a group stands for its subcommands. */
function commandPaths(command: Command, before: readonly string[] = []): string[][] {
  const visible = command.createHelp().visibleCommands(command);
  return visible.flatMap((child) => {
    if (child.name() === "help") return [];
    const path = [...before, child.name()];
    return child.commands.length > 0 ? commandPaths(child, path) : [path];
  });
}

function silentIo(): { io: Io; written: () => string } {
  let text = "";
  const output = {
    isTty: false,
    columns: COLUMNS,
    write: async (chunk: string) => {
      text += chunk;
    },
  };
  const { signal } = new AbortController();
  const io = { stdin: process.stdin, stdout: output, stderr: output, env: {}, cwd: "/", signal };
  return { io, written: () => text };
}
