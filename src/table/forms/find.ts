import { letterTest } from '../grammar/letters.js'
import { isNumberText, readNumbers } from '../kinds/numbers/numbers.js'
import { type ColumnProfile, withoutTexts } from '../kinds/profile.js'
import { guessTimes, nearlyTimes } from '../kinds/times/times.js'
import { isIsoCode } from '../meaning/iso.js'
import { type FormedCell, infinityOf, plainForm } from './form.js'

/** What a column of values holds besides them. */
export interface FoundForms {
  /** The forms, the value alone first if it occurs, then by how often they do. */
  readonly forms: readonly string[]
  readonly read: (text: string) => FormedCell | null
  /** Cells that are a word and no value. */
  readonly words: number
}

/**
 * When words among numbers or times are levels of their own beside them: at most 30 % of the cells and 30 different ones, none longer than 40
 * characters, and enough different values that these are no codes. What stands around a number, such as a unit or a star, is a form if it comes
 * with at least three different numbers; around a number with another beside it that is plain, or known as a unit, a currency or a magnitude.
 */
const mostWords = 0.3
const mostDifferent = 30
const longestWord = 40
const fewestValues = 12
const fewestDecimals = 5
const fewestInForm = 3

/** The forms of a column that is no column of numbers or times as it stands; null where it is one of words. */
export function findForms(cells: ColumnProfile): FoundForms | null {
  return amongNumbers(cells) ?? aroundNumbers(cells) ?? amongTimes(cells)
}

/** Infinities among the numbers of a typed file. */
export function infiniteForms(count: number): FoundForms {
  return { forms: [plainForm, 'inf', '-inf'], read: (text) => ({ form: plainForm, value: text }), words: count }
}

/** Numbers of one style, and words. */
function amongNumbers(cells: ColumnProfile): FoundForms | null {
  return foundAmong(
    cells,
    cells.texts.filter((text) => !isNumberText(text)),
    (rest) => {
      const numbers = readNumbers(rest)
      return numbers !== null && !('code' in numbers) && isManyValued(numbers.values, numbers.whole)
    },
  )
}

function amongTimes(cells: ColumnProfile): FoundForms | null {
  const times = cells.plain ? null : nearlyTimes(cells)
  if (!times) return null
  return foundAmong(
    cells,
    times.others.map((i) => cells.texts[i] as string),
    (rest) => rest.texts.length > fewestValues && guessTimes(rest, { name: '' }) !== null,
  )
}

/** These words beside plain values, if the rest are such. */
function foundAmong(cells: ColumnProfile, words: readonly string[], areValues: (rest: ColumnProfile) => boolean): FoundForms | null {
  if (words.length === 0 || words.length > mostDifferent) return null
  const counts = countsOf(cells, words)
  const total = counts.reduce((sum, [, count]) => sum + count, 0)
  // Infinities are numbers, however many they are.
  const infinite = counts.reduce((sum, [word, count]) => (infinityOf(word) === undefined ? sum : sum + count), 0)
  if (!isFew(words, total - infinite, cells.total - infinite)) return null
  if (!areValues(withoutTexts(cells, new Set(words)))) return null
  const known = new Set(words)
  const read = (text: string): FormedCell => (known.has(text) ? { form: text, value: null } : { form: plainForm, value: text })
  return { forms: [plainForm, ...byCount(counts)], read, words: total }
}

function isFew(words: readonly string[], count: number, total: number): boolean {
  return (
    words.length <= mostDifferent &&
    count <= mostWords * total &&
    words.every((word) => word.length <= longestWord && !word.includes(plainForm))
  )
}

function isManyValued(values: Float64Array, whole: boolean): boolean {
  return values.length > (whole ? fewestValues : fewestDecimals)
}

function countsOf({ texts, counts }: ColumnProfile, wanted: readonly string[]): [string, number][] {
  const known = new Set(wanted)
  return texts.flatMap((text, i): [string, number][] => (known.has(text) ? [[text, counts[i] as number]] : []))
}

function byCount(counts: Iterable<readonly [string, number]>): string[] {
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([text]) => text)
}

