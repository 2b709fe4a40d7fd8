import { jsonReporter } from "./json.ts";
import type { Reporter } from "./reporter.ts";
import { tableReporter } from "./table.ts";

export const REPORTERS: readonly Reporter[] = [tableReporter, jsonReporter];
