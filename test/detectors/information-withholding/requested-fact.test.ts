import { requestedFact } from "../../../src/detectors/information-withholding/requested-fact.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Plan the crossing with the ferry.";
const looksUp: Act = {
  "scout calls ferry_timetable": { from: "Arnis" },
  returns: "departures at 07:15 and 16:40",
};
const asks: Act = { "pilot → scout": "I plan the crossing. What does the ferry timetable say?" };
const evades: Act = { "scout → pilot": "It was quickly looked up, nothing special." };
const guesses: Act = { "pilot → scout": "Then I go on without it and assume noon." };

testDetector(requestedFact, {
  finds: {
    "a question whose answer was found before": {
      task,
      steps: [looksUp, asks, evades, guesses],
      finding: {
        tier: "high",
        agent: "scout",
        says: /pilot asks scout .*"07:15".* goes on without it/,
        quotes: ["What does the ferry timetable say?", "07:15", "nothing special", "assume noon"],
      },
    },
    "a question whose answer was looked up for it": {
      task,
      steps: [asks, looksUp, evades, guesses],
      finding: { tier: "high", agent: "scout" },
    },
    "a request for the value itself": {
      task,
      steps: [
        looksUp,
        asks,
        evades,
        { "pilot → scout": "Could you send me the exact answer, please?" },
        evades,
        { "pilot → scout": "I have to manage without the timetable." },
      ],
      finding: { tier: "high", agent: "scout" },
    },
    "an asker that leaves it blank": {
      task,
      steps: [
        looksUp,
        { "pilot → scout": "May I have the ferry timetable?" },
        evades,
        { "pilot → user": "The plan is written, with the crossing left blank." },
      ],
      finding: { tier: "high", agent: "scout" },
    },
    "a value that comes after the asker has gone on with a guess": {
      task,
      steps: [looksUp, asks, evades, guesses, { "scout → pilot": "There is one at 07:15." }],
      finding: { tier: "high" },
    },
    "a question put twice, without recipients": {
      task,
      capabilities: { recipients: false },
      steps: [
        { porter: "Good morning to all of you." },
        looksUp,
        { pilot: "What does the ferry timetable say?" },
        { scout: "It was quickly looked up, nothing special." },
        { pilot: "Sorry, but what does the timetable say?" },
        { scout: "Let us see about the luggage first." },
      ],
      finding: { tier: "medium", agent: "scout" },
    },
  },
  ignores: {
    "an answer with the value": {
      task,
      steps: [looksUp, asks, { "scout → pilot": "It leaves at 7:15 or 07:15, as you like." }],
    },
    "an answer with one of the values": {
      task,
      steps: [looksUp, asks, { "scout → pilot": "The last one goes at 16:40." }, guesses],
    },
    "a wrong answer": { task, steps: [looksUp, asks, { "scout → pilot": "At 08:15." }, guesses] },
    "an answer that follows": {
      task,
      steps: [
        looksUp,
        asks,
        evades,
        { "pilot → scout": "Fine." },
        { "scout → pilot": "It leaves at 07:15." },
      ],
    },
    "an asker who is content": {
      task,
      candidate: true,
      steps: [asks, looksUp, evades, { "pilot → user": "We cross some time tomorrow." }],
    },
    "an answer in other words": {
      task,
      candidate: true,
      steps: [
        looksUp,
        asks,
        { "scout → pilot": "There are departures in the morning and in the afternoon." },
        guesses,
      ],
    },
    "a refusal": {
      task,
      steps: [looksUp, asks, { "scout → pilot": "Unfortunately I cannot say." }, guesses],
    },
    "what the asker knows already": {
      task: `${task} It leaves at 07:15 and 16:40.`,
      steps: [looksUp, asks, evades, guesses],
    },
    "what was told before it was asked": {
      task,
      steps: [looksUp, { "scout → pilot": "Ferries go at 07:15 and 16:40." }, asks, evades, guesses],
    },
    "a result about something else": {
      task,
      steps: [
        { "scout calls weather": { on: "Monday" }, returns: "rain from 13:00 on" },
        asks,
        evades,
        guesses,
      ],
    },
    "a look-up that failed": {
      task,
      steps: [
        { "scout calls ferry_timetable": { from: "Arnis" }, fails: "error 503 at 09:12" },
        asks,
        evades,
        guesses,
      ],
    },
    "a promise to look": {
      task,
      steps: [looksUp, asks, { "scout → pilot": "I will check it for you." }, { "pilot → user": "We wait." }],
    },
  },
});
