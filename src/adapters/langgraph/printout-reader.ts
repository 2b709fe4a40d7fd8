import { pythonValue } from "../python-literal.ts";
import type { TextLine } from "../source.ts";
import { authorOf, scopeOf } from "./agents.ts";
import { readMessage } from "./chat-message.ts";
import type { Sighting } from "./conversation.ts";
import { type PrettyMessage, parsePrettyMessage } from "./pretty-message.ts";
import { readChunk } from "./stream-chunk.ts";
import { StreamReader } from "./stream-reader.ts";

const TITLE = /^=+ (Human|Ai|Tool|System|Function|Chat|Remove) Message(?: Chunk)? =+$/;

/** `======== Ai Message ========`, as `message.pretty_print()` heads a message; terminals get the title in bold. */
export function titleOf(text: string): string | null {
  if (!text.startsWith("==") || text.length > 200) return null;
  return TITLE.exec(text.replace("\u001b[1m", "").replace("\u001b[0m", ""))?.[1] ?? null;
}

const FROM = /^Update from (node|subgraph) (.{1,200}):$/;
/** The loop that LangGraph's documentation printed updates with. */
export const OUTPUT_FROM = /^Output from node '(.{1,200})':$/;
/** Calls kept waiting for their results: more than any model asks for at once. */
const MOST_OPEN_CALLS = 500;
const RULE = /^-{3,}$/;
/** A printed update: one node, and what it wrote. */
export const PRINTED_UPDATE = /^\{'[\w .-]{1,100}': (?:[[{(]|None)/;

/** Reads what notebooks and scripts print while a graph runs. */
export class PrintoutReader {
  readonly stream = new StreamReader();
  private block: { kind: string; lines: string[]; line: number } | null = null;
  private node: string | null = null;
  private subgraph: string | null = null;
  private readonly calls: { id: string; tool: string }[] = [];
  private fromRepeats = false;

  line({ line, text }: TextLine): void {
    const title = titleOf(text);
    if (title !== null) {
      this.close();
      this.block = { kind: title, lines: [], line };
      return;
    }
    // Nearly every line is told apart by its first letters.
    const from = text.startsWith("Update") ? FROM.exec(text) : null;
    const output = text.startsWith("Output") ? OUTPUT_FROM.exec(text) : null;
    if (from !== null || output !== null) {
      this.close();
      this.enter(from?.[1] ?? "node", from?.[2] ?? output?.[1] ?? "");
      if (output !== null) this.block = { kind: "output", lines: [], line };
      return;
    }
    if (this.block !== null && this.block.kind !== "output") this.block.lines.push(text);
    else if (PRINTED_UPDATE.test(text)) this.update(text, line);
    else if (RULE.test(text)) this.closeFilled();
    else if (this.block !== null) this.block.lines.push(text);
    else if (text.trim() !== "")
      this.stream.conversation.lose("other-output", "lines that are no message and no update");
  }

  end(): void {
    this.close();
  }

  /** A subgraph's line comes right before that of its node and holds for this one update. */
  private enter(kind: string, name: string): void {
    if (kind === "subgraph") {
      this.subgraph = name;
      this.fromRepeats = true;
    } else {
      this.node = name;
      if (!this.fromRepeats) this.subgraph = null;
      this.fromRepeats = false;
    }
  }

  /** `---` opens a printed output and closes it. */
  private closeFilled(): void {
    if (this.block?.lines.some((text) => text.trim() !== "")) this.close();
  }

  private close(): void {
    const { block } = this;
    this.block = null;
    if (block === null) return;
    const seen = this.sighting(block.line);
    if (block.kind === "output") this.output(block.lines.join("\n").trim(), block.line);
    else this.message(parsePrettyMessage(block.kind, block.lines), seen);
  }

  private message(pretty: PrettyMessage, seen: Sighting): void {
    const { fields } = pretty;
    for (const call of pretty.calls) this.calls.push({ id: call.id, tool: call.name });
    if (this.calls.length > MOST_OPEN_CALLS) this.calls.splice(0, this.calls.length - MOST_OPEN_CALLS);
    if (pretty.type === "tool") {
      // A printed result does not name its call: it is the first open one of that tool.
      const at = this.calls.findIndex((call) => fields["name"] === undefined || call.tool === fields["name"]);
      const [call] = at < 0 ? [] : this.calls.splice(at, 1);
      if (call !== undefined)
        Object.assign(fields, { tool_call_id: call.id, name: fields["name"] ?? call.tool });
    }
    if (pretty.calls.length > 0)
      this.stream.conversation.lose("printed-arguments", "arguments are printed without their types");
    const message = readMessage({ type: pretty.type, ...fields, tool_calls: pretty.calls });
    if (message === null) return;
    const byNode = seen.byNode && !(message.role === "human" && message.name === null && this.node === null);
    this.stream.conversation.seeMessage(message, null, { ...seen, byNode });
  }

  private output(text: string, line: number): void {
    if (text === "") return;
    const node = this.node ?? "";
    const value = text.startsWith("content=") ? [text] : pythonValue(text);
    const data = { [node]: value ?? text };
    this.stream.read(
      { namespace: [], mode: "updates", data, declared: false, interrupts: [], at: null },
      `line:${line}`,
    );
  }

  private update(text: string, line: number): void {
    const chunk = readChunk(pythonValue(text));
    if (chunk === null) {
      this.stream.conversation.lose("cut-update", "a printed update that is not whole");
      return;
    }
    this.stream.read({ ...chunk, mode: "updates" }, `line:${line}`);
  }

  private sighting(line: number): Sighting {
    const namespace = this.subgraph === null ? [] : [this.subgraph];
    return {
      locator: `line:${line}`,
      at: null,
      author: authorOf(namespace, this.node),
      byNode: this.node !== null,
      scope: scopeOf(namespace),
    };
  }
}
