import { SchemaError } from '../../errors.js'
import { type CheckName, checkNames } from './check-digits.js'

/** What a pattern makes up in the likeness of the world: see `models/fakes`. */
const fakeNames = ['first', 'last', 'local', 'company', 'job', 'street', 'city', 'region', 'country'] as const
export type FakeName = (typeof fakeNames)[number]
/** How a word is written: `word`, `Word` or `WORD`; `as-is` for fakes in the spelling of their locale. */
export type LetterCase = 'lower' | 'capital' | 'upper' | 'as-is'

export interface Option {
  readonly text: string
  readonly weight: number
}

/** One part of a pattern. Widths are in characters. */
export type PatternField =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'counter'; readonly width: number; readonly step: number }
  | { readonly kind: 'characters'; readonly alphabet: readonly string[]; readonly least: number; readonly most: number }
  | { readonly kind: 'word'; readonly letterCase: LetterCase; readonly least: number; readonly most: number }
  /** Between neighbouring knots lies the same share of the values; written with leading zeros to `width`. */
  | { readonly kind: 'number'; readonly knots: readonly number[]; readonly width: number }
  /** A whole number of any length, from the least to the greatest. */
  | { readonly kind: 'whole'; readonly least: bigint; readonly most: bigint }
  | { readonly kind: 'choice'; readonly options: readonly Option[] }
  /** So many different options, in a row. */
  | { readonly kind: 'list'; readonly count: number; readonly separator: string; readonly options: readonly Option[] }
  | { readonly kind: 'check'; readonly check: CheckName; readonly width: number }
  /** Names of the same number are those of one entity of the row. */
  | { readonly kind: 'fake'; readonly fake: FakeName; readonly nth: number; readonly letterCase: LetterCase }

const digits = '0123456789'
const small = 'abcdefghijklmnopqrstuvwxyz'
const capitals = small.toUpperCase()

/** Alphabets with a letter of their own in patterns. */
export const alphabets: Readonly<Record<string, string>> = {
  d: digits,
  a: small,
  A: capitals,
  x: `${digits}abcdef`,
  X: `${digits}ABCDEF`,
}

const wordCases: Readonly<Record<string, LetterCase>> = { w: 'lower', Ww: 'capital', W: 'upper' }

/**
 * The parts of a pattern. Literal text stands for itself; a brace holds
 *  - `{n:7}` a counter padded with zeros, `{n:7+5}` one in steps of 5; `{d:4}` digits, `{a:3}` a-z, `{A:3}` A-Z, `{x:8}` and `{X:8}` hexadecimal, `{[abc0-9]:2}` of these
 *    characters; `{d:2-5}` between two and five of them;
 *  - `{w:3-9}`, `{Ww:3-9}`, `{W:3-9}` a made-up word: small, Capitalised, CAPITALS;
 *  - `{0..18..255}` a whole number, each piece as likely as the others, `{001..366}` one with leading zeros,
 *    `{i:10000-99999}` one of any length;
 *  - `{A*3|B}` one of several texts by weight; `{list 2 "; " A*3|B|C}` so many different ones;
 *  - `{luhn}`, `{ean}`, `{isbn10}`, `{mod97}`, `{iban}`, `{vin}` check characters that fit the rest;
 *  - `{first}`, `{last}`, `{local}` (of an address of mail), `{company}`, `{job}`, `{street}`, `{city}`, `{region}`, `{country}`; in capitals
 *    `{LAST}`, in small letters `{last:lower}`, `{street2}` another street of the same row.
 * A backslash takes the meaning from a brace, a bar, a star or a backslash. What is none of these is text.
 */
export function parsePattern(pattern: string): PatternField[] {
  const fields: PatternField[] = []
  let text = ''
  let at = 0
  const flush = (): void => {
    if (text !== '') fields.push({ kind: 'literal', text })
    text = ''
  }
  while (at < pattern.length) {
    const char = pattern[at] as string
    if (char === '\\' && isSpecial(pattern[at + 1])) {
      text += pattern[at + 1]
      at += 2
      continue
    }
    const end = char === '{' ? closing(pattern, at) : -1
    const field = end < 0 ? null : parseField(pattern.slice(at + 1, end))
    if (field) {
      flush()
      fields.push(field)
      at = end + 1
    } else {
      text += char
      at++
    }
  }
  flush()
  return fields
}

function isSpecial(char: string | undefined): boolean {
  return char !== undefined && '{}|*\\'.includes(char)
}

/** Where the brace that opens at `from` closes; -1 where it doesn't. */
function closing(pattern: string, from: number): number {
  for (let i = from + 1; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++
    else if (pattern[i] === '}') return i
  }
  return -1
}

