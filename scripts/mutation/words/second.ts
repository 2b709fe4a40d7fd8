import type { Words } from "../words.ts";

/**
 * Other phrasings of the same, written apart from the rules. Those who write detectors have since read them and widened
 * rules with them in view; what has stayed unseen is `third.ts`.
 */
export const SECOND_WORDS: Words = {
  checks: [
    {
      tool: "verify_signature",
      args: { document: "contract" },
      passes: "signature valid",
      fails: "signature invalid: wrong key",
    },
    {
      tool: "check_stock_list",
      args: { strict: true },
      passes: "22 items, no discrepancy",
      fails: "22 items, 4 discrepancies found",
    },
    {
      tool: "validate_schema",
      args: { file: "answer.json" },
      passes: "document is valid",
      fails: "document is not valid: 'date' is required",
    },
    {
      tool: "audit_sums",
      args: { sheet: "May" },
      passes: "0 deviations",
      fails: "5 deviations, largest 312.00",
    },
  ],
  contradict: {
    intents: [
      "What does the shipping add up to? I work it out.",
      "I multiply this quickly.",
      "Time to do the sum for the materials.",
    ],
    statements: [
      "The sum for {n} {things} is {total} EUR.",
      "We pay {total} EUR for {n} {things}.",
      "At {price} EUR each, {n} {things} amount to {total} EUR.",
      "{things}: {total} EUR altogether.",
    ],
  },
  dropHandoff: {
    handovers: [
      "Passing on: {subject} is {value}.",
      "Please take {value} for the {subject} from here.",
      "What I found out about the {subject}: {value}.",
    ],
    emptyHandovers: [
      "You can take it from here.",
      "I am through with my share, please carry on.",
      "All yours now.",
      "The {subject} is settled; please do the rest.",
    ],
    guesses: [
      "I have no information on the {subject}; let me work with {guess}.",
      "No value for the {subject} reached me, so {guess} will have to do.",
      "The {subject} was not mentioned to me. Presumably it is {guess}.",
    ],
    looksAgain: [
      "Nobody told me the {subject}. I query it again.",
      "The brief lacks the {subject}, so {tool} it is.",
      "I have not been given the {subject} and fetch it once more.",
    ],
  },
  editAfterPass: {
    reasons: [
      "Let me restructure this slightly.",
      "I would like shorter lines in there.",
      "A small refactoring before I finish.",
    ],
  },
  failThenApprove: {
    testsFail: [
      "3 passed, 2 failed, 1 skipped\nFAILED test_order[asc] - assert [2, 1] == [1, 2]",
      "AssertionError: expected 4 rows, got 3\nexit status 1",
      "Tests: 2 failed, 9 passed, 11 total",
      "FAILURES!\nTests: 6, Assertions: 14, Failures: 1.",
    ],
    asks: ["I want to see {tool} agree first.", "Running {tool} now.", "Quality check before release."],
    approvals: [
      "{tool} raises no objection. Good to go.",
      "Everything checks out, approved.",
      "The check confirms that all is correct.",
      "No issues according to {tool}; released.",
    ],
    drafts: ["Could you check this line: {line}", "First version for you: {line}"],
    objections: [
      "This does not pass: the {name} has to be {now} instead of {old}.",
      "There is an error, {old} must become {now}.",
      "Rejected. Use {now} as the {name}, please, not {old}.",
    ],
    nextVersions: ["Here is the updated line: {line}", "New version: {line}"],
    verdicts: [
      "Good, the {name} has been corrected. I approve.",
      "That settles my objection, approved.",
      "Now it is correct and can be sent.",
    ],
  },
  goOn: {
    chatter: [
      [
        "Has anybody seen the new bakery at the corner?",
        "Yes, they sell rye bread with walnuts.",
        "Walnuts are an acquired taste in bread.",
        "With butter they are excellent, I find.",
        "Salted butter, if you ask me.",
        "Now I am getting hungry.",
        "The canteen opens at noon, I think.",
        "Half past eleven on Fridays.",
      ],
      [
        "One could turn this into a poster for the entrance.",
        "Posters fade so quickly in the sun.",
        "Behind glass they last for years.",
        "Glass needs cleaning, though.",
        "There is somebody who comes on Mondays.",
        "Then a frame of oak would look dignified.",
        "Oak goes with everything.",
        "Except with the blue doors.",
      ],
    ],
    closings: [
      "The task has been completed.",
      "Everything that was asked for is done.",
      "There is nothing left to do.",
      "FINAL ANSWER as above.",
    ],
    restated: [
      "The job is done.",
      "Nothing remains to be done here.",
      "Our work is complete, as said.",
      "The task has been completed already.",
      "Again: everything is finished.",
      "All requirements are met, the task is closed.",
      "There are no open items, we are finished.",
    ],
    thanks: [
      "Thanks a lot, everyone!",
      "Glad to be of help.",
      "Many thanks, you were wonderful.",
      "You're most welcome. Enjoy your evening!",
      "Likewise, have a great weekend.",
      "Bye for now, and thank you.",
      "Farewell, it was nice working with you.",
    ],
    pushes: ["Keep going.", "Please proceed with the task.", "Carry on until you have the solution."],
  },
  ignore: {
    drafts: [
      "This is what I have so far: {line}",
      "Would you look this over? {line}",
      "Preliminary text: {line}",
    ],
    corrections: [
      "There is an error: the {name} is {now}, not {old}.",
      "{old} is incorrect, it has to say {now}.",
      "Could you change {old} to {now}? That is the correct {name}.",
      "According to the register the {name} is {now}; {old} must go.",
    ],
    insists: ["It still says {old}, please change it to {now}.", "As I wrote, the {name} is {now}."],
    nextVersions: [
      "Current state of the text: {line}",
      "With a new heading: {line}",
      "I have changed the layout. {line}",
    ],
    corrected: ["Fixed, thank you: {line}", "I have put that right. {line}"],
  },
  poll: {
    reports: ["It has finished.", "Good, that is through."],
    questions: ["How far along is it?", "Finished yet?", "Can we have it now?"],
    notYet: [
      "Another few minutes.",
      "Still processing.",
      "It has not finished yet.",
      "Please wait a little longer.",
    ],
  },
  removeVerification: {
    ships: ["{path} holds the new version; that is all.", "I have changed {path}, the task is done."],
  },
  newResult: {
    questions: ["What is the count at the moment?", "How does it look now?", "Which number are we at?"],
    replies: ["{n} at the moment.", "We are at {n}.", "Currently {n}."],
  },
  repeat: {
    besideACall: [
      "One more look.",
      "What was it again? I call {tool}.",
      "I should consult {tool}.",
      "Let me query this.",
    ],
    beforeARepetition: ["Let me say it again: ", "As mentioned: ", ""],
    nods: ["Okay.", "Right.", "Yes.", "Sure, go ahead.", "Hm."],
  },
  reset: {
    announcements: ["Session restarted.", "Spawning agents for a new run.", "-- system start --"],
    openers: ["Welcome. ", "First of all: ", "Hi all. "],
  },
  revert: {
    firstChoices: [
      "As {name} I have chosen {old}.",
      "The {name} will be {old}.",
      "Let us say {old} for the {name}.",
    ],
    changes: [
      "It turns out that the {name} is {now} rather than {old}.",
      "Change of plan: {now} instead of {old} for the {name}.",
      "From today the {name} is {now}; please forget {old}.",
    ],
    acknowledged: [
      "Fine, {now} then.",
      "Will do: {name} {now}.",
      "I have replaced {old} by {now}.",
      "Okay, I go with {now}.",
    ],
    ownChanges: [
      "No, {old} is wrong. The {name} must be {now}.",
      "On reflection the {name} should be {now} instead of {old}, so {now} it is.",
      "I update the {name} to {now}; {old} is obsolete.",
    ],
  },
  stopEarly: {
    nextCalls: [
      "As the next step I will retrieve the {subject}.",
      "Now let me fetch the {subject}.",
      "I'm about to read the {subject}.",
    ],
    nextWords: [
      "I will write up the findings now.",
      "Then I'll compile the final report.",
      "Next comes the summary, which I will draft now.",
    ],
    requests: [
      "{name}, would you kindly review this and report back?",
      "Can you please continue with this, {name}?",
      "{name}: please verify this and send me your findings.",
    ],
    openItems: [
      "The {subject} has not been covered yet.",
      "Half of it is done; the {subject} remains to be checked.",
      "We still need the {subject}.",
      "I ran out of time before I could look at the {subject}, which is still missing.",
    ],
  },
  swap: {
    turns: ["\n\n{name} says: {text}", "\n\n### {name}\n{text}", "\n\n<{name}> {text}"],
    signed: [
      "I am {name}. {text}",
      "Speaking as {name}: {text}",
      "{text}\n\nSigned, {name}",
      "{text}\nBest wishes, {name}",
    ],
  },
  withhold: {
    questions: [
      "May I have the {subject}?",
      "Which number did {tool} give you?",
      "I am still waiting for the {subject}. What does it say?",
      "Tell me the {subject}, please.",
    ],
    answers: ["{value} it is.", "I got {value}.", "Here you are: {value}."],
    evasions: [
      "No problems so far.",
      "That part is finished, do not worry about it.",
      "It went smoothly.",
      "I would rather talk about the next step.",
    ],
    thanks: ["Good to know: {value}.", "I put {value} in."],
    goesOn: ["Then I have to do without the {subject}.", "I continue, leaving the {subject} blank."],
    guesses: ["I will just say {guess}.", "Lacking the {subject}, I suppose {guess}."],
    asksAgain: ["But what is the {subject}?", "Please give me the value itself."],
  },
  codeWork: {
    starts: ["A helper script will save time: {path}.", "I automate that in {path}."],
    written: ["saved {path}", "{path} written", "done"],
    passes: ["9 passed, 0 failed", "All tests passed (12)", "Tests: 8 passed, 8 total"],
    reports: ["The test suite of {path} is green.", "No failures in {path}.", "{path} passes its tests."],
    shipped: ["{path} is included.", "The finished script is {path}.", "I deliver {path} with it."],
  },
};
