/**
 * Texts that stand encoded in a text, as a model may read them: base64, hexadecimal and binary digits, Morse, percent
 * signs, numbered entities, escapes, rot13. A judge that obeys a run can read most of these, so patterns have to as well.
 * Every expression consumes what it matches, so the time is linear in the text.
 */
export function decodedForms(text: string): string[] {
  const forms = [rot13(text)];
  for (const { stretch, decode } of STRETCHES) {
    for (const [found] of first(text.matchAll(stretch), MOST_STRETCHES)) {
      const decoded = decode(found.slice(0, LONGEST_STRETCH));
      if (decoded !== null && isProse(decoded)) forms.push(decoded);
    }
  }
  for (const { sign, replace } of ESCAPES) {
    if ((text.match(sign)?.length ?? 0) >= LEAST_ESCAPES) forms.push(replace(text));
  }
  return forms;
}

/** More stretches in one text are data; they are looked at from the front. */
const MOST_STRETCHES = 200;
/** In UTF-16 units; what tells a judge how to decide is short. */
const LONGEST_STRETCH = 16_384;
/** Fewer escapes are in many texts, and hide no sentence. */
const LEAST_ESCAPES = 4;
/** Words that speak to somebody; shorter stretches decode to anything. */
const LEAST_LETTERS = 8;
const PROSE_SHARE = 0.85;

interface Stretch {
  readonly stretch: RegExp;
  readonly decode: (found: string) => string | null;
}

const STRETCHES: readonly Stretch[] = [
  {
    stretch: /[A-Za-z0-9+/_-]{16,}={0,2}/g,
    decode: (found) => utf8(Buffer.from(found, "base64")),
  },
  {
    stretch: /(?:(?:0x|\\x)?[0-9A-Fa-f]{2}[\s,:]?){10,}/g,
    decode: (found) => utf8(Buffer.from(found.replace(/0x|\\x|[^0-9A-Fa-f]/g, ""), "hex")),
  },
  {
    stretch: /(?:[01]{7,8}[\s,]?){8,}/g,
    decode: (found) =>
      String.fromCharCode(...(found.match(/[01]{7,8}/g) ?? []).map((digits) => Number.parseInt(digits, 2))),
  },
  {
    stretch: /(?:[.·-]{1,6}[ /|]{1,4}){10,}[.·-]{0,6}/g,
    decode: (found) =>
      found
        .replaceAll("·", ".")
        .split(/ *[/|] *| {2,}/)
        .map((word) =>
          word
            .split(" ")
            .map((sign) => MORSE.get(sign) ?? "")
            .join(""),
        )
        .join(" "),
  },
];

interface Escape {
  readonly sign: RegExp;
  readonly replace: (text: string) => string;
}

const ESCAPES: readonly Escape[] = [
  {
    sign: /%[0-9A-Fa-f]{2}/g,
    replace: (text) =>
      text
        .replaceAll("+", " ")
        .replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString()),
  },
  {
    sign: /&#(?:\d{1,7}|[xX][0-9A-Fa-f]{1,6});/g,
    replace: (text) =>
      text.replace(/&#(?:(\d{1,7})|[xX]([0-9A-Fa-f]{1,6}));/g, (_, decimal?: string, hex?: string) =>
        character(decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal)),
      ),
  },
  {
    sign: /\\(?:u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\}|x[0-9A-Fa-f]{2}|[0-7]{3})/g,
    replace: (text) =>
      text.replace(
        /\\(?:u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{2})|([0-7]{3}))/g,
        (_, four?: string, braced?: string, two?: string, octal?: string) =>
          character(Number.parseInt(octal ?? four ?? braced ?? two ?? "", octal === undefined ? 16 : 8)),
      ),
  },
];

/** International Morse code (ITU-R M.1677), a to z. */
const MORSE: ReadonlyMap<string, string> = new Map(
  ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.."
    .split(" ")
    .map((sign, at) => [sign, String.fromCharCode(97 + at)]),
);

function rot13(text: string): string {
  return text.replace(/[a-zA-Z]/g, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
}

/** Null where the bytes are no text. */
function utf8(bytes: Buffer): string | null {
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? null : text;
}

function character(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}

/** Whether it is words rather than what any data decodes to. */
function isProse(text: string): boolean {
  const letters = text.match(/[\p{L} ,.'\n]/gu)?.length ?? 0;
  return letters >= LEAST_LETTERS && letters >= text.length * PROSE_SHARE;
}

function* first<T>(items: Iterable<T>, most: number): Generator<T> {
  let count = 0;
  for (const item of items) {
    if (count++ >= most) return;
    yield item;
  }
}
