import type { ModeId } from "../core/finding.ts";

/** What would have been right in place of a mode, said to the agent that it was found in. */
export const RIGHT_ACTION: Readonly<Record<ModeId, string>> = {
  "FM-1.1": "keep to what the task sets, and compare the result with it before handing it in",
  "FM-1.2": "keep to its own role and hand over what belongs to another",
  "FM-1.3": "use what the first time brought, or change what is tried",
  "FM-1.4": "go back to what was already said and settled before going on",
  "FM-1.5": "end when the goal is reached or out of reach, and say which",
  "FM-2.1": "go on from where the work stood",
  "FM-2.2": "ask for what is missing before acting on a guess",
  "FM-2.3": "return to the goal of the task",
  "FM-2.4": "pass on what the others need to know",
  "FM-2.5": "answer what the colleague said, or act on it",
  "FM-2.6": "do what was announced, or say why something else is done",
  "FM-3.1": "finish what is open, or say openly that it is not done",
  "FM-3.2": "check the result by a run or a source before it is taken for done",
  "FM-3.3": "check what the task asks for, and go by what the check shows",
};
