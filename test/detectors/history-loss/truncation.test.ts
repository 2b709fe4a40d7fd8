import { historyLossTruncation } from "../../../src/detectors/history-loss/truncation.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "List what the museum lends to Oslo.";
const look = (room: string): Act => ({
  "curator calls list_room": { room },
  returns: `three chests in room ${room}`,
});
const cut: Act = { curator: "Earlier messages were summarised.", marker: "truncation", canned: true };
const tokens = (input: number) => ({ tokens: { input, output: 50 } });

testDetector(historyLossTruncation, {
  finds: {
    "a call made again after an announced cut": {
      task,
      steps: [look("A"), look("B"), cut, look("A"), { "curator → user": "Three chests go to Oslo." }],
      finding: {
        tier: "medium",
        agent: "curator",
        steps: [1, 5, 6],
        says: /after its context was cut at step 5, curator makes a call again/,
        quotes: ["summarised"],
      },
    },
    "two calls made again after most of the context was gone": {
      task,
      steps: [
        { ...look("A"), ...tokens(3000) },
        { ...look("B"), ...tokens(6000) },
        { curator: "I begin with the rooms.", ...tokens(900) },
        { ...look("A"), ...tokens(1000) },
        { ...look("B"), ...tokens(1100) },
      ],
      finding: { agent: "curator", says: /more than half of its context was gone .* 2 calls/ },
    },
  },
  ignores: {
    "a cut after which nothing is done again": {
      task,
      steps: [look("A"), look("B"), cut, look("C")],
    },
    "one call again where only the counts fell": {
      task,
      steps: [
        { ...look("A"), ...tokens(6000) },
        { curator: "I go on.", ...tokens(900) },
        { ...look("A"), ...tokens(1000) },
      ],
    },
    "another phase": {
      task,
      steps: [
        { ...look("A"), ...tokens(6000), phase: "lend" },
        { ...look("B"), ...tokens(6400), phase: "lend" },
        { ...look("A"), ...tokens(900), phase: "check" },
        { ...look("B"), ...tokens(1000), phase: "check" },
      ],
    },
    "a call that was made often before": {
      task,
      steps: [look("A"), look("A"), cut, look("A")],
    },
    "a new result": {
      task,
      steps: [
        look("A"),
        cut,
        { "curator calls list_room": { room: "A" }, returns: "two chests in room A, one is on its way" },
      ],
    },
    "a status that is asked for": {
      task,
      steps: [
        { "curator calls check_status": { job: 4 }, returns: "packing" },
        cut,
        { "curator calls check_status": { job: 4 }, returns: "packing" },
      ],
    },
    "a colleague's call": {
      task,
      steps: [
        look("A"),
        cut,
        { "registrar calls list_room": { room: "A" }, returns: "three chests in room A" },
      ],
    },
  },
});
