import { SchemaError } from '../../errors.js'
import { type FoundForms, findForms, infiniteForms } from '../forms/find.js'
import { infinityOf } from '../forms/form.js'
import { type FoundParts, findParts } from '../forms/parts.js'
import { saysPostcode } from '../meaning/detect.js'
import { holdsJson, type RawColumn } from '../raw.js'
import { guessBoolean, guessZeroOne } from './booleans.js'
import { declaredGuess } from './declared.js'
import { type Guess, type GuessContext, groupedDigits, plural } from './guess.js'
import { guessNumberKey, guessTextKey, numberCode, saysKey } from './ids.js'
import { byFrequency, missingAmongValues, missingAmongWords, soleWord } from './missing.js'
import { guessMeasure } from './numbers/measures.js'
import { isNumberText, readNumbers } from './numbers/numbers.js'
import { guessOrdinal } from './numbers/ordinals.js'
import { asTexts, type ColumnProfile, compareTexts, distinctOf, type Profile, profileOf, tokensInWords, withoutTexts } from './profile.js'
import { guessNumberTimes, guessTimes, nearlyTimes } from './times/times.js'
import { guessCategorical, guessText, guessWords } from './words.js'

/** What inference thinks of a column: its kind, its missing tokens and what it holds. */
export interface ColumnGuess {
  readonly guess: Guess
  /** Tokens that mean missing, the most frequent first. */
  readonly missing: readonly string[]
  /** Missing cells: those tokens, and nulls. */
  readonly missingCount: number
  /** The cells that are not missing. */
  readonly cells: ColumnProfile
  /** Where it would be a column of numbers or times without some words: how to take it apart. */
  readonly forms?: FoundForms
  /** Where each cell is several numbers: what separates them. */
  readonly parts?: FoundParts
}

/** The guess for one column: what was declared, else values (yes and no, numbers, times), else words. */
export function guessColumn(raw: RawColumn, context: GuessContext): ColumnGuess {
  const profile = profileOf(raw)
  const found = profile.infinities > 0 ? amongInfinities(raw, profile, context) : guessCells(raw, profile.cells, context)
  const forms = found.forms ?? (profile.infinities > 0 && isMeasure(found.guess) ? infiniteForms(profile.infinities) : undefined)
  return {
    guess: found.guess,
    ...(forms ? { forms } : {}),
    ...(found.parts ? { parts: found.parts } : {}),
    missing: byFrequency(found.missing, profile.cells),
    missingCount: raw.length - found.cells.total,
    cells: found.cells,
  }
}

/** The guess for numbers of which some are infinite: they are no yes and no, however few the others are. */
function amongInfinities(raw: RawColumn, { cells, infinities }: Profile, context: GuessContext): Found {
  const found = guessCells(raw, cells, context)
  if (isMeasure(found.guess) || context.kind !== undefined) return found
  if (cells.total > 0) return cells.texts.length > 0 ? found : guessCells(raw, cells, { ...context, kind: 'numeric' })
  const reason = `${plural(infinities, 'cell')}, all of them infinite`
  return { ...found, guess: { schema: { kind: 'numeric', decimals: null, min: null, max: null }, reason, warnings: [] } }
}

interface Found {
  readonly guess: Guess
  readonly missing: ReadonlySet<string>
  readonly cells: ColumnProfile
  readonly forms?: FoundForms
  readonly parts?: FoundParts
}

function isMeasure({ schema }: Guess): boolean {
  return schema.kind === 'numeric' || schema.kind === 'integer'
}

function guessCells(raw: RawColumn, all: ColumnProfile, context: GuessContext): Found {
  const missing = missingAmongValues(all.texts)
  const values = withoutTexts(all, missing)
  if (isLongDecimal(raw, values) && context.kind === undefined) return decimalGuess(raw, all, values, missing, context)
  const declared = declaredGuess(raw, values, context)
  if (declared) return { guess: declared, missing, cells: values }
  if ((context.kind && !isValueKind(context.kind)) || holdsJson(raw.declared?.type)) return asWords(raw, all, context, '')
  if (values.total > 0) {
    const guess = guessValues(values, context)
    // Typed files know nulls, so that an empty string beside yes and no is a third level.
    if (guess && 'schema' in guess && guess.schema.kind === 'boolean' && raw.declared && all.texts.includes(''))
      return asWords(raw, all, context, '')
    if (guess && !('code' in guess)) return { guess, missing, cells: values }
    const found = guess ? null : withoutSoleWord(values, context)
    if (found) return { ...found, missing: new Set([...missing, ...found.missing]) }
    const forms = guess ? null : findForms(values)
    if (forms) return { guess: guessText(values, context), missing, cells: values, forms }
    if (context.kind && context.kind !== 'boolean') throw notOfKind(values, context)
    const words = asWords(raw, all, context, guess?.code ?? '')
    const parts = context.kind === undefined && mayBeParts(words.guess, context) ? findParts(words.cells) : null
    return parts ? { ...words, parts } : words
  }
  return asWords(raw, all, context, '')
}

