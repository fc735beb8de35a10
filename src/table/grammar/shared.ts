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

/** The places of about so many of these different texts, or of all if they are no more: chosen by their characters, so that the order of rows plays no part. */
export function somePlaces(texts: readonly string[], most: number): number[] {
  const limit = texts.length <= most ? Number.POSITIVE_INFINITY : (most / texts.length) * 2 ** 32
  const places: number[] = []
  for (let i = 0; i < texts.length; i++) if (limit === Number.POSITIVE_INFINITY || hashOf(texts[i] as string) < limit) places.push(i)
  return places
}

/** @see Fowler, Noll, Vo, http://www.isthe.com/chongo/tech/comp/fnv/ (FNV-1a); its bits mixed as in MurmurHash3 */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}
