import { existsSync } from "node:fs";
import chromiumFiles from "@sparticuz/chromium";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

/** Without this the tests of the page would prove nothing, so they fail rather than pass over it. */
const HOW_TO =
  "no browser could be started for the tests of the HTML report. On Linux x64 one comes with npm ci (it needs the system's " +
  "libnss3 and libnspr4); elsewhere set MAST_BROWSER to the program of a Chrome or Chromium";

/** A real browser without a window. Tests of one file share it: it is unpacked at the first start. */
export async function startBrowser(): Promise<Browser> {
  const given = process.env["MAST_BROWSER"];
  try {
    const executablePath = given ?? (await chromiumFiles.executablePath());
    if (!existsSync(executablePath)) throw new Error(`${executablePath} does not exist`);
    // Root has no sandbox; the pages are this project's own.
    return await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  } catch (error) {
    throw new Error(HOW_TO, { cause: error });
  }
}

/** A page with everything that went wrong or asked for the network while it was open. */
export interface WatchedPage extends AsyncDisposable {
  page: Page;
  /** Errors, refused content, dialogs, and requests beyond the file itself. */
  troubles: string[];
}

export async function openReport(
  browser: Browser,
  file: string,
  options: BrowserContextOptions & { hash?: string } = {},
): Promise<WatchedPage> {
  const { hash = "", ...settings } = options;
  const context = await browser.newContext({ locale: "en-US", ...settings });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("console", (message) => troubles.push(`console: ${message.text()}`));
  page.on("dialog", (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== `file://${file}` && !request.url().startsWith(`file://${file}#`))
      troubles.push(`request: ${request.url()}`);
  });
  await page.goto(`file://${file}${hash}`);
  await page.waitForSelector(":root[data-ready=true]");
  return { page, troubles, [Symbol.asyncDispose]: () => context.close() };
}