/** Whether texts may be several numbers each: no levels, nothing that has a meaning, unless it is a place on the globe, and no keys by their name. */
function mayBeParts({ schema }: Guess, { name, isOrder }: GuessContext): boolean {
  if ((schema.kind !== 'text' && schema.kind !== 'id') || saysKey(name) || isOrder) return false
  return schema.meaning === undefined || schema.meaning === 'coordinates'
}

/** Whether a column of decimals has some that a double would round. */
function isLongDecimal({ declared }: RawColumn, { texts }: ColumnProfile): boolean {
  return texts.length > 0 && /^decimal/.test(declared?.type ?? '')
}

/** Decimals of more digits than a double holds are levels where they come back; else they are numbers, of which the first 15 digits are modelled. */
function decimalGuess(
  raw: RawColumn,
  all: ColumnProfile,
  values: ColumnProfile,
  missing: ReadonlySet<string>,
  context: GuessContext,
): Found {
  const words = asWords(raw, all, context, '')
  if (words.guess.schema.kind === 'categorical') return words
  const numbers = readNumbers(values)
  if (!numbers || 'code' in numbers) return words
  const guess = guessMeasure({ ...numbers, whole: false })
  const warning = 'some decimals have more than 15 digits: they are drawn as numbers, whose further digits mean nothing'
  return { guess: { ...guess, warnings: [...guess.warnings, warning] }, missing, cells: values }
}

function isValueKind(kind: string): boolean {
  return kind === 'numeric' || kind === 'integer' || kind === 'datetime'
}

/** Yes and no, numbers or times; what is wrong where digits are a code; null where the tokens are something else. */
function guessValues(cells: ColumnProfile, context: GuessContext): Guess | { readonly code: string } | null {
  const { kind } = context
  const asked = (guess: Guess | null): Guess | null => (kind === undefined || guess?.schema.kind === kind ? guess : null)
  const boolean = asked(guessBoolean(cells))
  if (boolean) return boolean
  const numbers = kind === 'datetime' && !cells.plain ? null : readNumbers(cells, context.delimiter)
  if (!numbers) return asked(guessTimes(cells, context)) ?? (kind === 'datetime' ? asDigits(cells, context) : null)
  // 28013 in a column of postcodes is no 13th day of 2028.
  if ('code' in numbers) return (kind === undefined && saysPostcode(context.name) ? null : asked(guessTimes(cells, context))) ?? numbers
  if (kind === 'numeric') return guessMeasure({ ...numbers, whole: false })
  const code = kind === undefined ? numberCode(numbers, cells, context) : null
  if (code) return { code }
  return (
    asked(guessZeroOne(numbers)) ??
    asked(guessNumberTimes(numbers, context)) ??
    asked(guessNumberKey(numbers, context)) ??
    asked(guessMeasure(numbers)) ??
    null
  )
}

/** Times written as bare digits, in a column that was declared to hold times. */
function asDigits(cells: ColumnProfile, context: GuessContext): Guess | null {
  const numbers = readNumbers(cells, context.delimiter)
  return numbers && !('code' in numbers) ? guessNumberTimes(numbers, context) : null
}

/** Numbers or times once the one word among them counts as missing. */
function withoutSoleWord(cells: ColumnProfile, context: GuessContext): Found | null {
  const word = soleWord(cells)
  if (word === undefined || infinityOf(word) !== undefined) return null
  const missing = new Set([word])
  const rest = withoutTexts(cells, missing)
  const guess = guessValues(rest, context)
  if (!guess || 'code' in guess || guess.schema.kind === 'boolean') return null
  const count = cells.total - rest.total
  const warning = `'${word}' (${plural(count, 'row')}) is the only word among numbers or times: it is kept as this column's way to say that there is none`
  return { guess: { ...guess, warnings: [...guess.warnings, warning] }, missing, cells: rest }
}

