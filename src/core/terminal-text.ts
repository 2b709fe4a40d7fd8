/**
 * Trace text is untrusted: an agent, or whoever prompted it, may have written bytes that move the cursor, change the
 * window title, hide text or reverse its direction. Everything from a trace passes through here before a terminal.
 */

// Whole sequences first (CSI; OSC, DCS, SOS, PM and APC with their bodies; two-byte escapes), so that no body remains.
const SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-~]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
// Bidirectional controls, line separators, zero-width and invisible characters, interlinear and tag characters.
const INVISIBLE =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g;
const LONE_SURROGATES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Text that is safe to print: escape sequences are removed, other control and invisible characters are shown as
 * `<U+202E>`, unpaired surrogates replaced. Line feeds and tabs stay; carriage returns before a line feed go.
 */
export function safeText(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(SEQUENCES, "")
    .replace(CONTROLS, shown)
    .replace(INVISIBLE, shown)
    .replace(LONE_SURROGATES, "\ufffd");
}

/** Safe text on one line, white space folded. */
export function safeLine(text: string): string {
  return safeText(text).replace(/\s+/g, " ").trim();
}

function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}
