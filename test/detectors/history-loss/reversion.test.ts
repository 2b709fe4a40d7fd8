import { historyLossReversion } from "../../../src/detectors/history-loss/reversion.ts";
import type { Act } from "../../helpers/run-of.ts";
import { testDetector } from "../../helpers/test-detector.ts";

const task = "Arrange the open day of the weaving mill and write the invitation.";
const settled: Act[] = [
  { "host → writer": "The open day is on 3 May, and the tour starts from gate B." },
  { "writer → host": "I have put down 3 May for the open day." },
  { "host → writer": "The open day moves from 3 May to 17 May." },
];
const takenUp: Act = { "writer → host": "Noted, 17 May." };
const invitation = { "writer → guests": "Dear guests, our open day is on 3 May. Please come to gate B." };

testDetector(historyLossReversion, {
  finds: {
    "a date that a colleague changed, after it was taken up": {
      task,
      steps: [...settled, takenUp, { "host → writer": "Then please write." }, invitation],
      finding: {
        tier: "medium",
        agent: "writer",
        says: /goes by "3 May" again at step 6, although host had changed it to "17 May" at step 3, taken up at step 4/,
        quotes: ["moves from 3 May to 17 May", "our open day is on 3 May"],
      },
    },
    "a value that an agent corrected itself": {
      task,
      steps: [
        { "writer → host": "We need 140 chairs." },
        { "writer → host": "Correction: we need 165 chairs, not 140." },
        { "host → writer": "Thank you." },
        { "writer → host": "The order for the hall: 140 chairs and ten tables." },
      ],
      finding: { agent: "writer", says: /itself had changed it to "165 chairs"|"165"/ },
    },
    "a choice in plain words that was dropped": {
      task,
      steps: [
        { "writer → host": "For the invitation I take brown paper." },
        { "host → writer": "Please use white card instead of brown paper for the invitation." },
        { "writer → host": "Agreed, white card." },
        { "writer → printer": "The invitation is printed on brown paper." },
      ],
      finding: { agent: "writer", says: /"brown paper" again .* "white card"/ },
    },
    "an old value in a call": {
      task,
      steps: [
        ...settled,
        takenUp,
        { "writer calls publish_open_day": { open_day: "3 May" }, returns: "done" },
      ],
      finding: { agent: "writer", quotes: ["3 May"] },
    },
    "a new value without the old one, where both are about the same thing": {
      task,
      steps: [
        { "writer → host": "The contact is Mr Aalto." },
        { "host → writer": "I asked in the office: the contact is Ms Berger." },
        { "writer → host": "Noted, Ms Berger." },
        { "writer → guests": "Your contact is Mr Aalto." },
      ],
      finding: { agent: "writer", says: /"Mr Aalto" again/ },
    },
  },
  ignores: {
    "going back with a word about it": {
      task,
      steps: [
        ...settled,
        takenUp,
        { "writer → host": "The hall is taken on that day, so I go back to 3 May for the open day." },
        invitation,
      ],
    },
    "the new value beside the old one": {
      task,
      steps: [...settled, takenUp, { "writer → guests": "The open day is on 17 May; 3 May is cancelled." }],
    },
    "a change that the author of the old value never took up": {
      task,
      steps: [...settled, invitation],
    },
    "a person who wants the old one after all": {
      task,
      steps: [...settled, takenUp, { user: "Let it be 3 May." }, invitation],
    },
    "a value that did not work": {
      task,
      steps: [
        ...settled,
        takenUp,
        { "writer calls book_hall": { day: "17 May" }, fails: "17 May is taken" },
        invitation,
      ],
    },
    "the old value about something else": {
      task,
      steps: [
        { "host → writer": "The hall was painted on 3 May." },
        ...settled,
        takenUp,
        { "writer → guests": "The hall in which we meet has been painted on 3 May." },
      ],
    },
    "a question about the old value": {
      task,
      steps: [...settled, takenUp, { "writer → host": "Is the open day on 3 May?" }],
    },
    "a comparison that decides nothing": {
      task,
      steps: [
        { "writer → host": "The leaflet describes Linen rather than Wool." },
        { "host → writer": "Agreed." },
        { "writer → host": "The leaflet of the mill has a page on Wool." },
      ],
    },
    "changes of a thing to do something": {
      task,
      steps: [
        { "writer → host": "I make the changes to handle empty lists in the script." },
        { "host → writer": "Understood." },
        { "writer → host": "I then check the script with full lists." },
      ],
    },
    "another language": {
      task,
      steps: [
        {
          "host → writer":
            "Der Tag der offenen Tür ist nicht am 3. Mai, sondern wird auf den 17. Mai verlegt.",
        },
        { "writer → host": "Gut, dann schreibe ich es so in die Einladung, und zwar mit dem 17. Mai." },
        {
          "writer → guests":
            "Liebe Gäste, der Tag der offenen Tür ist am 3. Mai, und wir freuen uns auf Sie.",
        },
      ],
      why: /English/,
    },
  },
});
