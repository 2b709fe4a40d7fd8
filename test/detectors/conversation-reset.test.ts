import { conversationReset } from "../../src/detectors/conversation-reset.ts";
import type { Act } from "../helpers/run-of.ts";
import { testDetector } from "../helpers/test-detector.ts";

const task = "Plan a three-day trip to Porto for two people with a budget of 900 euros.";
const opening: Act[] = [
  {
    "planner → booker":
      "I split the trip into flights, hotel and programme. Please start with the flights for two.",
  },
  { "booker calls search_flights": { to: "OPO", people: 2 }, returns: "from 212 euros" },
  {
    "booker → planner":
      "There is a flight for 212 euros for two on Friday morning, shall I reserve it for you?",
  },
];
const work: Act[] = [
  { "planner → booker": "Yes, please reserve it, and then look for a hotel near the river with breakfast." },
  { "booker calls reserve_flight": { id: "TP-12" }, returns: "reserved" },
  { "booker calls search_hotels": { area: "Ribeira" }, returns: "3 hotels" },
  {
    "booker → planner": "The flight is reserved. Of the three hotels the second one has the best breakfast.",
  },
];

const retried: Act[] = [
  { "booker calls search_flights": { to: "OPO", people: 2 }, fails: "timeout" },
  { "booker calls search_flights": { to: "OPO", people: 2 }, returns: "from 212 euros" },
  { "booker → planner": "There is a flight for 212 euros for two people on Friday morning." },
  { "planner → booker": "Good, then look for a hotel near the river with breakfast, please." },
];

testDetector(conversationReset, {
  finds: {
    "an opening with a retry in it comes again": {
      task,
      steps: [...retried, ...work, ...retried],
      finding: { tier: "high", agent: "booker", says: /started over/ },
    },
    "an announced restart after work, and the same beginning": {
      task,
      steps: [
        ...opening,
        ...work,
        { "planner → booker": opening[0]?.["planner → booker"], marker: "restart" },
        ...work,
      ],
      finding: {
        tier: "certain",
        agent: "planner",
        says: /anew once .* after 7 steps .* planner began as at the start/,
      },
    },
    "an announced restart and another beginning": {
      task,
      steps: [
        ...opening,
        { harness: "initialised", marker: "restart", canned: true },
        {
          "booker → planner": "Which city do you want to travel to, and with how many people would that be?",
        },
      ],
      finding: { tier: "high", agent: "booker", quotes: ["initialised"] },
    },
    "several restarts are one finding": {
      task,
      steps: [1, 2, 3].flatMap(() => [
        { harness: "initialised", marker: "restart", canned: true },
        ...opening,
        ...work,
      ]),
      finding: { tier: "certain", says: /anew 2 times/ },
    },
    "the opening comes again": {
      task,
      steps: [...opening, ...work, ...opening, ...work],
      finding: { tier: "high", agent: "planner", steps: [1, 11], quotes: ["I split the trip into flights"] },
    },
    "the brief is given again and the opening follows at once": {
      task,
      steps: [...opening, { "user → planner": task }, ...opening, ...work],
      finding: { tier: "high", agent: "planner" },
    },
    "the opening comes again and the run ends in it": {
      task,
      end: "limit",
      steps: [...opening, ...work, ...opening.slice(0, 2)],
      finding: { tier: "high", agent: "planner" },
    },
    "an agent at work greets and asks for the task": {
      task,
      steps: [
        ...opening,
        ...work,
        { "booker → planner": "Hello! I am the booking agent. How can I help you today?" },
        { "planner → booker": "We were at the hotel, please go on with it." },
      ],
      finding: { tier: "medium", agent: "booker", quotes: ["How can I help you today?"] },
    },
  },
  ignores: {
    "one status asked for from the beginning on": {
      task,
      steps: ["queued", "running, 10 %", "running, 40 %", "running, 40 %", "running, 80 %", "done"].map(
        (state) => ({
          "booker calls booking_status": { id: 7 },
          returns: state,
        }),
      ),
    },
    "a start that failed before anything was done": {
      task,
      steps: [
        { harness: "initialised", marker: "restart", canned: true },
        { harness: "initialised", marker: "restart", canned: true },
        ...opening,
        ...work,
      ],
    },
    "a restart at the very end": {
      task,
      steps: [...opening, ...work, { harness: "initialised", marker: "restart", canned: true }],
    },
    "a new beginning after the finishing call": {
      task,
      steps: [
        ...opening,
        { "planner → user": "The trip is booked. TERMINATE", marker: "terminal" },
        { harness: "initialised", marker: "restart", canned: true },
        ...opening,
      ],
    },
    "a loop from the start": {
      task,
      steps: Array.from({ length: 8 }, () => opening[1] as Act),
    },
    "two agents going round and round": {
      task,
      steps: Array.from({ length: 6 }, () => [opening[0] as Act, opening[2] as Act]).flat(),
    },
    "a planned phase with the same brief": {
      task,
      steps: [
        ...[...opening, ...work].map((act) => ({ ...act, phase: "first day" })),
        ...[...opening, ...work].map((act) => ({ ...act, phase: "second day" })),
      ],
    },
    "greetings in the first round": {
      task,
      steps: [
        { "booker → planner": "Hello! I am the booking agent. How can I help you today?" },
        { "planner → booker": "Hello! I am the planner. How can I help you today?" },
        ...opening,
        ...work,
      ],
    },
    "courtesy at the end": {
      task,
      steps: [
        ...opening,
        ...work,
        { "booker → planner": "Hello again! You're welcome. How can I help you further?" },
      ],
    },
    "a greeting that answers a person": {
      task,
      steps: [
        ...opening,
        ...work,
        { "user → booker": "Hello, booker!" },
        { "booker → user": "Hello! How can I help you today?" },
      ],
    },
  },
});
