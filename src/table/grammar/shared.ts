/** Whatever of texts and codes fewer rows than this share is never kept: no value, no prefix, no form, no sequence of words. */
export const fewestShared = 10

/** Texts, and how many rows have each. */
export type TextCounts = Map<string, number>

/** The values with the rows of each, added up. */
export function tallied(pairs: Iterable<readonly [string, number]>): TextCounts {
  const values: TextCounts = new Map()
  for (const [text, count] of pairs) values.set(text, (values.get(text) ?? 0) + count)
  return values
}
