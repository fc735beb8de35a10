import { letterTest } from '../grammar/letters.js'
import { type ColumnProfile, withoutTexts } from './profile.js'

/**
 * Which tokens mean "missing" where no schema says so:
 *  - blank cells: always;
 *  - `NA N/A n/a #N/A NaN nan <NA> NaT null NULL ?` and the like (`unknownTokens`), also between blanks, in just this spelling (Nan
 *    and Null are names): always, but for `NA` in a column whose other tokens all are two capital letters (Namibia, a league),
 *    where it is a level like the others;
 *  - `- -- .`: unless other tokens of a column of words are signs too (blood groups + and -);
 *  - `none None NONE nil` and the date `0000-00-00`: only if what remains are numbers, times or yes and no; among words, none is a level.
 * Nothing else, above all not N. In a column of numbers one more word may stand for "no number"; see `soleWord`.
 */
const unknownTokens = new Set(['NA', 'na', 'N/A', 'n/a', '#N/A', 'NaN', 'nan', 'NAN', '<NA>', 'NaT', 'null', 'NULL', '?', '#NULL!', '\\N'])
const dashes = new Set(['-', '--', '.', '\u2013', '\u2014'])
const nones = new Set(['none', 'None', 'NONE', 'nil', 'NIL'])

/** Longest token that may be missing, blanks included; spares longer ones the look-up. */
const longest = 12

const saysSomething = letterTest(/[\p{L}\p{N}]/u)
const isWord = letterTest(/^[\p{L} ./-]+$/u)
// Nearly all tokens begin with a letter, a digit or a sign of ASCII.
const isBlank = (text: string): boolean => !(text.charCodeAt(0) > 32 && text.charCodeAt(0) < 128) && text.trim() === ''
const isUnknown = (text: string): boolean => text.length <= longest && unknownTokens.has(text.trim())
const isDash = (text: string): boolean => text.length <= longest && dashes.has(text.trim())
const isNone = (text: string): boolean => text.length <= longest && nones.has(text.trim())
const isZeroDate = (text: string): boolean => text.startsWith('0000-00-00') && /^0000-00-00([T ]00:00:00(\.0+)?)?$/.test(text)

/** Tokens that would be missing in a column of numbers, times or yes and no. */
export function missingAmongValues(texts: readonly string[]): Set<string> {
  return new Set(texts.filter((text) => isBlank(text) || isUnknown(text) || isDash(text) || isNone(text) || isZeroDate(text)))
}

/** Tokens that are missing in a column of words, codes or texts. */
export function missingAmongWords(texts: readonly string[]): Set<string> {
  const others = texts.filter((text) => !isBlank(text) && !isUnknown(text) && !isDash(text))
  const dashIsMissing = others.every(saysSomething)
  const naIsLevel = others.length >= 3 && others.every((text) => /^[A-Z]{2}$/.test(text))
  return new Set(
    texts.filter((text) => isBlank(text) || (isUnknown(text) && !(naIsLevel && text === 'NA')) || (isDash(text) && dashIsMissing)),
  )
}

/** The missing tokens of a column, the most frequent first: that one is written for a missing cell. */
export function byFrequency(missing: ReadonlySet<string>, { texts, counts }: ColumnProfile): string[] {
  if (missing.size === 0) return []
  const found = texts.flatMap((text, i) => (missing.has(text) ? [{ text, count: counts[i] as number }] : []))
  return found.sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)).map(({ text }) => text)
}

/** How many distinct numbers must be around it before a word among numbers counts as missing rather than as a level. */
const fewestNumbers = 20

/** The one word (letters only) among tokens with digits: `N`, `unknown`. Undefined where there are several or few numbers. */
export function soleWord(cells: ColumnProfile): string | undefined {
  const first = cells.texts.findIndex((text) => !/\d/.test(text))
  const word = cells.texts[first]
  const isSole = !cells.texts.some((text, i) => i > first && !/\d/.test(text))
  if (word === undefined || !isSole || !isWord(word)) return undefined
  const rest = withoutTexts(cells, new Set([word]))
  return rest.texts.length + (rest.plain?.values.length ?? 0) > fewestNumbers ? word : undefined
}
