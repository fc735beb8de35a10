import { counted, type Guess } from './guess.js'
import { type Cells, distinctOf } from './profile.js'

/** How many leading digits of the least and the greatest number a pattern tells. */
const toldDigits = 2
/** The greatest whole numbers of typed files, beyond which none is made if none was seen. */
const typeBounds = [2n ** 63n - 1n, 2n ** 64n - 1n] as const

/** Whether the tokens are whole numbers of which some can't be held by a double: ids of 64 bits. */
export function areBigWhole({ texts }: Cells): boolean {
  return texts.every((text) => /^(0|[1-9]\d{0,38})$/.test(text)) && texts.some((text) => !Number.isSafeInteger(Number(text)))
}

/** Keys that are new whole numbers of the size of these. */
export function guessBigWhole(cells: Cells): Guess {
  const pattern = rangePattern(cells.texts)
  const different = distinctOf(cells) === cells.total ? 'all different' : 'too many to be categories'
  return {
    schema: { kind: 'id', pattern },
    reason: `${counted(distinctOf(cells))} whole numbers beyond 9,007,199,254,740,991, ${different}`,
    warnings: [],
  }
}

/** The pattern of whole numbers between the least and the greatest of these, both told by their first digits alone. */
export function rangePattern(texts: readonly string[]): string {
  let [least, most] = [BigInt(texts[0] as string), 0n]
  for (const text of texts) {
    const value = BigInt(text)
    if (value < least) least = value
    if (value > most) most = value
  }
  const down = unitOf(least)
  const up = unitOf(most)
  const end = (most / up + 1n) * up - 1n
  const bound = typeBounds.find((bound) => most <= bound)
  return `{i:${(least / down) * down}-${bound !== undefined && end > bound ? bound : end}}`
}

function unitOf(value: bigint): bigint {
  return 10n ** BigInt(Math.max(0, String(value).length - toldDigits))
}