/** Keys, ordered words, categories or texts. */
function asWords(raw: RawColumn, all: ColumnProfile, context: GuessContext, why: string): Found {
  const spelled = asTexts(raw, all)
  const { missing, cells, guess } = amongWords(spelled, context, raw.declared !== undefined)
  const warnings = [
    ...guess.warnings,
    ...(why !== '' ? [why] : guess.schema.kind === 'id' ? [] : mixedWarnings(cells)),
    ...foreignKeyWarnings(cells, guess, context),
  ]
  return { guess: { ...guess, warnings: context.kind ? guess.warnings : warnings }, missing, cells }
}

/** The guess for words, and which of them are missing. A file that knows nulls says by them what is missing: its `''` and `NA` are values like the others, but among keys. */
function amongWords(spelled: ColumnProfile, context: GuessContext, knowsNull: boolean): Found {
  const missing = missingAmongWords(spelled.texts)
  const cells = withoutTexts(spelled, missing)
  const guess = guessAmongWords(cells, context)
  if (!knowsNull || missing.size === 0 || guess.schema.kind === 'id') return { missing, cells, guess }
  return { missing: new Set(), cells: spelled, guess: guessAmongWords(spelled, context) }
}

function guessAmongWords(cells: ColumnProfile, context: GuessContext): Guess {
  const declared = { reason: 'declared so', warnings: [] }
  if (context.kind === 'boolean') return declaredBoolean(cells, context)
  if (context.kind === 'categorical')
    return { ...guessCategorical(cells), reason: `${plural(cells.texts.length, 'level')}, declared categorical` }
  if (context.kind === 'text') return guessText(cells, context)
  if (context.kind === 'ordinal')
    return guessOrdinal(cells) ?? { ...declared, schema: { kind: 'ordinal', levels: [...cells.texts].sort(compareTexts) } }
  if (context.kind === 'id') return guessTextKey(cells, context) ?? { ...declared, schema: { kind: 'id', pattern: '{n:1}' } }
  if (cells.total === 0)
    return { schema: { kind: 'categorical', levels: [] }, reason: 'no cell has a value', warnings: ['all cells are missing'] }
  return guessTextKey(cells, context) ?? guessOrdinal(cells) ?? guessWords(cells, context)
}

function declaredBoolean(cells: ColumnProfile, context: GuessContext): Guess {
  const guess = guessBoolean(cells)
  if (guess) return guess
  if (cells.texts.length > 2) throw notOfKind(cells, context)
  return { schema: { kind: 'boolean', levels: [...cells.texts].sort(compareTexts) }, reason: 'two words, declared boolean', warnings: [] }
}

/** Which tokens keep a column that holds numbers, or mostly times, from being one of those. */
function mixedWarnings(cells: ColumnProfile): string[] {
  const { texts, counts, total } = cells
  const warning = (others: readonly number[], what: string): string[] => {
    const otherCounts = others.map((i) => counts[i] as number)
    const found = total - otherCounts.reduce((sum, count) => sum + count, 0)
    const shown = tokensInWords(
      others.map((i) => texts[i] as string),
      otherCounts,
    )
    return [
      `${groupedDigits(found)} of ${groupedDigits(total)} cells are ${what}, but not ${shown}; name those in "missing" if they mean that there is none`,
    ]
  }
  const noNumbers = texts.flatMap((text, i) => (isNumberText(text) ? [] : [i]))
  if (noNumbers.length > 0 && noNumbers.length < texts.length) return warning(noNumbers, 'numbers')
  const times = nearlyTimes(cells)
  return times ? warning(times.others, `times written as ${times.format}`) : []
}

/** How many distinct values make a column with a key's name look like the key of another table. */
const manyKeys = 200

function foreignKeyWarnings(cells: ColumnProfile, guess: Guess, { name }: GuessContext): string[] {
  if (!saysKey(name) || guess.schema.kind === 'id' || distinctOf(cells) < manyKeys) return []
  return [
    `looks like a key that comes back in several rows (${groupedDigits(distinctOf(cells))} different values); it is modelled as it stands`,
  ]
}

function notOfKind(cells: ColumnProfile, { name, kind, delimiter }: GuessContext): SchemaError {
  const wrong = cells.texts.flatMap((text, i) => {
    const one: ColumnProfile = { texts: [text], counts: [1], plain: null, total: 1 }
    return guessValues(one, { name, kind, delimiter }) ? [] : [i]
  })
  const shown = tokensInWords(
    wrong.map((i) => cells.texts[i] as string),
    wrong.map((i) => cells.counts[i] as number),
  )
  return new SchemaError(
    name,
    `is declared ${kind} but holds other cells (got ${shown || 'no common format'}); declare another kind or name them in "missing"`,
  )
}
