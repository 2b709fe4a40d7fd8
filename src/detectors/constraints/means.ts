import type { Json } from "../../core/run.ts";
import type { Action } from "../actions.ts";
import type { ConstraintKind } from "./constraint.ts";

const FORBIDDEN_TOOL: ConstraintKind = {
  id: "forbidden-tool",
  hints: [
    ["do not", "don't", "never", "must not", "without"],
    ["use ", "using ", "call ", "calling ", "invok", "run ", "running "],
  ],
  cue: /\b(?:do not|don't|never|must not|without) (?:ever )?(?:use|using|call|calling|invoke|invoking|run|running)(?: the)?(?: tool)? [`"']?([A-Za-z][\w.-]{2,60})[`"']?/gi,
  topic: /\btools?\b|\buse\b|\bcall\b/i,
  read: ([, name = ""]) => ({
    demand: `not to use ${name}`,
    check: ({ prepared }) => {
      const wanted = name.replace(/[.-]+$/, "");
      const action = prepared.actions.find(({ tool, step }) => tool === wanted && step.kind === "tool-call");
      if (action === undefined || wanted.length < 4) return null;
      return { tier: "high", by: action.step, words: action.tool, instead: "it was called" };
    },
  }),
};

const EXTENSIONS = "csv|json|jsonl|md|txt|py|js|ts|html|css|pdf|xlsx|png|svg|yaml|yml|xml|sql|docx|tex";
const FILE_ENDINGS = EXTENSIONS.split("|").map((ending) => `.${ending}`);

const NAMED_FILE: ConstraintKind = {
  id: "named-file",
  hints: [["save", "write", "export", "store", "output"], FILE_ENDINGS],
  cue: new RegExp(
    String.raw`\b(?:save|write|export|store|output)\b[^.\n]{0,80}?\b(?:to|as|in|into|named|called) (?:the |a )?(?:file )?(?:named |called )?[\`"'*]{0,3}((?:[\w-]+/){0,6}[\w-]{1,80}\.(?:${EXTENSIONS}))\b`,
    "gi",
  ),
  topic: new RegExp(String.raw`\b[\w-]{1,80}\.(?:${EXTENSIONS})\b`, "i"),
  read: ([, file = ""]) => ({
    demand: `for the file ${file}`,
    check: ({ ended, run, prepared, texts }) => {
      if (!ended || run.capabilities.content !== "full") return null;
      const name = file.slice(file.lastIndexOf("/") + 1);
      if (texts.some((text) => text.includes(name))) return null;
      const ending = name.slice(name.lastIndexOf("."));
      for (let at = prepared.actions.length - 1; at >= 0; at--) {
        const action = prepared.actions[at];
        const path = action === undefined ? null : writtenPath(action);
        if (action === undefined || path === null || !path.endsWith(ending)) continue;
        return { tier: "medium", by: action.step, words: path, instead: `${path} was written` };
      }
      return null;
    },
  }),
};

const PATH_KEYS = ["path", "file_path", "filepath", "filename", "file_name", "file"];

function writtenPath({ effect, failed, step }: Action): string | null {
  if (effect !== "change" || failed) return null;
  const args: Json | undefined = step.args;
  if (typeof args !== "object" || args === null || Array.isArray(args)) return null;
  for (const key of PATH_KEYS) {
    const value = Object.hasOwn(args, key) ? args[key] : undefined;
    if (typeof value === "string") return value;
  }
  return null;
}

/** Tools that were forbidden and files that were named. */
export const MEANS: readonly ConstraintKind[] = [FORBIDDEN_TOOL, NAMED_FILE];
