import { isObject } from "../../core/json.ts";
import type { RunDraft } from "../adapter.ts";
import { embeddedJson } from "../json-text.ts";
import { textOf } from "./agentchat-content.ts";
import { isChatMessage } from "./agentchat-runs.ts";
import type { LogEvent } from "./event-log-line.ts";
import { TeamRun } from "./event-log-team.ts";

type Sent = Extract<LogEvent, { kind: "message" }>;

/** Everybody outside the team listens to this topic: each message of the team is published there once. */
const OUTPUT_TOPIC = "output_topic";
/** A side effect of any error: the members of a team are told of it and do not understand the message. */
const SIDE_EFFECT = "Unhandled message in agent container";
const TEAM_PAYLOAD = /^\s*\{\s*"(messages?|error)"\s*:/;
const UNREADABLE = "Message could not be serialized";

/** What a team's lines go to: its own run, or that of the outer team whose member it is. */
interface Membership {
  run: TeamRun;
  inner: boolean;
}

/**
 * Sorts the lines of a log into runs of teams. A run begins where the outside sends a team its task; a team that begins
 * while another one works, with messages of that one, is an inner team and belongs to the same run.
 */
export class TeamLog {
  private readonly format: string;
  private readonly teams = new Map<string, Membership>();

  constructor(format: string) {
    this.format = format;
  }

  /** Takes an event that belongs to a team and yields the runs that it closes; returns false for any other event. */
  *add(event: LogEvent, line: number): Generator<RunDraft, boolean> {
    if (event.kind === "message") return yield* this.addMessage(event, line);
    if (event.kind === "delivery" || event.kind === "other" || event.agent === null) return false;
    const run = this.teams.get(event.agent.team)?.run;
    if (run === undefined) return false;
    if (event.kind === "model-call") run.addCall(event.call, line);
    else if (event.kind === "failure" && !event.exception.includes(SIDE_EFFECT)) {
      run.fail(event.agent.name, event.exception, event.exception, line);
    }
    // Tool calls stand in the team's messages, with their ids.
    return true;
  }

  *finish(): Generator<RunDraft> {
    yield* this.close(() => true);
  }

  private *addMessage(event: Sent, line: number): Generator<RunDraft, boolean> {
    const party = event.sender ?? event.receiver;
    if (party === null) return false;
    const key = TEAM_PAYLOAD.exec(event.payload.slice(0, 100))?.[1];
    if (key === "messages" && event.route === "direct" && event.sender === null) {
      return yield* this.start(party.team, event, line);
    }
    if (key === "message" && toOutside(event)) return this.addChat(party.team, event, line);
    const team = this.teams.get(party.team);
    if (team === undefined) return false;
    if (key === "error") addError(team.run, event, line);
    // What a manager publishes to the outside at the end of a run has no JSON form.
    if (toOutside(event) && event.payload === UNREADABLE && !team.inner) team.run.ended = true;
    return true;
  }

  private *start(team: string, event: Sent, line: number): Generator<RunDraft, boolean> {
    const payload = embeddedJson(event.payload);
    const list = isObject(payload) ? payload.messages : undefined;
    const messages = Array.isArray(list) ? list.filter(isChatMessage) : [];
    if (messages.length === 0 && !(isObject(payload) && "output_task_messages" in payload)) return false;
    const known = this.teams.get(team);
    const outer = this.workingRuns().find((run) => run.has(messages) && (known?.inner || run !== known?.run));
    if (outer !== undefined) {
      outer.startInner();
      this.teams.set(team, { run: outer, inner: true });
      return true;
    }
    if (known?.run.ended && known.run.waits) known.run.ended = false;
    else {
      // Another team may yet turn out to be an inner one, so nothing is closed while one works.
      if (this.workingRuns().length === 0) yield* this.close(() => true);
      else if (known !== undefined) yield* this.close((run) => run === known.run);
      this.teams.set(team, { run: new TeamRun(true), inner: false });
    }
    for (const message of messages) this.teams.get(team)?.run.add(message, line);
    return true;
  }

  private addChat(team: string, event: Sent, line: number): boolean {
    const payload = embeddedJson(event.payload);
    const message = isObject(payload) ? payload.message : undefined;
    if (!isChatMessage(message)) return this.teams.has(team);
    let known = this.teams.get(team);
    if (known === undefined) {
      known = { run: new TeamRun(false), inner: false };
      this.teams.set(team, known);
    }
    // Before 0.6.2 messages have no id; the outer team passes on what an inner one says.
    if (!known.inner || typeof message.id === "string") known.run.add(message, line);
    return true;
  }

  private workingRuns(): TeamRun[] {
    return [...new Set([...this.teams.values()].map(({ run }) => run))].filter((run) => !run.ended);
  }

  private *close(chosen: (run: TeamRun) => boolean): Generator<RunDraft> {
    const closed = new Set<TeamRun>();
    for (const [team, { run }] of [...this.teams]) {
      if (!chosen(run)) continue;
      this.teams.delete(team);
      if (closed.has(run)) continue;
      closed.add(run);
      const draft = run.draft(this.format);
      if (draft !== null) yield draft;
    }
  }
}

function toOutside({ route, receiver }: Sent): boolean {
  return route === "publish" && receiver !== null && receiver.name === OUTPUT_TOPIC;
}

function addError(run: TeamRun, event: Sent, line: number): void {
  const payload = embeddedJson(event.payload);
  const error = isObject(payload) && isObject(payload.error) ? payload.error : {};
  const detail = [textOf(error.error_type), textOf(error.error_message)]
    .filter((part) => part !== "")
    .join(": ");
  run.fail(event.sender?.name ?? null, detail, textOf(error.traceback) || detail, line);
}
