/**
 * Part of `npm run build`, and done before tests so that they never meet yesterday's page: joins the code and the style of the HTML report into `dist/client/html-report.json`, with the
 * hashes by which the page's Content-Security-Policy lets them, and nothing else, run.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type OutputFile } from "esbuild";

const FOLDER = "dist/client";
const CLIENT = "src/reporters/html/client";

export async function bundleClient(): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [`${CLIENT}/main.ts`, `${CLIENT}/styles/page.css`],
    outdir: FOLDER,
    bundle: true,
    minify: true,
    write: false,
    platform: "browser",
    format: "iife",
    // The first versions of each that know light-dark() and DecompressionStream's deflate-raw.
    target: ["chrome123", "firefox120", "safari17.5"],
    charset: "ascii",
    legalComments: "inline",
    logLevel: "warning",
  });

  const licence = readFileSync("node_modules/uplot/LICENSE", "utf8").trim();
  const script = `/* Holds uPlot.\n${licence}\n*/\n${textOf(outputFiles, ".js")}`;
  const style = textOf(outputFiles, ".css");
  mkdirSync(FOLDER, { recursive: true });
  // Under another name first: other tests may read it just now.
  const draft = `${FOLDER}/html-report.${process.pid}.tmp`;
  writeFileSync(
    draft,
    JSON.stringify({ script, style, scriptHash: hashOf(script), styleHash: hashOf(style) }),
  );
  renameSync(draft, `${FOLDER}/html-report.json`);
}

function textOf(outputFiles: readonly OutputFile[], ending: string): string {
  const file = outputFiles.find(({ path }) => path.endsWith(ending));
  if (file === undefined) throw new Error(`esbuild gave no ${ending}`);
  if (/<\/(?:script|style)/i.test(file.text))
    throw new Error(`${ending} would end the element that holds it`);
  return file.text.trim();
}

/** As a policy names what it allows: https://www.w3.org/TR/CSP3/#grammardef-hash-source */
function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleClient();
