import { type Guess, groupedDigits } from '../guess.js'
import { type ColumnProfile, distinctOf } from '../profile.js'

/** How many leading digits of the least and the greatest number a pattern tells. */
const toldDigits = 2
/** The bounds of whole numbers of typed files, beyond which none is made if none was seen. */
const typeBounds = [
  [-(2n ** 63n), 2n ** 63n - 1n],
  [0n, 2n ** 64n - 1n],
] as const

/** Whether the tokens are whole numbers of which some can't be held by a double: ids of 64 bits. */
export function areBigWhole({ texts }: ColumnProfile): boolean {
  return texts.every((text) => /^(0|-?[1-9]\d{0,38})$/.test(text)) && texts.some((text) => !Number.isSafeInteger(Number(text)))
}

/** Keys that are new whole numbers of the size of these. */
export function guessBigWhole(cells: ColumnProfile): Guess {
  const pattern = rangePattern(cells.texts)
  const different = distinctOf(cells) === cells.total ? 'all different' : 'too many to be categories'
  return {
    schema: { kind: 'id', pattern },
    reason: `${groupedDigits(distinctOf(cells))} whole numbers beyond 9,007,199,254,740,991, ${different}`,
    warnings: [],
  }
}

/** The pattern of whole numbers between the least and the greatest of these, both told by their first digits alone. */
export function rangePattern(texts: readonly string[]): string {
  const first = BigInt(texts[0] as string)
  let [least, most] = [first, first]
  for (const text of texts) {
    const value = BigInt(text)
    if (value < least) least = value
    if (value > most) most = value
  }
  const [start, end] = [least < 0n ? -outermost(-least) : innermost(least), most < 0n ? -innermost(-most) : outermost(most)]
  const type = typeBounds.find(([low, high]) => least >= low && most <= high)
  if (!type) return `{i:${start}-${end}}`
  return `{i:${start < type[0] ? type[0] : start}-${end > type[1] ? type[1] : end}}`
}

/** The least number with the leading digits of this one, none of which is negative. */
function innermost(value: bigint): bigint {
  return (value / unitOf(value)) * unitOf(value)
}

/** The greatest number with these leading digits. */
function outermost(value: bigint): bigint {
  return innermost(value) + unitOf(value) - 1n
}

function unitOf(value: bigint): bigint {
  return 10n ** BigInt(Math.max(0, String(value).length - toldDigits))
}
