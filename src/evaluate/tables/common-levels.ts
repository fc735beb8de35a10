import type { CodeColumn } from '../../table/column.js'

/**
 * The commonest levels of a column, at most so many and none with a lesser share of the rows, and for each code its place among them; all
 * others share the place after the last.
 */
export function commonLevels(
  { values, levels }: CodeColumn,
  most: number,
  leastShare = 0,
): { readonly codes: readonly number[]; readonly placeOf: Int32Array } {
  const counts = new Int32Array(levels.length)
  for (let row = 0; row < values.length; row++) {
    const code = values[row] as number
    if (code >= 0) counts[code] = (counts[code] as number) + 1
  }
  const codes = [...counts.keys()]
    .filter((code) => (counts[code] as number) > 0 && (counts[code] as number) >= leastShare * values.length)
    .sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b)
    .slice(0, most)
  const placeOf = new Int32Array(levels.length).fill(codes.length)
  for (const [place, code] of codes.entries()) placeOf[code] = place
  return { codes, placeOf }
}
