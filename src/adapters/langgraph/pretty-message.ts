import { pythonValue } from "../python-literal.ts";

/** A block of `message.pretty_print()`, as the fields of a message. */
export interface PrettyMessage {
  type: string;
  fields: Record<string, unknown>;
  calls: { id: string; name: string; args: Record<string, string> }[];
}

const TYPES: Readonly<Record<string, string>> = {
  Human: "human",
  Ai: "ai",
  Tool: "tool",
  System: "system",
  Function: "tool",
  Chat: "ai",
  Remove: "remove",
};
const CALL = /^ {2}(\S{1,200}) \((.{1,200})\)$/;
const ARGUMENT = /^ {4}([\w.-]{1,100}): ?(.*)$/;

/** `lines`: what stands below the title, up to the next one. */
export function parsePrettyMessage(title: string, lines: readonly string[]): PrettyMessage {
  const fields: Record<string, unknown> = {};
  let from = 0;
  const name = /^Name: (.+)$/.exec(lines[0] ?? "")?.[1];
  if (name !== undefined) {
    fields["name"] = name.trim();
    from = 1;
  }
  const type = TYPES[title] ?? "ai";
  const toolsAt = type === "ai" ? callsBegin(lines, from) : lines.length;
  const content = lines.slice(from, toolsAt).join("\n").trim();
  fields["content"] = blocksOf(content) ?? content;
  return { type, fields, calls: readPrintedCalls(lines.slice(toolsAt + 1)) };
}

/** The list of calls, told from words that say "Tool Calls:" by the call that follows. */
function callsBegin(lines: readonly string[], from: number): number {
  for (let at = from; at < lines.length - 1; at += 1) {
    const line = lines[at] ?? "";
    if ((line === "Tool Calls:" || line === "Invalid Tool Calls:") && CALL.test(lines[at + 1] ?? ""))
      return at;
  }
  return lines.length;
}

function readPrintedCalls(lines: readonly string[]): PrettyMessage["calls"] {
  const calls: PrettyMessage["calls"] = [];
  let key: string | null = null;
  for (const [at, line] of lines.entries()) {
    const call = CALL.exec(line);
    const current = calls[calls.length - 1];
    if (call?.[1] !== undefined && call[2] !== undefined && lines[at + 1]?.startsWith(" Call ID:")) {
      calls.push({ name: call[1], id: call[2], args: {} });
      key = null;
    } else if (current === undefined || line.startsWith(" Call ID:") || line === "  Args:") {
      key = null;
    } else {
      const argument = ARGUMENT.exec(line);
      if (argument?.[1] !== undefined && argument[1] !== "__proto__") {
        key = argument[1];
        current.args[key] = argument[2] ?? "";
      } else if (key !== null) current.args[key] += `\n${line}`;
    }
  }
  for (const call of calls)
    for (const name of Object.keys(call.args)) call.args[name] = call.args[name]?.trimEnd() ?? "";
  return calls;
}

/** Content that is a list of blocks is printed as Python prints it. */
function blocksOf(content: string): unknown[] | null {
  if (!content.startsWith("[{'")) return null;
  const value = pythonValue(content);
  return Array.isArray(value) ? value : null;
}
