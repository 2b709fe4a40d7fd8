import { isObject } from "../../core/json.ts";
import type { RunBuilder } from "../run-builder.ts";

/**
 * A two-agent chat carries its tokens as totals by model; group chats say cost 0 for "not counted" and have no model
 * entry. The totals stand on the closing step, since no message has its own.
 */
export function addUsage(build: RunBuilder, cost: unknown, locator: string): void {
  if (!isObject(cost)) return;
  const usage = cost.usage_including_cached_inference;
  if (!isObject(usage)) return;
  const total = { input: 0, output: 0 };
  let models = 0;
  for (const [model, entry] of Object.entries(usage)) {
    if (!isObject(entry)) continue;
    const { prompt_tokens: input, completion_tokens: output } = entry;
    if (!Number.isSafeInteger(input) || !Number.isSafeInteger(output)) continue;
    total.input += Math.max(0, Number(input));
    total.output += Math.max(0, Number(output));
    build.model(model);
    models += 1;
  }
  if (models === 0) return;
  build.step({ kind: "end", tokens: total, locator });
  build.infer("tokens are known for the whole chat only and stand on its closing step");
}
