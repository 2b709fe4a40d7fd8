import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { main } from "../../src/cli/main.ts";
import { tempFolder } from "./mast.ts";

/** A folder of its own in which the command line runs inside the test's process. */
export interface CliSetting extends Disposable {
  path: string;
  /** Writes JSON lines; gives the name back. */
  write(file: string, lines: readonly object[]): string;
  mast(...argv: string[]): Promise<{ code: number; out: string; err: string }>;
  /** The same in a folder of it. */
  in(folder: string): Pick<CliSetting, "mast">;
}

/** @param env all that the command line sees of the environment */
export function cliSetting(env: Readonly<Record<string, string>> = {}): CliSetting {
  const folder = tempFolder();
  return {
    ...{ path: folder.path, [Symbol.dispose]: () => folder[Symbol.dispose]() },
    write(file, lines) {
      writeFileSync(join(folder.path, file), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
      return file;
    },
    mast: (...argv) => run(folder.path, argv),
    in: (below) => ({ mast: (...argv) => run(join(folder.path, below), argv) }),
  };

  async function run(cwd: string, argv: readonly string[]): ReturnType<CliSetting["mast"]> {
    const written = { out: "", err: "" };
    const output = (name: "out" | "err") => ({
      ...{ isTty: false, columns: 120 },
      write: async (text: string) => {
        written[name] += text;
      },
    });
    const { signal } = new AbortController();
    const code = await main(argv, {
      ...{ stdin: process.stdin, stdout: output("out"), stderr: output("err") },
      ...{ env, cwd, signal },
    });
    return { code, ...written };
  }
}
