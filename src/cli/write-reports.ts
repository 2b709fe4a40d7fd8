import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { MastError } from "../core/errors.ts";
import type { StreamedReport } from "../core/report.ts";
import { REPORTERS } from "../reporters/registry.ts";
import type { RenderOptions } from "../reporters/reporter.ts";
import type { Io } from "./io.ts";
import type { Output } from "./outputs.ts";

/** Writes a report in each format asked for, to its file or to standard output. */
export async function writeReports(
  report: StreamedReport,
  outputs: readonly Output[],
  render: Pick<RenderOptions, "showCommand"> & { color: boolean },
  io: Io,
): Promise<void> {
  if (outputs.filter(({ file }) => file === null).length > 1) {
    throw new MastError("two formats cannot both go to standard output", {
      hint: "give all but one an -o FILE",
    });
  }
  for (const { format, file } of outputs) {
    const reporter = REPORTERS.find(({ meta }) => meta.id === format);
    if (reporter === undefined) throw new MastError(`unknown report format "${format}"`);
    const color = render.color && file === null;
    const chunks = reporter.render(report, {
      width: io.stdout.columns,
      color,
      showCommand: render.showCommand,
    });
    if (file === null) for await (const chunk of chunks) await io.stdout.write(chunk);
    else await writeFileWhole(resolve(io.cwd, file), chunks, file);
  }
}

/** Under another name first, so that a reader never sees half a report and an earlier one survives a failure. */
export async function writeFileWhole(
  path: string,
  chunks: AsyncIterable<string>,
  shown: string,
): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await pipeline(Readable.from(chunks), createWriteStream(draft));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    if (error instanceof Error && "syscall" in error) {
      throw new MastError(`cannot write ${shown}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** Colours where a person reads: a terminal, `--no-color` not given, NO_COLOR unset (https://no-color.org). */
export function wantsColor(option: boolean, io: Io): boolean {
  return option && io.stdout.isTty && (io.env["NO_COLOR"] ?? "") === "" && io.env["TERM"] !== "dumb";
}
