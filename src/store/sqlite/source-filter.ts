/**
 * SQL for "the source `column` is this one, or lies in this folder". A folder is named with or without its last
 * separator: `/a/b` is no part of `/a/bc`. Empty: every source.
 *
 * @param value SQL for the wanted key; used several times, so a column or a named or numbered parameter
 */
export function isUnder(column: string, value: string): string {
  const begins = `substr(${column}, 1, length(${value})) = ${value}`;
  const next = `substr(${column}, length(${value}) + 1, 1)`;
  const last = `substr(${value}, -1)`;
  return `(${value} = '' OR (${begins} AND (${next} IN ('', '/', '\\') OR ${last} IN ('/', '\\', ':'))))`;
}
