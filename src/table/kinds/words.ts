import { areBigWhole, guessBigWhole } from './big-whole.js'
import { counted, type Guess, plural } from './guess.js'
import { type Cells, compareTexts } from './profile.js'

/**
 * When strings are categories and when they are free text, which is never copied. Categories are levels that come back: few
 * (`fewLevels`), or each `repeats` times on average, or up to `someLevels` of them `fewRepeats` times. Strings of many words or
 * letters are text unless they come back often.
 */
const fewLevels = 20
const someLevels = 50
const repeats = 5
const fewRepeats = 2
const longWords = 8
const longText = 60
const longRepeats = 20

/** A categorical or a text column. */
export function guessWords(cells: Cells): Guess {
  const distinct = cells.texts.length
  const mean = cells.total / Math.max(1, distinct)
  const shape = textShape(cells)
  const long = shape.words[1] > longWords || shape.letters > longText
  const comesBack = mean >= repeats || (distinct <= someLevels && mean >= fewRepeats)
  const allDifferent = distinct === cells.total && distinct > fewLevels / 2
  const isText = long ? mean < longRepeats && distinct > 1 : distinct > fewLevels ? !comesBack : allDifferent
  if (isText && areBigWhole(cells)) return guessBigWhole(cells)
  if (isText) {
    return {
      schema: { kind: 'text', words: shape.words },
      reason: `${counted(distinct)} different strings in ${plural(cells.total, 'cell')}: ${long ? 'long texts' : 'too many to be categories'}`,
      warnings: [],
    }
  }
  return guessCategorical(cells)
}

/** A categorical column of all tokens there are. */
export function guessCategorical(cells: Cells): Guess {
  const distinct = cells.texts.length
  return {
    schema: { kind: 'categorical', levels: [...cells.texts].sort(compareTexts) },
    reason: distinct === 1 ? `always ${cells.texts[0]}` : `${plural(distinct, 'level')} in ${plural(cells.total, 'cell')}`,
    warnings: levelWarnings(cells),
  }
}

/** The text kind for these strings, whatever their number. */
export function guessText(cells: Cells): Guess {
  const { words } = textShape(cells)
  return { schema: { kind: 'text', words }, reason: `${plural(cells.texts.length, 'different string')}`, warnings: [] }
}

function levelWarnings({ texts, counts, total }: Cells): string[] {
  const warnings: string[] = []
  const distinct = texts.length
  if (distinct > fewLevels && total / distinct < 2 * repeats) {
    const once = counts.filter((count) => count === 1).length
    warnings.push(
      `${plural(distinct, 'level')}, ${counted(once)} of them in one row only: synthetic rows will use these words; declare it text if they tell who somebody is`,
    )
  }
  const folded = new Map<string, string[]>()
  for (const text of texts) {
    const key = text.trim().toLowerCase().replace(/\s+/g, ' ')
    folded.set(key, [...(folded.get(key) ?? []), text])
  }
  const variants = [...folded.values()]
    .filter((group) => group.length > 1)
    .map((group) =>
      group
        .sort()
        .map((text) => `'${text}'`)
        .join(' and '),
    )
  if (variants.length > 0) warnings.push(`levels that differ only in case or blanks: ${variants.sort().slice(0, 3).join('; ')}`)
  const none = texts.find((text) => /^(none|nil)$/i.test(text.trim()))
  if (none !== undefined) warnings.push(`'${none}' is a level like the others; name it in "missing" if it means that nothing is known`)
  return warnings
}

/** Words per text (least, median, most) and the median number of letters. */
function textShape({ texts, counts, total }: Cells): { words: [number, number, number]; letters: number } {
  const words = texts.map(wordCount)
  const letters = texts.map((text) => text.length)
  const middle = (values: readonly number[]): number => weightedMedian(values, counts, total)
  const [least, most] = words.reduce(([low, high], n) => [Math.min(low, n), Math.max(high, n)], [words[0] ?? 1, words[0] ?? 1])
  return { words: [least, middle(words), most], letters: middle(letters) }
}

function wordCount(text: string): number {
  let words = 0
  let inWord = false
  for (let i = 0; i < text.length; i++) {
    const isLetter = text.charCodeAt(i) > 32
    if (isLetter && !inWord) words++
    inWord = isLetter
  }
  return Math.max(1, words)
}

/** The lower median of small whole numbers that occur so many times. */
function weightedMedian(values: readonly number[], counts: readonly number[], total: number): number {
  const byValue = new Map<number, number>()
  for (const [i, value] of values.entries()) byValue.set(value, (byValue.get(value) ?? 0) + (counts[i] as number))
  let below = 0
  for (const value of [...byValue.keys()].sort((a, b) => a - b)) {
    below += byValue.get(value) as number
    if (below * 2 >= total) return value
  }
  return 1
}
