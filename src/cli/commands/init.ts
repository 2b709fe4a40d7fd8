import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { configTemplate, LOCAL_SCHEMA, PUBLISHED_SCHEMA } from "../../config/config-template.ts";
import { CONFIG_NAMES, findConfig } from "../../config/find-config.ts";
import { EXIT, MastError } from "../../core/errors.ts";
import { systemCode } from "../../core/system-error.ts";
import { safeLine } from "../../core/terminal-text.ts";
import type { Io } from "../io.ts";
import { workflowTemplate } from "../workflow-template.ts";
import { writeFileWhole } from "../write-reports.ts";

export interface InitFlags {
  workflow?: boolean;
  /** Of the form owner/name@ref. */
  action: string;
  /** What the workflow analyzes. */
  traces: string;
  force?: boolean;
  quiet?: boolean;
}

const [CONFIG = "mast.config.yaml"] = CONFIG_NAMES;
const WORKFLOW = ".github/workflows/mast.yml";

/** Writes a configuration and, on request, a workflow; what is there already stays unless `--force` says otherwise. */
export async function initCommand(flags: InitFlags, io: Io): Promise<number> {
  const said: string[] = [];
  const present = findConfig(io.cwd);
  if (present !== null && present !== CONFIG && flags.force === true) {
    const why = `${CONFIG} would be read in the place of ${present}, which is there already`;
    throw new MastError(why, { hint: `move ${present} away first` });
  }
  // Whoever has a configuration may still want the workflow.
  if (present !== null && flags.force !== true && flags.workflow === true) {
    said.push(`${present} is there already and stays as it is`);
  } else {
    if (present !== null) refuseIfKept(present, flags);
    const schema = existsSync(resolve(io.cwd, LOCAL_SCHEMA)) ? LOCAL_SCHEMA : PUBLISHED_SCHEMA;
    await write(CONFIG, configTemplate(schema), flags, io);
    said.push(`${CONFIG} is written; it changes nothing until a # before a key is taken away`);
  }
  if (flags.workflow === true) {
    await write(WORKFLOW, workflowTemplate(flags), flags, io);
    said.push(`${WORKFLOW} is written; put the steps into it that make ${flags.traces}`);
    if (flags.action.startsWith("OWNER/"))
      said.push(`in it, OWNER stands for whoever hosts the action; --action owner/name@ref fills it in`);
  }
  if (flags.quiet !== true) for (const line of said) await io.stderr.write(`${safeLine(line)}\n`);
  return EXIT.done;
}

async function write(name: string, text: string, { force }: InitFlags, io: Io): Promise<void> {
  const path = join(io.cwd, name);
  try {
    await mkdir(dirname(path), { recursive: true });
    if (force === true) await writeFileWhole(path, [text], name);
    else await writeFile(path, text, { flag: "wx" });
  } catch (error) {
    if (error instanceof MastError) throw error;
    const code = systemCode(error) ?? String(error);
    if (code === "EEXIST") refuseIfKept(name, { force: force === true });
    throw new MastError(`cannot write ${name} (${code})`, { cause: error });
  }
}

function refuseIfKept(name: string, { force }: Pick<InitFlags, "force">): void {
  if (force === true) return;
  throw new MastError(`${name} is there already`, { hint: "--force writes over it" });
}
