import type { Json, Tokens } from "../../core/run.ts";
import type { ChatTurn } from "./chat-turn.ts";

/**
 * What a span is in the life of a run. `workflow`: one invocation of a team, crew or graph; `agent`: a turn of an
 * agent; `model`, `tool`: one call; `setup`: something was built, nothing ran; `other`: structure only.
 */
export type SpanKind = "workflow" | "agent" | "model" | "tool" | "setup" | "other";

/** What a convention says of a span; everything that it does not say is absent. */
export interface Reading {
  convention: string;
  kind: SpanKind;
  framework?: string;
  /** The agent that the span itself names. */
  agent?: string;
  /** Where the name was found, for the run's `inferred`; absent where an attribute states it. */
  agentFrom?: string;
  model?: string | undefined;
  tokens?: Tokens | undefined;
  finish?: string | undefined;
  input?: ChatTurn[] | undefined;
  output?: ChatTurn[] | undefined;
  /** Names of the tools that were offered. */
  tools?: string[] | undefined;
  tool?: { name: string; callId?: string; args?: Json; result?: string; ok?: boolean };
  /** workflow: what the caller asked for and what came back. */
  task?: string;
  result?: string;
  /** workflow: the descriptions of its tasks. */
  tasks?: string[];
  /** workflow: members with what is known of them. */
  members?: { name: string; role?: string; tools?: string[] }[];
  /** A group chat's messages as AutoGen dumps them. */
  messages?: Json[];
  /** The team announces that it has ended. */
  ended?: boolean;
  /** The team's own word for why it stopped. */
  stop?: string;
  /** Tokens of a call by which a manager chose the next speaker: no agent's own, so they go to the step that follows. */
  choice?: Tokens;
  /** workflow: the limit at which it ended, in words. */
  limit?: string;
  /** workflow: its regular end does not tell whether the work was done or a limit reached. */
  openEnd?: boolean;
  /** The framework's key for this run. */
  runKey?: string;
  /** What mast itself said of a run or step when it exported it. */
  exportedRun?: Json;
  exportedStep?: Json;
  /** The run waits for a person. */
  waiting?: boolean;
  /** The failure of the span, type first. */
  error?: string;
}

/** A span as it is kept in the store: the body of a fragment. */
export interface StagedSpan extends Reading {
  trace: string;
  id: string;
  parent: string | null;
  name: string;
  scope: string;
  /** Nanoseconds as decimal text. */
  start: string;
  end: string;
  /** The export in which it stood, where that was not OTLP. */
  form?: string;
  /** Attributes that the SDK dropped. */
  dropped?: number;
  /** Messages in log events of this span, which is no call. */
  strayEvents?: number;
  /** It has no ids in its source: those here are made up, in the order of the source. */
  nameless?: boolean;
  /** There is no such span: log events tell of it. */
  eventsOnly?: boolean;
}
