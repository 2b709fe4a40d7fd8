import type { ReportJudge } from "../core/report.ts";
import { plural } from "./figures.ts";
import { stepsText } from "./timeline/steps-text.ts";

/** What a judge's verdicts on a run took, what they do not rest on, and which steps nobody read. */
export function judgeText({ model, calls, tokens, usd, ...rest }: ReportJudge): string {
  const { uncovered, droppedQuotes, voided, failed } = rest;
  const words = [
    `${model}, ${plural(calls, "call")}, ${tokens.input} tokens in, ${tokens.output} out, ${usd.toFixed(4)} USD`,
    uncovered.length > 0 ? `not covered: ${stepsText(uncovered)}` : null,
    droppedQuotes > 0 ? `${plural(droppedQuotes, "quote")} dropped that did not stand where it said` : null,
    voided > 0 ? `${plural(voided, "reply", "replies")} void: it did what a text told it` : null,
    failed > 0 ? `${plural(failed, "request")} without a usable reply` : null,
  ];
  return words.filter((word) => word !== null).join("; ");
}
