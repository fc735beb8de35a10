import { type Form, inferForms } from '../grammar/forms.js'
import { counterField, counterStart, counterStep, inferPattern, type KeyPattern } from '../grammar/key-pattern.js'
import { roomOfPattern } from '../grammar/room.js'
import { fewestShared } from '../grammar/shared.js'
import { detectMeaning, type MeaningGuess, saysPostcode } from '../meaning/detect.js'
import { meaningForms } from '../meaning/forms.js'
import type { Meaning } from '../meaning/meanings.js'
import { type Guess, type GuessContext, groupedDigits, plural } from './guess.js'
import { areBigWhole, guessBigWhole, rangePattern } from './numbers/big-whole.js'
import type { NumberCells } from './numbers/numbers.js'
import { type ColumnProfile, distinctOf } from './profile.js'

/**
 * When values that are all different are keys. Names count in three grades: some say key (customer_id, uuid), some say number or
 * position (no, index), which takes a running count besides, and some say that the values mean something themselves (year, age).
 *  - whole numbers: a key by name, from `fewestNamed` rows on; or a count from 0 or 1 on, from `fewestUnnamed` rows on;
 *  - strings: one pattern with digits in all, from `fewestUnnamed` rows on, or `fewestNamed` with a name that says key.
 * Values with digits after the point are measured and never keys.
 */
const keyName =
  /(^|[_\-. ])(id|ids|uuid|guid|key|pk|code|ref|reference|serial|sku|isbn|ean|account|ssn|passport|barcode|hash|token)$|^id[_\-. ]|[a-zäöüß]{4}n(umme)?r$/i
