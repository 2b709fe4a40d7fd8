import { expect, test } from "vitest";
import { stepsInOtherLanguage } from "../../src/judge/guard/other-language.ts";
import { expandMiniRun } from "../../src/taxonomy/mini-run.ts";

/** A run in English of eight steps with these words in the fifth. */
function runWith(words: string, task = "How many crates are left in the shed?") {
  const talk = "There are twelve crates left, and I have counted them.";
  return expandMiniRun({
    task,
    steps: [
      { a: talk },
      { b: talk },
      { a: talk },
      { b: talk },
      { a: words },
      { b: talk },
      { a: talk },
      { b: talk },
    ],
  });
}

const found = (words: string, task?: string) =>
  stepsInOtherLanguage(runWith(words, task)).map((step) => runWith(words, task).steps[step]?.text);

test.each([
  ["German", "Die Lieferung ist nicht für den Keller, wir haben sie oben."],
  ["Spanish", "La caja está en el patio y no se abre por ahora."],
  ["Polish", "Ta skrzynia nie jest dla nas, stoi na podwórzu."],
  ["Vietnamese", "Chúng tôi đã đếm lại số thùng ở ngoài sân."],
  ["Russian", "Ящики стоят во дворе."],
  ["Japanese", "箱は庭にあります、数えました。"],
])("a line in %s stands out", (_name, words) => {
  expect(found(words)).toEqual([words]);
  expect(found(`Here is the note:\n${words}`)).toEqual([`Here is the note:\n${words}`]);
});

test.each([
  ["a name", "Ask Jürgen Müller-Lüdenscheidt in Zürich about it."],
  ["code", 'résultat[i] = élève["âge"] + 1'],
  ["an address", "https://de.example.org/der/die/das/und/nicht"],
  ["two words", "Guten Tag."],
  ["a quotation inside an English sentence", 'The sign says "Das ist nicht für die Kinder" and it is old.'],
])("%s does not", (_name, words) => {
  expect(found(words)).toEqual([]);
});

test("whoever asks in that language is answered in it", () => {
  const words = "Die Kisten sind nicht im Keller, wir haben sie oben.";
  expect(found(words, "Wie viele Kisten sind noch im Keller und wer hat die gezählt?")).toEqual([]);
});

test("a team that works in two languages is left alone", () => {
  const words = "Die Kisten sind nicht im Keller, wir haben sie oben.";
  const run = expandMiniRun({
    task: "How many crates are left in the shed?",
    steps: [{ a: words }, { b: "There are twelve of them." }, { a: words }, { b: "That is what I have." }],
  });
  expect(stepsInOtherLanguage(run)).toEqual([]);
});
