const NUMBERED = /^ {0,3}(?:#{1,4} +)?[*_]{0,3}(\d{1,3})[.)][*_]{0,3}\s+\S/;
const BULLET = /^ {0,1}[-*•+]\s+\S/;
const TABLE_ROW = /^[ \t]*\|.*\|/;
const TABLE_RULE = /^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*\|/;
const INDENTED = /^(?:\s{2,}|\t)\S/;

const MOST_READ = 100_000;

/**
 * Lengths of the lists in a text, in order: numbered items (a number that does not follow begins a new list), bullets of
 * the first level, rows of a table. A list has at least two items; paragraphs between numbered items do not part them.
 */
export function listLengths(text: string): number[] {
  const lists: number[] = [];
  let numbered = 0;
  let bullets = 0;
  let rows = -1;
  const end = (length: number): void => {
    if (length >= 2) lists.push(length);
  };
  for (const line of text.slice(0, MOST_READ).split("\n")) {
    const number = NUMBERED.exec(line);
    const isBullet = number === null && BULLET.test(line);
    if (number !== null) {
      const value = Number.parseInt(number[1] ?? "", 10);
      if (value !== numbered + 1) end(numbered);
      numbered = value === numbered + 1 ? value : value === 1 ? 1 : 0;
    }
    // Bullets under a numbered item describe it.
    if (isBullet && numbered === 0) bullets++;
    else if (!isBullet && line.trim() !== "" && !INDENTED.test(line)) {
      end(bullets);
      bullets = 0;
    }
    if (TABLE_RULE.test(line)) rows = 0;
    else if (rows >= 0 && TABLE_ROW.test(line)) rows++;
    else if (rows >= 0) {
      end(rows);
      rows = -1;
    }
  }
  end(numbered);
  end(bullets);
  end(rows);
  return lists;
}
