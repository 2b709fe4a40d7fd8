import { noClarificationInventedArgument } from "../../../src/detectors/no-clarification/invented-argument.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Renew the library card of Nora Lind.";
const failed = {
  "desk calls renew_card": { name: "Nora Lind" },
  fails: "card_number is required",
};
const renewed = { "desk calls renew_card": { name: "Nora Lind", card_number: "L-4470" }, returns: "renewed" };

testDetector(noClarificationInventedArgument, {
  finds: {
    "a number for the argument that was missing": {
      task,
      steps: [failed, renewed, { "desk → user": "The card is renewed." }],
      finding: {
        tier: "medium",
        agent: "desk",
        steps: [2, 3],
        says: /card_number "L-4470", which stands nowhere before/,
        quotes: ["card_number is required", "L-4470"],
      },
    },
    "an address that only fills a gap": {
      task,
      steps: [{ "desk calls send_mail": { to: "reader@example.com", text: "Renewed." }, returns: "sent" }],
      finding: { agent: "desk", says: /only fills a gap/ },
    },
  },
  ignores: {
    "a number that a result had named": {
      task,
      steps: [
        failed,
        { "desk calls find_reader": { name: "Nora Lind" }, returns: "reader Nora Lind, card L-4470" },
        renewed,
      ],
    },
    "a number that was asked for": {
      task,
      steps: [
        failed,
        { "desk → user": "What is the number of the card?" },
        { user: "It is on the back." },
        renewed,
      ],
    },
    "a number in the task": {
      task: "Renew the library card L-4470 of Nora Lind.",
      steps: [failed, renewed],
    },
    "an argument that the error does not name": {
      task,
      steps: [
        failed,
        { "desk calls renew_card": { name: "Nora Lind", until: "2031-05-01" }, returns: "renewed" },
      ],
    },
    "a failure for another reason": {
      task,
      steps: [
        { "desk calls renew_card": { name: "Nora Lind" }, fails: "card_number: the service is down" },
        renewed,
      ],
    },
    "an address at example.com that the task names": {
      task: "Write to reader@example.com that the card is renewed.",
      steps: [{ "desk calls send_mail": { to: "reader@example.com", text: "Renewed." }, returns: "sent" }],
    },
    "texts recorded in part": {
      task,
      capabilities: { content: "partial" },
      steps: [failed, renewed],
      why: /in part/,
    },
  },
});
