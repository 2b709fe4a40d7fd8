/**
 * Part of `npm run build`: joins the command line, the reading thread and the packages that both use into few files,
 * `dist/program/`. Some 250 modules are read in a start otherwise, and in every reading thread once more, which is
 * most of the time of a run that has nothing new to read (docs/adr/0013). The library stays as the compiler writes it.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";

/** As deep as the folders of the compiled modules, since some find their data from where they stand. */
const FOLDER = "dist/program";

/** zod hands out its messages in fifty languages by name, so nothing shows that only one of them is ever asked for. */
const englishOnly: Plugin = {
  name: "english-only",
  setup({ onResolve }) {
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ importer, path }) =>
      /\/zod\/v4\//.test(importer) ? { path: join(dirname(importer), dirname(path), "en.js") } : undefined,
    );
  },
};

rmSync(FOLDER, { recursive: true, force: true });
const { metafile } = await build({
  entryPoints: ["src/cli/main.ts", "src/pipeline/read-worker.ts"],
  entryNames: "[name]",
  outdir: FOLDER,
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20.19",
  // The first is a native module; the second is large and asked for only where a judge is.
  external: ["better-sqlite3", "openai"],
  mainFields: ["module", "main"],
  // Packages in CommonJS form ask for Node's own modules by `require`.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
  plugins: [englishOnly],
  // There is less to read in every start and thread. Names stay: stacks and the profile of detectors show them.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: "warning",
  metafile: true,
});
writeFileSync(join(FOLDER, "THIRD-PARTY-LICENSES.txt"), licences(metafile));

/** Their licences ask that the text goes with every copy. */
function licences({ inputs }: Metafile): string {
  const folders = new Set<string>();
  for (const input of Object.keys(inputs)) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders].sort().map(licenceOf).join("\n");
}

function licenceOf(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  const manifest = join(folder, "package.json");
  const { name, version, license } = JSON.parse(readFileSync(manifest, "utf8")) as Record<string, string>;
  const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8");
  return `${"=".repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`;
}
