import { isObject } from "../../core/json.ts";
import { fieldOf, peekId } from "../langgraph/chat-message.ts";
import { isMessageList } from "../langgraph/stream-chunk.ts";
import { updatesIn } from "./run-values.ts";

/**
 * Every node of a graph repeats the history in its outputs. The pool lets equal messages be one object, so that an
 * export takes the memory of what was said and not of how often.
 */
export class MessagePool {
  private readonly byId = new Map<string, unknown>();

  /** Replaces messages in a run's outputs by those met before under the same id and with the same content. */
  share(outputs: unknown): void {
    for (const update of [...updatesIn(outputs), ...(isObject(outputs) ? [outputs] : [])]) {
      for (const list of Object.values(update)) if (isMessageList(list)) this.shareList(list);
    }
  }

  private shareList(list: unknown[]): void {
    for (const [at, message] of list.entries()) {
      const id = peekId(message);
      if (typeof id !== "string") continue;
      const known = this.byId.get(id);
      if (known === undefined) this.byId.set(id, message);
      else if (contentOf(known) === contentOf(message)) list[at] = known;
    }
  }
}

/** The content where it is a text: lists of blocks are never equal. */
function contentOf(message: unknown): unknown {
  return fieldOf(message, "content") ?? fieldOf(fieldOf(message, "kwargs"), "content");
}
