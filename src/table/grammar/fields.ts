import { alphabets, escapeLiteral, optionsText } from './pattern.js'
import type { RunClass } from './runs.js'
import { fewestShared, type TextCounts } from './shared.js'

/** Most pieces of a number's range, each of which holds at least `fewestShared` rows. */
const mostPieces = 16
/** Most digits of what is a number rather than a code. */
const numberDigits = 9
/** A choice of shared values is the whole field where others have at most so few rows; they are then left out. */
export const nearlyAll = 0.95
const mostOptions = 200

/** The least and the greatest number of a run. */
export type Bounds = readonly [number, number]

/** A run that stands in many texts. */
interface RunValues {
  readonly of: RunClass
  readonly values: TextCounts
  /** Of numbers; null where there are too few rows to tell. */
  readonly bounds: Bounds | null
  readonly isKey: boolean
}

/** The pattern of a run whose texts are these. Nothing stands in it that fewer than `fewestShared` rows have. */
export function fieldText({ of, values, bounds, isKey }: RunValues, rows: number): string {
  const choice = choiceText(values, rows)
  if (choice !== null) return choice
  if (of === 'd') return digitsText(values, rows, bounds, isKey)
  if (of === 'mixed') return placesText([...values.keys()])
  const [least, most] = lengthsOf(values, rows)
  if (of === 'w' || of === 'W' || of === 'Ww') return lettersText(of, [...values.keys()], least, most)
  return `{[${alphabetOf(values)}]:${span(least, most)}}`
}

/** The field of a run of which nearly all rows have a value that others share; null where they don't. */
export function choiceText(values: TextCounts, rows: number): string | null {
  const shared = [...values].filter(([, count]) => count >= fewestShared)
  const sharedRows = shared.reduce((sum, [, count]) => sum + count, 0)
  const [first] = shared
  if (!first || sharedRows < nearlyAll * rows || shared.length > mostOptions) return null
  if (shared.length === 1) return escapeLiteral(first[0])
  return `{${optionsText(shared.sort(([a], [b]) => (a < b ? -1 : 1)).map(([text, weight]) => ({ text, weight })))}}`
}

function span(least: number, most: number): string {
  return least === most ? String(least) : `${least}-${most}`
}

/** The least and the greatest length that so many rows reach. */
function lengthsOf(values: TextCounts, rows: number): [number, number] {
  const byLength = new Map<number, number>()
  for (const [text, count] of values) byLength.set([...text].length, (byLength.get([...text].length) ?? 0) + count)
  const lengths = [...byLength].sort(([a], [b]) => a - b)
  const enough = Math.min(fewestShared, Math.ceil(rows / 2))
  const reach = (ordered: readonly (readonly [number, number])[]): number => {
    let sum = 0
    for (const [length, count] of ordered) {
      sum += count
      if (sum >= enough) return length
    }
    return ordered.at(-1)?.[0] ?? 1
  }
  const [least, most] = [reach(lengths), reach([...lengths].reverse())]
  return [Math.min(least, most), Math.max(least, most)]
}

/** Up to so many letters are a code, more are a word. */
const codeLetters = 3

function lettersText(of: 'w' | 'W' | 'Ww', texts: readonly string[], least: number, most: number): string {
  const isLatin = texts.every((text) => /^[A-Za-z\u00c0-\u024f]+$/.test(text))
  const isCode = most <= codeLetters || (of === 'W' && least === most)
  const areWords = isLatin && (!isCode || of === 'Ww') && !areSymbols(texts)
  if (areWords) return `{${of}:${span(least, most)}}`
  const areMost = isLatin && new Set(texts.join('').toLowerCase()).size >= mostLetters && texts.every((text) => /^[A-Za-z]+$/.test(text))
  if (isLatin && of !== 'Ww' && (isCode || areMost)) return `{${of === 'w' ? 'a' : 'A'}:${span(least, most)}}`
  const values: TextCounts = new Map(texts.map((text) => [text, 1]))
  if (of !== 'Ww') return `{[${alphabetOf(values)}]:${span(least, most)}}`
  const heads: TextCounts = new Map(texts.map((text) => [[...text][0] as string, 1]))
  const tails: TextCounts = new Map(texts.map((text) => [[...text].slice(1).join(''), 1]))
  return `{[${alphabetOf(heads)}]:1}{[${alphabetOf(tails)}]:${span(least - 1, most - 1)}}`
}

/** Fewest letters that tell words from symbols: of words in any language about two in five are vowels, and there are more than a few letters. */
const fewestLetters = 200
const vowelsOfWords = [0.27, 0.65] as const
const fewSymbols = 8
/** So many letters are all of the alphabet. */
const mostLetters = 20