const camelKeyName = /[a-z](Id|ID|Uuid|UUID|Guid|GUID|Key)$/
const countName = /(^|[_\-. ])(no|nr|num|number|index|idx|row|rowid|row_?names?|seq|sequence|rank|order|#|unnamed: ?\d+)$|^$/i
const meaningName = /(^|[_\-. ])(year|yr|month|day|date|time|hour|week|age|step|period|quarter)s?$/i
const fewestUnnamed = 20
const fewestNamed = 3

/** Whether the name of a column says that it holds keys. */
export function saysKey(name: string): boolean {
  return keyName.test(name) || camelKeyName.test(name)
}

/** A key of whole numbers, or null. */
export function guessNumberKey(
  { values, counts, total, whole, style, digits }: NumberCells,
  { name, isOrder, kind, repeats = false }: GuessContext,
): Guess | null {
  const decorated = style.prefix !== '' || style.suffix !== '' || style.thousands !== '' || digits.most !== 0
  if (!whole || decorated || isOrder || (!repeats && values.length !== total) || counts.length === 0) return null
  const least = values[0] as number
  const step = counterStep(values)
  const runs = ((values.at(-1) as number) - least) / step + 1 === values.length
  const counter = runs && step === 1 && (least === 0 || least === 1)
  const named = saysKey(name) && total >= fewestNamed
  const unnamed = counter && total >= fewestUnnamed && !meaningName.test(name)
  const numbered = counter && countName.test(name) && total >= fewestNamed
  if (kind !== 'id' && (least < 0 || !(named || unnamed || numbered))) return null
  const different = repeats ? 'different ' : ''
  const reason = runs
    ? `${groupedDigits(values.length)} ${different}whole numbers that count from ${least} ${step === 1 ? '' : `in steps of ${step} `}without a gap`
    : `${groupedDigits(values.length)} whole numbers, ${repeats ? 'which come back' : 'all different'}, in a column named ${name}`
  return {
    schema: { kind: 'id', pattern: counterField(1, step), start: Math.max(0, counterStart(values, step, true)) },
    reason,
    warnings: [],
  }
}

/** Whole numbers from here on may be codes of which each digit counts. */
const leastCode = 1e6
/** Those with a plus and spaces are phone numbers with the code of their country, +34 612 817 373, unless they are shorter. */
const leastDialled = 1e8
const numberCodes: ReadonlySet<Meaning> = new Set<Meaning>(['card', 'ean', 'isbn', 'phone', 'postcode'])
const postcodes = /^(\d{4} \d{4}|\d{5} \d{5}|\d{6} \d{6})$/

/** Why whole numbers are codes rather than numbers: they are known by their check digit, or are phone numbers by their name or a plus and spaces; null where they aren't. */
export function numberCode(
  { values, counts, whole, style, digits }: NumberCells,
  cells: ColumnProfile,
  { name }: GuessContext,
): string | null {
  if (!whole || digits.most !== 0 || style.prefix + style.suffix !== '') return null
  const isDialled = style.plus !== undefined && style.thousands === ' ' && !cells.plain && (values[0] as number) >= leastDialled
  // Those of a country have as many digits.
  const isPostcode = postcodes.test(`${values[0]} ${values.at(-1)}`) && saysPostcode(name)
  if ((style.thousands !== '' && !isDialled) || !((values[0] as number) >= leastCode || isPostcode)) return null
  const found = isDialled
    ? detectMeaning(name, cells.texts, cells.counts)
    : detectMeaning(name, Array.from(values, String), Array.from(counts))
  return found && numberCodes.has(found.meaning) ? `whole numbers that are ${found.reason}: a code` : null
}

/** A key of strings, or null. */
export function guessTextKey(cells: ColumnProfile, { name, kind, isOrder, repeats = false }: GuessContext): Guess | null {
  if (isOrder || cells.plain || (!repeats && distinctOf(cells) !== cells.total)) return null
  const named = saysKey(name)
  const forced = kind === 'id'
  if (!forced && cells.total < (named ? fewestNamed : fewestUnnamed)) return null
  if (areBigWhole(cells)) return guessBigWhole(cells)
  const digitsInAll = cells.texts.every((text) => /\d/.test(text))
  const meaning = detectMeaning(name, cells.texts, cells.counts)
  const isTelling = meaning?.meaning === 'email' || meaning?.meaning === 'country-code' || meaning?.meaning === 'currency'
  const found = digitsInAll || named || forced || isTelling ? keyForms(cells, meaning) : null
  // Names and texts are no keys, although each may be there once.
  if ((!named || meaning?.meaning === 'postcode') && !forced && meaning && !codeMeanings.has(meaning.meaning)) return null
  const pattern: KeyForms | null = found ?? (named || forced ? commonestPattern(cells.texts) : null)
  if (!pattern) return null
  const which = repeats ? 'which come back' : 'all different'
  const many = pattern.forms ? ` and ${plural(pattern.forms.length - 1, 'other')}` : ''
  const reason = `${groupedDigits(distinctOf(cells))} values, ${which}, ${found ? 'of' : 'most often of'} one pattern${many}${meaning ? `; ${meaning.reason}` : ''}`
  return { schema: { kind: 'id', ...pattern, ...(meaning ? { meaning: meaning.meaning } : {}) }, reason, warnings: [] }
}

/** Meanings of codes, which name a thing each. */
const codeMeanings: ReadonlySet<Meaning> = new Set<Meaning>([
  ...([
    'email',
    'ipv4',
    'ipv6',
    'mac',
    'uuid',
    'phone',
    'iban',
    'card',
    'isbn',
    'ean',
    'vin',
    'ssn',
    'country-code',
    'currency',
    'path',
    'url',
    'domain',
  ] as const),
])

interface KeyForms extends KeyPattern {
  readonly forms?: Form[]
  readonly choosesForm?: true
}

/** Where each form has room for so many times as many keys as there are, rows choose their form freely. */
const freeRoom = 50

/** The forms of keys: a counter, or patterns in which nothing stands that few share; null where they have none in common. */
function keyForms({ texts, counts }: ColumnProfile, meaning: MeaningGuess | null): KeyForms | null {
  const common = inferPattern(texts)
  const simple = common && texts.length < fewestShared ? { ...common, pattern: withoutLiterals(common.pattern) } : common
  if (simple?.pattern.includes('{n:')) return simple
  const [mail] = meaning?.meaning === 'email' ? (meaningForms('email', texts, counts) ?? []) : []
  // The same name may be had by several, whose addresses differ by a number.
  if (mail) return { pattern: mail.pattern.replace('{local}', '{local}{n:1}'), start: 1 }
  // All codes of a list that there is can be different, however few they are.
  if (meaning?.meaning === 'country-code' || meaning?.meaning === 'currency')
    return { pattern: meaningForms(meaning.meaning, texts, counts)?.[0]?.pattern as string, start: 1 }
  const forms = inferForms(texts, counts, true)
  const [first] = forms ?? []
  // Keys need room: words and choices can't tell as many apart as there may be rows.
  if (!forms || !first || forms.some(({ pattern }) => roomOfPattern(pattern) < fewestRoom)) return simple
  if (forms.length === 1) return { pattern: first.pattern, start: 1 }
  const isFree = forms.every(({ pattern }) => roomOfPattern(pattern) >= freeRoom * texts.length)
  return { pattern: first.pattern, start: 1, forms, ...(isFree ? { choosesForm: true } : {}) }
}

/** The pattern with letters and digits in place of those that all keys have: too few do for these to stay. */
function withoutLiterals(pattern: string): string {
  return pattern.replace(/\{[^}]*\}|[a-z]+|[A-Z]+|\d+/g, (part) => {
    if (part.startsWith('{')) return part
    return `{${/\d/.test(part) ? 'd' : /[a-z]/.test(part) ? 'a' : 'A'}:${part.length}}`
  })
}

/** Fewest keys that a form must have room for. */
const fewestRoom = 1000

/** The pattern for keys like these: the one that they share, else that of their most frequent shape, else a counter. */
export function keyPattern(keys: readonly string[]): KeyPattern {
  if (keys.length > 0 && areBigWhole({ texts: keys, counts: [], plain: null, total: 0 })) return { pattern: rangePattern(keys), start: 1 }
  return inferPattern(keys) ?? commonestPattern(keys) ?? { pattern: '{n:1}', start: 1 }
}

/** The pattern of the most frequent shape of keys that don't all have one; a counter where there is none. */
function commonestPattern(keys: readonly string[]): KeyPattern | null {
  if (keys.some((key) => /\s/.test(key.trim()))) return null
  const groups = new Map<string, string[]>()
  for (const key of keys) {
    const shape = key
      .replace(/[a-z]+/g, 'a')
      .replace(/[A-Z]+/g, 'A')
      .replace(/\d+/g, '0')
    const group = groups.get(shape)
    if (group) group.push(key)
    else groups.set(shape, [key])
  }
  const largest = [...groups].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))[0]?.[1] ?? []
  return inferPattern(largest) ?? { pattern: '{n:1}', start: 1 }
}
