import type { Run, Step } from "./run.ts";

/**
 * Attributes by which `mast export --format otlp` says what OpenTelemetry's GenAI conventions have no word for, so
 * that reading the spans again gives the same run. Their values are JSON text.
 */
export const RUN_ATTRIBUTE = "mast.run";
export const STEP_ATTRIBUTE = "mast.step";
export const VERDICTS_ATTRIBUTE = "mast.verdicts";
export const MAST_SCOPE = "mast";

/** On the root span: everything of a run but its steps and what is computed when it is read. */
export type RunFacts = Omit<Run, "id" | "contentHash" | "taskKey" | "adapter" | "sources" | "steps">;

/**
 * On the span of a step: everything but its words, which stand in the GenAI attributes. Arguments stand here only
 * where they are null, which those attributes cannot tell from none.
 */
export type StepFacts = Omit<Step, "text" | "args"> & { args?: null };