const aroundNumber = /^([^\d]*?)([-+\u2212]?(?:\d[\d.,'_\u00a0\u202f]*\d|\d|\.\d+)(?:[eE][+-]?\d+)?)([^\d]*|\s?\[\d{1,2}\])$/
const signBefore = /^(?:[$€£¥₹₽₩₪₺฿₫₴]|US\$|[ACHNS]\$|R\$|Rs\.?|kr\.?|[A-Z]{3}(?=\s))\s?$/
const knownAfter = letterTest(
  /^\s?([$€£¥₹₽₩₪₺฿₫₴]|[A-Z]{3}|[kKMBG]|bn|mn|mio|%|‰|°[CF]?|\p{Ll}{1,3}|[kKMGT]B|k?Wh?|[mk]?Hz|\p{L}{1,3}\/\p{L}{1,3})$|^\s\p{L}{1,10}\.?$/u,
)
/** A currency, or three capitals and a blank: those of INV1001 begin a code. */
const knownBefore = (before: string): boolean => signBefore.test(before) || isIsoCode('currency', before)
const symbols = letterTest(/^[^\p{L}\p{N}]{1,3}$/u)
/** What points to a footnote. */
const note = letterTest(/^\s?(?:[*†‡§¶^]{1,3}|[([](?:\p{L}|\d{1,2})[)\]])$/u)
const about = /^(about|approx\.?|ca\.?|circa|c\.)\s?$/i
const looseAfter = letterTest(/^\s?\p{L}{1,10}\.?$/u)

interface Around {
  readonly before: string
  readonly number: string
  readonly after: string
}

/** Numbers with units, signs or stars around them that differ, and words. */
function aroundNumbers(cells: ColumnProfile): FoundForms | null {
  const apart: (Around | null)[] = []
  let sureWords = 0
  for (const text of cells.texts) {
    const match = aroundNumber.exec(text)
    const part = match && { before: match[1] as string, number: match[2] as string, after: match[3] as string }
    if (!(part && isAround(part, true, true)) && ++sureWords > mostDifferent) return null
    apart.push(part)
  }
  const plainCells =
    (cells.plain?.counts.reduce((sum, count) => sum + count, 0) ?? 0) +
    sumWhere(cells, (i) => apart[i]?.before === '' && apart[i]?.after === '')
  const mostlyPlain = plainCells >= cells.total / 2
  const somePlain = plainCells >= cells.total / 10
  const groups = new Map<string, { numbers: Set<string>; count: number; isAround: boolean }>()
  apart.forEach((part, i) => {
    if (!part) return
    const form = part.before + plainForm + part.after
    const group = groups.get(form) ?? {
      numbers: new Set(),
      count: 0,
      isAround: isAround(part, mostlyPlain, somePlain),
    }
    group.numbers.add(part.number)
    group.count += cells.counts[i] as number
    groups.set(form, group)
  })
  const isForm = (form: string): boolean => {
    const group = groups.get(form)
    return form === plainForm || (group?.isAround === true && group.numbers.size >= fewestInForm)
  }
  const read = (text: string): FormedCell => {
    const match = aroundNumber.exec(text)
    const form = match ? `${match[1]}${plainForm}${match[3]}` : ''
    return match && isForm(form) ? { form, value: match[2] as string } : { form: text, value: null }
  }
  const words = cells.texts.filter((text) => read(text).value === null)
  const forms = [...groups].filter(([form]) => isForm(form)).map(([form, { count }]) => [form, count] as const)
  const count = countsOf(cells, words).reduce((sum, [, n]) => sum + n, 0)
  if (forms.length === 0 || !isFew(words, count, cells.total) || !areNumbers(cells, read)) return null
  const named = [...forms, ...countsOf(cells, words)].filter(([form]) => form !== plainForm)
  return { forms: [...(plainCells > 0 ? [plainForm] : []), ...byCount(named)], read, words: count }
}

function sumWhere({ counts }: ColumnProfile, holds: (i: number) => boolean): number {
  return counts.reduce((sum, count, i) => (holds(i) ? sum + count : sum), 0)
}

function isAround({ before, after }: Around, mostlyPlain: boolean, somePlain: boolean): boolean {
  if (somePlain && before === '' && note(after)) return true
  const isBefore = before === '' || knownBefore(before) || (mostlyPlain && (symbols(before) || about.test(before)))
  const isAfter = after === '' || knownAfter(after) || (mostlyPlain && (symbols(after) || looseAfter(after)))
  return isBefore && isAfter
}

/** Whether what is left without words and units are numbers of one style. */
function areNumbers(cells: ColumnProfile, read: (text: string) => FormedCell): boolean {
  const counts = new Map<string, number>()
  cells.texts.forEach((text, i) => {
    const { value } = read(text)
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + (cells.counts[i] as number))
  })
  const inner = [...counts.values()]
  const total = inner.reduce((sum, count) => sum + count, cells.plain?.counts.reduce((sum, count) => sum + count, 0) ?? 0)
  const numbers = readNumbers({ texts: [...counts.keys()], counts: inner, plain: cells.plain, total })
  return numbers !== null && !('code' in numbers) && isManyValued(numbers.values, numbers.whole)
}