/** Whether letters are symbols, such as those of DNA or of a password, and make no words. */
function areSymbols(texts: readonly string[]): boolean {
  const letters = [
    ...texts
      .slice(0, 10 * fewestLetters)
      .join('')
      .toLowerCase(),
  ]
  if (letters.length < fewestLetters) return false
  const vowels = letters.filter((letter) => /[aeiouy\u00e0-\u00ff]/.test(letter)).length / letters.length
  return vowels < vowelsOfWords[0] || vowels > vowelsOfWords[1] || new Set(letters).size <= fewSymbols
}

/** The letters of all texts, as they stand in a pattern; whole blocks of them where a script has thousands. */
function alphabetOf(values: TextCounts): string {
  const chars = new Set([...values.keys()].flatMap((text) => [...text]))
  return [...chars]
    .filter((char) => char !== ']' && char !== '-')
    .sort()
    .map(escapeLiteral)
    .join('')
}

/** Digits: a number between bounds where they count something, else a code, place by place. */
function digitsText(values: TextCounts, rows: number, bounds: Bounds | null, isKey: boolean): string {
  const texts = [...values.keys()]
  const widths = texts.map((text) => text.length)
  const [least, most] = [Math.min(...minMax(widths)), Math.max(...minMax(widths))]
  const leads = texts.some((text) => text.length > 1 && text.startsWith('0'))
  if (least === most) {
    if (bounds && !isKey && most <= numberDigits && (!leads || most <= 4)) return numberText(values, rows, bounds, leads ? most : 1)
    if (bounds && isKey && rows >= fewestNarrow && isNarrow(bounds, most))
      return `{${bounds.map((bound) => String(bound).padStart(most, '0')).join('..')}}`
    const places = placesText(texts)
    const isPlain = places === `{d:${most}}` && most > 1 && !leads && texts.length >= textsWithoutZero
    return isPlain ? `{i:1${'0'.repeat(most - 1)}-${'9'.repeat(most)}}` : places
  }
  if (!bounds || leads || most > numberDigits) return `{d:${span(...lengthsOf(values, rows))}}`
  return numberText(values, rows, bounds, 1)
}

/** So many numbers of one length without a leading zero have none: by chance one in 37,000. */
const textsWithoutZero = 100
/** The digits of keys such as minutes stay below a bound: at most this share of what so few digits can write. */
const narrowShare = 0.8
/** So many numbers of the whole range span no more than that once in 2,000 times. */
const fewestNarrow = 50

function isNarrow([least, most]: Bounds, width: number): boolean {
  return width > 1 && width <= seenDigits && most - least + 1 <= narrowShare * 10 ** width
}

function minMax(values: readonly number[]): [number, number] {
  return values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [values[0] ?? 1, values[0] ?? 1])
}

/** Numbers in ascending order, and how many rows have each. */
interface Sorted {
  readonly numbers: Float64Array
  readonly counts: Float64Array
}

/** Values are put in order once, for their bounds and for their pieces. */
const sortedBefore = new WeakMap<TextCounts, Sorted>()

function sortedNumbers(values: TextCounts): Sorted {
  const known = sortedBefore.get(values)
  if (known) return known
  const numbers = Float64Array.from(values.keys(), Number)
  const counts = Float64Array.from(values.values())
  const order = ascending(numbers)
  const sorted = {
    numbers: Float64Array.from(order, (i) => numbers[i] as number),
    counts: Float64Array.from(order, (i) => counts[i] as number),
  }
  sortedBefore.set(values, sorted)
  return sorted
}

/** The places of whole numbers in ascending order, equal ones as they stand. */
function ascending(numbers: Float64Array): ArrayLike<number> {
  const n = numbers.length
  const keys = numbers.map((number, i) => number * n + i)
  // Number and place in one double sort several times as fast as places by a function.
  if (keys.every(Number.isSafeInteger)) return keys.sort().map((key) => ((key % n) + n) % n)
  return Uint32Array.from(numbers.keys()).sort((a, b) => (numbers[a] as number) - (numbers[b] as number))
}

/**
 * The bounds of a run of digits; null where there are too few rows to tell. They go on beyond what enough rows reach as far again as it is from there to
 * twice as many rows, within what was seen; of long codes, within what so many digits can say, as the least and the greatest one are somebody's.
 */
export function digitBounds(values: TextCounts, rows: number): Bounds | null {
  if (rows < 3 * fewestShared) return null
  const sorted = sortedNumbers(values)
  const at = (rank: number): number => valueAt(sorted, rank)
  const [low, high] = [at(fewestShared), at(rows - fewestShared)]
  const [least, most] = widestOf(sorted, [...values.keys()])
  return [Math.max(least, 2 * low - at(2 * fewestShared)), Math.min(most, 2 * high - at(rows - 2 * fewestShared))]
}

