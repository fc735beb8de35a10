import { detectMeaning, isPersonal, type MeaningGuess } from '../meaning/detect.js'
import { type Guess, type GuessContext, groupedDigits, plural } from './guess.js'
import { areBigWhole, guessBigWhole } from './numbers/big-whole.js'
import { type ColumnProfile, compareTexts } from './profile.js'
import { guessMadeAnew, textShape } from './texts.js'

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
export function guessWords(cells: ColumnProfile, { name }: Pick<GuessContext, 'name'>): Guess {
  const distinct = cells.texts.length
  const mean = cells.total / Math.max(1, distinct)
  const shape = textShape(cells)
  const long = shape.words[1] > longWords || shape.letters[1] > longText
  const comesBack = mean >= repeats || (distinct <= someLevels && mean >= fewRepeats)
  const allDifferent = distinct === cells.total && distinct > fewLevels / 2
  const meaning = detectMeaning(name, cells.texts, cells.counts)
  // What says who somebody is stands for one person however often it comes back.
  const isWho = distinct > fewLevels && isPersonal(meaning?.meaning)
  const isText = isWho || (long ? mean < longRepeats && distinct > 1 : distinct > fewLevels ? !comesBack : allDifferent)
  if (isText && areBigWhole(cells)) return guessBigWhole(cells)
  if (!isText) return guessCategorical(cells, meaning)
  return guessMadeAnew(cells, meaning, long ? 'long texts' : isWho && comesBack ? 'they say who somebody is' : 'too many to be categories')
}

/** The text kind for these strings, whatever their number. */
export function guessText(cells: ColumnProfile, { name, textReason = 'declared text' }: Pick<GuessContext, 'name' | 'textReason'>): Guess {
  return guessMadeAnew(cells, detectMeaning(name, cells.texts, cells.counts), textReason)
}

/** A categorical column of all tokens there are. */
export function guessCategorical(cells: ColumnProfile, meaning: MeaningGuess | null = null): Guess {
  const distinct = cells.texts.length
  return {
    schema: { kind: 'categorical', levels: [...cells.texts].sort(compareTexts), ...(meaning ? { meaning: meaning.meaning } : {}) },
    reason: distinct === 1 ? `always ${cells.texts[0]}` : `${plural(distinct, 'level')} in ${plural(cells.total, 'cell')}`,
    warnings: [...personalWarnings(meaning), ...levelWarnings(cells)],
  }
}

function personalWarnings(meaning: MeaningGuess | null): string[] {
  if (!meaning || !isPersonal(meaning.meaning)) return []
  return [
    `looks like personal data (${meaning.reason}), yet its few values are levels, which synthetic rows will use; declare it text or id to have it made anew`,
  ]
}

function levelWarnings({ texts, counts, total }: ColumnProfile): string[] {
  const warnings: string[] = []
  const distinct = texts.length
  if (distinct > fewLevels && total / distinct < 2 * repeats) {
    const once = counts.filter((count) => count === 1).length
    warnings.push(
      `${plural(distinct, 'level')}, ${groupedDigits(once)} of them in one row only: synthetic rows will use these words; declare it text if they tell who somebody is`,
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
