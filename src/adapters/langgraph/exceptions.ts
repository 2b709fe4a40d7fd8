import { isObject } from "../../core/json.ts";
import { PythonObject, PythonSyntaxError, parsePythonAt } from "../python-literal.ts";
import { textOf, toJson } from "./chat-message.ts";

/** An exception object lands in a file as its `str()`, its `repr()`, or as JavaScript's and the server's objects. */
export function errorText(error: unknown): string {
  if (typeof error === "string") return error;
  if (!isObject(error)) return String(error);
  const name = textOf(error["error"]) ?? textOf(error["name"]);
  const text = textOf(error["message"]) ?? textOf(error["repr"]);
  if (text === null) return name ?? JSON.stringify(toJson(error));
  return name === null || text.startsWith(name) || name === "Error" ? text : `${name}: ${text}`;
}

/** Exceptions by which LangGraph steers: a handoff leaves its subgraph, an interrupt stops for a person. */
export function isControlFlow(error: string): boolean {
  return /^(?:ParentCommand|GraphBubbleUp|GraphDelegate|GraphInterrupt|NodeInterrupt)\b/.test(error);
}

/** The exception without the stack that LangSmith glues to it. */
export function withoutStack(error: string): string {
  const stack = error.indexOf("Traceback (most recent call last)");
  return (stack > 0 ? error.slice(0, stack) : error).trim();
}

/** What an interrupt asks, from its object, its constructor dump, its printed form, or a GraphInterrupt's text. */
export function interruptText(interrupt: unknown): string {
  const printed =
    isObject(interrupt) && typeof interrupt["repr"] === "string" ? interrupt["repr"] : interrupt;
  let value: unknown = printed;
  if (typeof printed === "string") {
    const at = printed.indexOf("Interrupt(value=");
    if (at < 0) return withoutStack(printed);
    try {
      [value] = parsePythonAt(printed, at);
    } catch (error) {
      if (!(error instanceof PythonSyntaxError)) throw error;
      return withoutStack(printed);
    }
  }
  if (value instanceof PythonObject) value = value.fields["value"];
  else if (Array.isArray(value)) value = value[0];
  else if (isObject(value) && "value" in value) value = value["value"];
  return typeof value === "string" ? value : JSON.stringify(toJson(value));
}