function parseField(body: string): PatternField | null {
  const choice = splitAt(body, '|')
  const list = /^list (\d{1,3}) "(.*?)" (.*)$/s.exec(body)
  if (list) {
    const [, count, separator, options] = list as unknown as [string, string, string, string]
    return { kind: 'list', count: Number(count), separator: unescaped(separator), options: splitAt(options, '|').map(parseOption) }
  }
  if (choice.length > 1) return { kind: 'choice', options: choice.map(parseOption) }
  const fake = parseFake(body)
  if (fake) return fake
  const check = checkNames.find((name) => name === body)
  if (check) return { kind: 'check', check, width: check === 'mod97' || check === 'iban' ? 2 : 1 }
  if (/^-?\d+(\.\.-?\d+)+$/.test(body)) return parseNumber(body)
  const whole = /^i:(-?\d{1,40})-(-?\d{1,40})$/.exec(body)
  if (whole) return { kind: 'whole', least: BigInt(whole[1] as string), most: BigInt(whole[2] as string) }
  const sized = /^(n|d|a|A|x|X|w|Ww|W|\[.+\]):(\d{1,4})(?:[-+](\d{1,4}))?$/s.exec(body)
  return sized && parseSized(sized as unknown as [string, string, string, string | undefined])
}

function parseSized([, what, from, to]: readonly [string, string, string, string | undefined]): PatternField | null {
  const [least, most] = [Number(from), Number(to ?? from)]
  if (what === 'n') return { kind: 'counter', width: least, step: Number(to ?? 1) }
  if (most < least) return null
  const letterCase = wordCases[what]
  if (letterCase) return { kind: 'word', letterCase, least, most }
  const alphabet = what.startsWith('[') ? charactersOf(unescaped(what.slice(1, -1))) : [...(alphabets[what] as string)]
  return { kind: 'characters', alphabet, least, most }
}

function parseFake(body: string): PatternField | null {
  const [, name = '', nth, letters] = /^([a-z]+)([2-9]?)(?::(.*))?$/is.exec(body) ?? []
  const fake = fakeNames.find((fake) => fake === name.toLowerCase())
  if (!fake || (name !== fake && name !== fake.toUpperCase()) || (letters !== undefined && letters !== 'lower')) return null
  return { kind: 'fake', fake, nth: Number(nth || 1), letterCase: letters === 'lower' ? 'lower' : name === fake ? 'as-is' : 'upper' }
}

function parseNumber(body: string): PatternField {
  const texts = body.split('..')
  const knots = texts.map(Number)
  if (knots.some((knot, i) => i > 0 && knot < (knots[i - 1] as number)) || !knots.every(Number.isSafeInteger)) {
    throw new SchemaError('pattern', `{${body}} must rise from the least number to the greatest`)
  }
  const [first = ''] = texts
  const padded = /^0\d/.test(first) || (first === '00'.slice(0, first.length) && first.length > 1)
  return { kind: 'number', knots, width: padded ? first.length : 1 }
}

function parseOption(text: string): Option {
  const weighted = /^(.*[^\\]|)\*(\d+(?:\.\d+)?)$/s.exec(text)
  return weighted ? { text: unescaped(weighted[1] as string), weight: Number(weighted[2]) } : { text: unescaped(text), weight: 1 }
}

/** The text cut at each such character that no backslash precedes. */
function splitAt(text: string, separator: string): string[] {
  const parts = ['']
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') parts[parts.length - 1] += text.slice(i, ++i + 1)
    else if (text[i] === separator) parts.push('')
    else parts[parts.length - 1] += text[i] as string
  }
  return parts
}

function unescaped(text: string): string {
  return text.replace(/\\([{}|*\\])/g, '$1')
}

/** Text that stands for itself in a pattern. */
export function escapeLiteral(text: string): string {
  return text.replace(/[{}|*\\]/g, '\\$&')
}

/** `a-f0-9` as its characters. */
function charactersOf(body: string): string[] {
  const chars = [...body]
  const found: string[] = []
  for (let i = 0; i < chars.length; i++) {
    const [from, to] = [chars[i] as string, chars[i + 2]]
    if (chars[i + 1] === '-' && to !== undefined) {
      for (let code = from.codePointAt(0) as number; code <= (to.codePointAt(0) as number); code++) found.push(String.fromCodePoint(code))
      i += 2
    } else found.push(from)
  }
  return found
}

/** Options as they stand in a pattern, weights in whole numbers. */
export function optionsText(options: readonly Option[]): string {
  return options.map(({ text, weight }) => `${escapeLiteral(text)}${weight === 1 ? '' : `*${weight}`}`).join('|')
}
