import { type ConfigKey, configKeys } from "../../src/config/config-keys.ts";
import { flowText } from "../../src/config/flow-text.ts";

/** `docs/config.md`: every key of the configuration, from the schema that checks it. */
export function configMarkdown(): string {
  return `<!-- generated, edit src/config -->

# Configuration

\`mast.config.yaml\`, \`mast.config.yml\` or \`mast.config.json\` in the working folder, or the file that \`--config FILE\` names.
All of it is optional. \`mast init\` writes one in which every key is explained and none is set; \`mast doctor\` says what is set,
and where. An unknown key is an error that names the nearest known one.

**Trust.** The configuration is code of whoever runs mast: \`plugins\` are loaded and run, \`judge\` says where traces are sent. Do not run mast with a configuration, or in a folder with one, that you do not trust. Keys of endpoints have no place in it: they come from
the environment (\`MAST_JUDGE_API_KEY\`).

**Editors** complete from \`schema/config.schema.json\`, which is in the package. In YAML the first line says so, in JSON a key does:

\`\`\`yaml
# yaml-language-server: $schema=./node_modules/mast-analyzer/schema/config.schema.json
\`\`\`

\`\`\`json
{ "$schema": "./node_modules/mast-analyzer/schema/config.schema.json" }
\`\`\`
${configKeys().map(section).join("")}`;
}

function section(key: ConfigKey): string {
  const rows = rowsOf(key.keys, "");
  const table =
    rows.length === 0
      ? ""
      : `\n| key | type | default | what it does | example |\n| --- | --- | --- | --- | --- |\n${rows.map((row) => `${row}\n`).join("")}`;
  const form =
    key.keys.length === 0 ? `\nA ${key.type}${shown(key) === "" ? "" : `, such as ${shown(key)}`}.\n` : "";
  return `\n## ${key.name}\n\n${linked(key.description)}.${key.isList && rows.length > 0 ? " A list; each entry has:" : ""}\n${form}${table}`;
}

function rowsOf(keys: readonly ConfigKey[], before: string): string[] {
  return keys.flatMap((key) => {
    const name = before + key.name;
    const fallback = key.isRequired ? "required" : key.fallback === undefined ? "" : code(key.fallback);
    const example = key.example === key.fallback ? "" : shown(key);
    const row = `| \`${name}\` | ${key.type} | ${fallback} | ${cell(linked(key.description))} | ${cell(example)} |`;
    return [row, ...rowsOf(key.keys, `${name}.`)];
  });
}

function shown({ example }: ConfigKey): string {
  return example === undefined ? "" : code(example);
}

function code(value: unknown): string {
  return `\`${flowText(value)}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** Paths in descriptions are those of the repository. */
function linked(text: string): string {
  return text.replace(/docs\/([a-z-]+\.md)/g, "[$1]($1)");
}
