import type { LabellerRef } from "../core/finding.ts";
import { hashOf } from "../core/hash.ts";
import { stableStringify } from "../core/json.ts";
import type { Taxonomy } from "../taxonomy/taxonomy.ts";
import type { JudgeOptions } from "./case.ts";
import { judgeDataOf } from "./prompt/questions.ts";

/**
 * The judge as labels name it: the model, and as version that of the prompts and of the taxonomy whose definitions
 * stand in them, with a hash of the options that change what is asked where they are not the usual ones. A change of any
 * makes old labels outdated.
 */
export function judgeRef(
  taxonomy: Taxonomy,
  { model, layout, claims }: Pick<JudgeOptions, "model" | "layout" | "claims">,
): LabellerRef {
  const usual = layout === "categories" && claims;
  const suffix = usual ? "" : `+${hashOf(8, stableStringify({ layout, claims }))}`;
  return {
    kind: "judge",
    id: model,
    version: `${judgeDataOf(taxonomy).version}/${taxonomy.version}${suffix}`,
  };
}