/** Longer numbers are codes. */
const seenDigits = 4

function widestOf({ numbers }: Sorted, texts: readonly string[]): Bounds {
  const widths = minMax(texts.map((text) => text.length))
  if (texts.some((text) => text.startsWith('-'))) {
    const most = 10 ** widths[1] - 1
    return widths[1] <= seenDigits ? [numbers[0] ?? 0, numbers.at(-1) ?? 0] : [-most, most]
  }
  if (widths[1] <= seenDigits) return [numbers[0] ?? 0, numbers.at(-1) ?? 0]
  return [texts.some((text) => text.startsWith('0')) ? 0 : 10 ** (widths[0] - 1), 10 ** widths[1] - 1]
}

/** A number in pieces of equal share. No knot is a value that somebody has alone: knots lie between neighbours. */
export function numberText(values: TextCounts, rows: number, [least, most]: Bounds, width: number): string {
  const sorted = sortedNumbers(values)
  const pieces = Math.max(1, Math.min(mostPieces, Math.floor(rows / fewestShared)))
  const inner = Array.from({ length: pieces - 1 }, (_, i) => valueAt(sorted, ((i + 1) / pieces) * rows))
  const knots = [least, ...inner.map((knot) => Math.min(most, Math.max(least, knot))), most]
  return `{${knots.map((knot) => String(knot).padStart(width, '0')).join('..')}}`
}

/** The value below which so many rows lie: one that enough rows have, or else between two neighbours. */
function valueAt({ numbers, counts }: Sorted, rank: number): number {
  let below = 0
  for (let i = 0; i < numbers.length; i++) {
    below += counts[i] as number
    if (below < rank && i + 1 < numbers.length) continue
    const value = numbers[i] as number
    return (counts[i] as number) >= fewestShared ? value : Math.floor((value + (numbers[i + 1] ?? value)) / 2)
  }
  return 0
}

/** Characters place by place, neighbours of one class together: `{d:3}`, `{x:8}`, `{[0-9A-Z]:4}`. Texts of one length only; of others, all places alike. */
function placesText(texts: readonly string[]): string {
  const width = Math.min(...minMax(texts.map((text) => text.length)))
  const same = texts.every((text) => text.length === width)
  if (!same) {
    const [least, most] = minMax(texts.map((text) => text.length))
    return `{${classText(new Set(texts.flatMap((text) => [...text])))}:${span(least, most)}}`
  }
  const places = Array.from({ length: width }, () => new Map<string, number>())
  for (const text of texts) for (let i = 0; i < width; i++) places[i]?.set(text[i] as string, (places[i]?.get(text[i] as string) ?? 0) + 1)
  const all = new Set(places.flatMap((place) => [...place.keys()]))
  const parts: { what: string; width: number }[] = []
  for (const place of places) {
    const what = placeText(place, texts.length, all)
    const last = parts.at(-1)
    if (last?.what === what && !what.startsWith('\\')) last.width++
    else parts.push({ what, width: 1 })
  }
  return parts.map(({ what, width }) => (what.startsWith('\\') ? escapeLiteral(what.slice(1)) : `{${what}:${width}}`)).join('')
}

/** Fewest texts, for each character of the class, before the absence of some characters in a place means something. */
const textsPerCharacter = 10

/** `\` and the character that all have; else the class of a place, or the few characters that stand there. */
function placeText(place: ReadonlyMap<string, number>, texts: number, all: ReadonlySet<string>): string {
  const chars = [...place.keys()]
  const [only] = chars
  if (chars.length === 1 && texts >= fewestShared) return `\\${only}`
  const ofAll = classText(all)
  const own = classText(new Set(chars))
  const wide = /^[xX]$/.test(ofAll) && own !== ofAll ? ofAll : own
  const size = alphabets[wide]?.length ?? 0
  const few =
    size > 0 && chars.length <= size / 2 && texts >= textsPerCharacter * size && [...place.values()].every((n) => n >= fewestShared)
  return few || size === 0 ? `[${chars.sort().map(escapeLiteral).join('')}]` : wide
}

/** The letter of the smallest class that holds these characters; a set of its own where there is none. */
function classText(chars: ReadonlySet<string>): string {
  const known = Object.entries(alphabets).find(([, alphabet]) => [...chars].every((char) => alphabet.includes(char)))
  if (known) return known[0]
  const has = (pattern: RegExp): boolean => [...chars].some((char) => pattern.test(char))
  const others = [...chars].filter((char) => !/[0-9a-zA-Z]/.test(char)).sort()
  return `[${has(/\d/) ? '0-9' : ''}${has(/[A-Z]/) ? 'A-Z' : ''}${has(/[a-z]/) ? 'a-z' : ''}${others.map(escapeLiteral).join('')}]`
}
