import { VERSION } from "../core/version.ts";
import { type ConfigKey, configKeys } from "./config-keys.ts";
import { flowText } from "./flow-text.ts";

const WIDTH = 100;

/** Where the schema lies in a project that has mast among its packages. */
export const LOCAL_SCHEMA = "./node_modules/mast-analyzer/schema/config.schema.json";

/** Where it lies for everybody else. */
export const PUBLISHED_SCHEMA: string = `https://unpkg.com/mast-analyzer@${VERSION}/schema/config.schema.json`;

/**
 * A configuration that changes nothing yet and names every key: prose behind `# `, settings behind a bare `#`, so that
 * taking that one character away is all it takes.
 * @param schema where editors find the JSON schema
 */
export function configTemplate(schema: string): string {
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    ...prose(
      "Configuration of mast. Nothing is set yet: take the # away before a key, and before the keys above it. Values are defaults, or examples where there is no default.",
      "",
    ),
    ...configKeys().flatMap((key) => ["", ...linesOf(key, "")]),
  ];
  return `${lines.join("\n")}\n`;
}

function linesOf(key: ConfigKey, indent: string): string[] {
  const comment = prose(`${key.description}${key.isRequired ? " (required)" : ""}.`, indent);
  if (key.keys.length === 0)
    return [...comment, `${indent}#${key.name}: ${flowText(key.example ?? key.fallback)}`];
  const below = key.keys.flatMap((inner) => linesOf(inner, `${indent}${key.isList ? "    " : "  "}`));
  return [...comment, `${indent}#${key.name}:`, ...(key.isList ? asEntry(below, `${indent}  `) : below)];
}

/** The first setting of an entry of a list stands behind the hyphen. */
function asEntry(lines: readonly string[], indent: string): string[] {
  const first = lines.findIndex((line) => /^\s*#\S/.test(line));
  return lines.map((line, at) => {
    if (at > first) return line;
    return `${indent}${at === first ? line.trimStart().replace("#", "#- ") : line.trimStart()}`;
  });
}

function prose(text: string, indent: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`${indent}# ${word}`);
  }
  return lines;
}
