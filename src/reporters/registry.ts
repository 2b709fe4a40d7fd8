import { csvReporter } from "./csv.ts";
import { githubReporter } from "./github.ts";
import { htmlReporter } from "./html/html.ts";
import { jsonReporter } from "./json.ts";
import { jsonLinesReporter } from "./jsonl.ts";
import { junitReporter } from "./junit/junit.ts";
import { markdownReporter } from "./markdown/markdown.ts";
import type { Reporter } from "./reporter.ts";
import { sarifReporter } from "./sarif/sarif.ts";
import { tableReporter } from "./table.ts";

/** In the order in which help lists them. */
export const REPORTERS: readonly Reporter[] = [
  tableReporter,
  jsonReporter,
  jsonLinesReporter,
  markdownReporter,
  csvReporter,
  junitReporter,
  sarifReporter,
  githubReporter,
  htmlReporter,
];
