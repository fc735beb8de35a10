import { SchemaError } from '../../errors.js'
import { mix, permuteIndex } from '../../random/permutation.js'

/** Alphabets of the fields of a key pattern (see `id` in `table/schema.ts`). */
const alphabets: Readonly<Record<string, string>> = {
  d: '0123456789',
  a: 'abcdefghijklmnopqrstuvwxyz',
  A: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  x: '0123456789abcdef',
  X: '0123456789ABCDEF',
}

type Part = { readonly literal: string } | { readonly counter: number } | { readonly alphabet: string; readonly width: number }

/** Makes the value of unit number `index`, always the same one. Of keys, different indices give different ones. */
export type KeyMaker = (index: number) => string

/** A maker of keys of this pattern. Random fields hold a seeded shuffle of the index, so no key is looked up, copied or made twice. */
export function createKeyMaker(pattern: string, start: number, seed: number): KeyMaker {
  const parts = parsePattern(pattern)
  if (parts.some((part) => 'counter' in part)) return (index) => parts.map((part) => writePart(part, index + start, () => 0)).join('')
  const size = roomOf(parts)
  const shuffled = Math.min(size, 2 ** 52)
  return (index) => {
    const round = Math.floor(index / shuffled)
    let rest = permuteIndex(index % shuffled, shuffled, seed)
    let room = shuffled
    let beyond = 0
    const nextDigit = (radix: number): number => {
      if (room <= 1) return mix(index, seed, 4 + beyond++) % radix
      const digit = rest % radix
      rest = Math.floor(rest / radix)
      room /= radix
      return digit
    }
    // Fields are filled from the right, so that the shuffled index always finds room in the last ones.
    const key = parts
      .slice()
      .reverse()
      .map((part) => writePart(part, index, nextDigit))
      .reverse()
      .join('')
    return round === 0 ? key : `${key}${round}`
  }
}

/** How many different keys there are; infinite beyond what numbers hold. */
function roomOf(parts: readonly Part[]): number {
  let room = 1
  for (const part of parts) if ('alphabet' in part) for (let i = 0; i < part.width; i++) room *= part.alphabet.length
  return room
}

function writePart(part: Part, index: number, nextDigit: (radix: number) => number): string {
  if ('literal' in part) return part.literal
  if ('counter' in part) return String(index).padStart(part.counter, '0')
  let text = ''
  for (let i = 0; i < part.width; i++) text = part.alphabet[nextDigit(part.alphabet.length)] + text
  return text
}

function parsePattern(pattern: string): Part[] {
  const parts: Part[] = []
  let end = 0
  for (const match of pattern.matchAll(/\{([ndaAxX]):(\d{1,2})\}/g)) {
    if (match.index > end) parts.push({ literal: pattern.slice(end, match.index) })
    const [field, kind, width] = match as unknown as [string, string, string]
    parts.push(kind === 'n' ? { counter: Number(width) } : { alphabet: alphabets[kind] as string, width: Number(width) })
    end = match.index + field.length
  }
  if (end < pattern.length) parts.push({ literal: pattern.slice(end) })
  if (parts.every((part) => 'literal' in part)) {
    throw new SchemaError(
      'pattern',
      `'${pattern}' has no field that can tell keys apart; add one such as {n:6} (counter), {d:8} (digits) or {x:8} (hexadecimal)`,
    )
  }
  return parts
}

const onsets = [
  'b',
  'br',
  'd',
  'dr',
  'f',
  'fl',
  'g',
  'gr',
  'h',
  'k',
  'kl',
  'l',
  'm',
  'n',
  'p',
  'pl',
  'r',
  's',
  'sh',
  'st',
  't',
  'tr',
  'v',
  'w',
  'z',
]
const vowels = ['a', 'e', 'i', 'o', 'u', 'ai', 'ea', 'ou']
const codas = ['', '', '', 'l', 'm', 'n', 'r', 's', 't', 'nd', 'rk']

/** Makes the text of unit number `index`: as many words as the real texts have (least, median, most), none of them from the data. */
export function createTextMaker([least, median, most]: readonly [number, number, number], seed: number, column: number): KeyMaker {
  return (index) => {
    let draws = 0
    const below = (n: number): number => mix(index, seed, column * 65536 + draws++) % n
    const pick = (from: readonly string[]): string => from[below(from.length)] as string
    const words = below(2) === 0 ? least + below(median - least + 1) : median + below(most - median + 1)
    const made = Array.from({ length: Math.max(1, words) }, () => {
      const syllables = 1 + below(3)
      return Array.from({ length: syllables }, () => pick(onsets) + pick(vowels)).join('') + pick(codas)
    })
    const text = made.join(' ')
    return text[0]?.toUpperCase() + text.slice(1)
  }
}
