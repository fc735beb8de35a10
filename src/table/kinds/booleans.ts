import type { Guess } from './guess.js'
import { groupedDigits } from './guess.js'
import type { NumberCells } from './numbers/numbers.js'
import type { ColumnProfile } from './profile.js'

/** Words for false and true, in any case. */
const pairs: readonly (readonly [string, string])[] = [
  ['false', 'true'],
  ['no', 'yes'],
  ['n', 'y'],
  ['f', 't'],
  ['off', 'on'],
]

/** A boolean column, where the tokens are the two words of one pair; of true and false, one alone will do. */
export function guessBoolean({ texts, counts, plain }: ColumnProfile): Guess | null {
  if (plain || texts.length === 0 || texts.length > 2) return null
  const [a = '', b] = texts
  for (const [no, yes] of pairs) {
    const isYes = (text: string): boolean => text.trim().toLowerCase() === yes
    const isNo = (text: string): boolean => text.trim().toLowerCase() === no
    if (!texts.every((text) => isYes(text) || isNo(text))) continue
    if (b === undefined && no !== 'false') return null
    const levels = b === undefined ? withPartner(a, isYes(a)) : isYes(a) ? [b, a] : [a, b]
    if (isYes(levels[0] as string) || isNo(levels[1] as string)) return null
    const shares = texts.map((text, i) => `${text} (${groupedDigits(counts[i] as number)})`).sort()
    return { schema: { kind: 'boolean', levels }, reason: `only the words ${shares.join(' and ')}`, warnings: [] }
  }
  return null
}

function withPartner(text: string, isTrue: boolean): [string, string] {
  const partner = isTrue ? 'false' : 'true'
  const written = text === text.toUpperCase() ? partner.toUpperCase() : /^[A-Z]/.test(text) ? capitalised(partner) : partner
  return isTrue ? [written, text] : [text, written]
}

function capitalised(word: string): string {
  return (word[0] as string).toUpperCase() + word.slice(1)
}

/** A boolean column, where the numbers are 0 and 1, both there and each written in one way. */
export function guessZeroOne({ values, counts, style, digits }: NumberCells): Guess | null {
  const plain = style.prefix === '' && style.suffix === '' && style.point === '.'
  if (values.length !== 2 || values[0] !== 0 || values[1] !== 1 || !plain || digits.most === null || digits.least !== digits.most)
    return null
  const levels = [(0).toFixed(digits.most), (1).toFixed(digits.most)]
  return {
    schema: { kind: 'boolean', levels },
    reason: `only ${levels[0]} (${groupedDigits(counts[0] as number)}) and ${levels[1]} (${groupedDigits(counts[1] as number)})`,
    warnings: [],
  }
}
