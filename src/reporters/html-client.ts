import { readFile } from "node:fs/promises";
import { MastError } from "../core/errors.ts";
import type { ClientFiles } from "./html/shell.ts";

/** From here, as from the bundled program and from the compiled module, two folders below the package. */
const FILE = new URL("../../dist/client/html-report.json", import.meta.url);

/** What `npm run build` makes of the page's code. */
export async function loadClientFiles(): Promise<ClientFiles> {
  try {
    return JSON.parse(await readFile(FILE, "utf8")) as ClientFiles;
  } catch (error) {
    throw new MastError("the code of the HTML report is missing: this copy of mast was not built", {
      hint: "npm run build",
      cause: error,
    });
  }
}
