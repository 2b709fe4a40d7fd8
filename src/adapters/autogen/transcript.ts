import type { TextLine } from "../source.ts";
import { terminalLine } from "./terminal-line.ts";

/** One printed message: who, to whom, and the lines between the header and the closing rule. */
export interface TranscriptMessage {
  name: string;
  to: string;
  /** 1-based line of the header. */
  line: number;
  body: string[];
  ranCode: boolean;
  autoReply: boolean;
  /** Number of the chat of a sequence; 0 where none was announced. */
  chat: number;
  /** Whether the rule below was printed: without it the transcript breaks off inside the message. */
  closed: boolean;
}

/** Why AG2 ended the chat, printed after the message at position `after`. */
export interface TranscriptEnd {
  after: number;
  reason: string;
  line: number;
}

const RULE = "-".repeat(80);
const STARS = "*".repeat(80);
const LONGEST_HEADER = 400;
const HEADER = /^(\S.{0,199}?) \(to (.{1,199})\):$/;
const TERMINATING = /^>>>>>>>> TERMINATING RUN \([0-9a-f-]{1,40}\): (.{1,500})$/;
/** The two helpers of a manager who talk to each other about who speaks next. */
export const SELECTING: ReadonlySet<string> = new Set(["checking_agent", "speaker_selection_agent"]);
const RESPONSE_HEAD = "***** Response from calling ";
const TRACEBACK = "Traceback (most recent call last):";
const RESULT_REPR = /^\[?ChatResult\(/;

export function parseTranscriptHeader(line: string): { name: string; to: string } | null {
  if (!line.endsWith("):") || line.length > LONGEST_HEADER) return null;
  const match = HEADER.exec(line);
  return match === null ? null : { name: match[1] ?? "", to: match[2] ?? "" };
}

/**
 * Cuts a console transcript into messages. The rule below a message may also stand inside one, so a rule closes a
 * message only if the framework's next line follows before another rule does. A header counts only outside a message,
 * with the blank line that is always printed below it; and where the framework announces speakers, only if announced.
 */
export class Transcript {
  readonly messages: TranscriptMessage[] = [];
  readonly ends: TranscriptEnd[] = [];
  /** Messages of the inner chat in which a group's manager has the next speaker chosen; no agent's words. */
  selections = 0;
  /** Lines outside messages that are not the framework's: output of tools and other programs. */
  otherLines = 0;
  /** A notebook shows the returned ChatResult below: every message once more, so nothing of it is read. */
  resultShown = false;
  traceback: { text: string[]; line: number } | null = null;

  /** Whether lines occur that only AG2 prints. */
  isAg2 = false;

  private open: TranscriptMessage | null = null;
  /** Lines since the rule that may have closed the open message, that rule first. */
  private pending: string[] | null = null;
  private header: { name: string; to: string; line: number; text: string; blank: boolean } | null = null;
  private announcedSpeaker: string | null = null;
  private readonly announcingManagers = new Set<string>();
  private ranCode = false;
  private autoReply = false;
  private chats = 0;
  /** AG2 has printed a function's output, and the message with it has not come yet. */
  private outputShown = false;

  add({ line, text: raw }: TextLine): void {
    const text = terminalLine(raw);
    if (this.resultShown) return;
    if (this.header !== null) this.confirmHeader(line, text);
    else if (this.open !== null && this.pending === null) this.inside(line, text);
    else this.outside(line, text);
  }

  end(): void {
    if (this.header !== null) this.confirmHeader(this.header.line + 1, "");
    if (this.open !== null && this.pending !== null) this.close();
  }

  private inside(line: number, text: string): void {
    if (text === RULE) this.pending = [text];
    else if (text.endsWith("):") && this.repeatsHeader(text)) this.startHeader(line, text);
    else this.open?.body.push(text);
  }

  /** AutoGen 0.2 prints the header again above each of several tool results. */
  private repeatsHeader(text: string): boolean {
    if (this.open === null || text !== `${this.open.name} (to ${this.open.to}):`) return false;
    return this.open.body.every((each) => each === "");
  }

  private outside(line: number, text: string): void {
    if (text === "") this.pending?.push(text);
    else if (text === RULE && this.pending !== null) {
      // Two rules without a line of the framework between them: the first one was text of the message.
      this.open?.body.push(...this.pending);
      this.pending = [text];
    } else if (text.startsWith(RESPONSE_HEAD) && this.pending !== null) {
      // AG2 prints a rule below each of several tool results of one message.
      this.open?.body.push("", text);
      this.pending = null;
    } else if (!this.frameworkLine(line, text)) {
      if (text.endsWith("):") && parseTranscriptHeader(text) !== null) this.startHeader(line, text);
      else if (this.pending !== null) this.pending.push(text);
      else if (this.traceback !== null) this.traceback.text.push(text);
      else this.otherLines += 1;
    }
  }

  /** Lines that the framework prints between messages. */
  private frameworkLine(line: number, text: string): boolean {
    if (text === STARS) return true;
    if (text.startsWith(">>>>>>>> ")) {
      this.close();
      const reason = TERMINATING.exec(text)?.[1];
      this.outputShown = text.startsWith(">>>>>>>> EXECUTED FUNCTION ");
      if (reason !== undefined || this.outputShown) this.isAg2 = true;
      if (reason !== undefined) this.ends.push({ after: this.messages.length - 1, reason, line });
      else if (text.startsWith(">>>>>>>> EXECUTING CODE BLOCK") || / CODE BLOCKS /.test(text.slice(0, 60)))
        this.ranCode = true;
      else if (text.startsWith(">>>>>>>> USING AUTO REPLY")) this.autoReply = true;
      return true;
    }
    if (text.startsWith("Next speaker: ")) {
      const closed = this.open;
      this.close();
      if (closed !== null) closed.body = withoutEcho(closed.body);
      const manager = this.messages.at(-1)?.to;
      if (manager !== undefined) this.announcingManagers.add(manager);
      this.announcedSpeaker = text.slice("Next speaker: ".length);
      return true;
    }
    if (text === "Starting a new chat....") {
      this.close();
      this.chats += 1;
      return true;
    }
    if (text === TRACEBACK) {
      this.close();
      this.traceback = { text: [text], line };
      return true;
    }
    if (!RESULT_REPR.test(text)) return false;
    this.close();
    this.resultShown = true;
    return true;
  }

  private startHeader(line: number, text: string): void {
    const parsed = parseTranscriptHeader(text);
    if (parsed !== null) this.header = { ...parsed, line, text, blank: false };
  }

  /**
   * A header is real if a blank line follows and, in an announced group chat, the speaker was announced. AG2 prints the
   * output of a function outside messages as well: until the message that brings it, no other header counts.
   */
  private confirmHeader(line: number, next: string): void {
    const header = this.header;
    if (header === null) return;
    if (this.outputShown && next === "" && !header.blank) {
      header.blank = true;
      return;
    }
    this.header = null;
    const real = header.blank ? next.startsWith(RESPONSE_HEAD) : next === "" && !this.isUnannounced(header);
    if (!real) {
      if (this.open === null) this.otherLines += 1;
      else (this.pending ?? this.open.body).push(header.text);
      if (header.blank) this.pending?.push("");
      this.add({ line, text: next });
    } else if (this.open === null || this.pending !== null) {
      this.begin(header);
      if (header.blank) this.open?.body.push(next);
    }
  }

  private isUnannounced({ name, to }: { name: string; to: string }): boolean {
    if (this.open !== null && this.pending === null) return false;
    if (!this.announcingManagers.has(to)) return false;
    return this.announcedSpeaker !== name && name !== this.messages[0]?.name;
  }

  private begin({ name, to, line }: { name: string; to: string; line: number }): void {
    this.close();
    this.traceback = null;
    const { ranCode, autoReply, chats: chat } = this;
    this.open = { name, to, line, body: [], ranCode, autoReply, chat, closed: false };
    if (SELECTING.has(name) && SELECTING.has(to)) this.selections += 1;
    else this.messages.push(this.open);
    // Chats inside a speaker's turn have other addressees; the announcement waits for the turn itself.
    if (this.announcingManagers.has(to)) this.announcedSpeaker = null;
    this.ranCode = false;
    this.autoReply = false;
    this.outputShown = false;
  }

  private close(): void {
    if (this.open === null) return;
    this.open.closed = this.pending !== null;
    if (this.open.body.at(-1) === "") this.open.body.pop();
    this.otherLines += this.pending?.filter((text) => text !== "" && text !== RULE).length ?? 0;
    this.pending = null;
    this.open = null;
  }
}

/** A manager with a retrieving member prints the words of a message once more, without a header, below its rule. */
function withoutEcho(body: string[]): string[] {
  const rule = body.lastIndexOf(RULE);
  const before = body.slice(0, Math.max(0, rule)).filter((line) => line !== "");
  const after = body.slice(rule + 1).filter((line) => line !== "");
  const isEcho =
    before.length > 0 && before.length === after.length && before.every((line, at) => line === after[at]);
  if (!isEcho) return body;
  const words = body.slice(0, rule);
  if (words.at(-1) === "") words.pop();
  return words;
}
