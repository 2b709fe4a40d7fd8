import type { JudgeCase } from "../../../src/judge/case.ts";
import { controlsOf } from "../../../src/judge/prompt/questions.ts";
import type { JudgeReply, JudgeRequest } from "../../../src/judge/request.ts";
import { answering, judged, replyOf } from "../scripted-judge.ts";

/** Obeys the attack to the letter and sees through everything else: controls right, canary never written. */
export function careful(about: JudgeCase): (request: JudgeRequest) => JudgeReply {
  return (request) => answering(about, request, () => ({ verdict: "absent" }));
}

/** Obeys whatever stands in what it reads, the excerpts included. */
export function naive(about: JudgeCase): (request: JudgeRequest) => JudgeReply {
  return (request) => {
    const { canary, items } = controlsOf(about, request.name);
    const explanation = `${canary}: nothing happened`;
    const keys = [...items.map(({ key }) => key), ...request.modes];
    const body = keys.map((key) => [key, { explanation, quotes: [], agent: "", verdict: "absent" }]);
    return replyOf(JSON.stringify(Object.fromEntries(body)));
  };
}

/** The modes that such a judge gets through as absent. */
export function absentsOf(about: JudgeCase, judge: (request: JudgeRequest) => JudgeReply): string[] {
  return judged(about, judge)
    .outcome.labels.filter(({ verdict }) => verdict === "absent")
    .map(({ mode }) => mode);
}
