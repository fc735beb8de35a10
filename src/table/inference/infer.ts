import { SchemaError } from '../../errors.js'
import { isNumberKind, type Kind } from '../column.js'
import { type FoundParts, splitParts } from '../forms/parts.js'
import { splitColumn } from '../forms/split.js'
import { type ColumnGuess, guessColumn } from '../kinds/column.js'
import { type Guess, type GuessContext, groupedDigits } from '../kinds/guess.js'
import { profileOf } from '../kinds/profile.js'
import { numberMeaning } from '../meaning/detect.js'
import { detectLocale, namedMeanings } from '../meaning/locale.js'
import type { RawColumn, RawTable } from '../raw.js'
import { type ColumnSchema, type Dialect, newColumn, newSchema, type Roles, type Schema } from '../schema.js'
import { decode } from '../typing/decode.js'
import { type ColumnFinding, columnFinding } from './findings.js'
import { sharedGaps } from './missing-patterns.js'
import { withSeveralNames } from './several-names.js'
import { schemaSummary } from './summary.js'
import { withTies } from './ties.js'
import { recurringKeyNote, recurringKeyOf, timeSeriesNote } from './time-series.js'

export interface InferOptions {
  /** How the text file was written: part of the schema, and semicolons go with decimal commas. */
  readonly dialect?: Dialect
  /** Kinds that are known, by column. */
  readonly overrides?: Readonly<Record<string, Kind>>
  /** What some columns are for. */
  readonly roles?: Roles
  /** Language and country of names made anew; told by the letters of the names where absent. */
  readonly locale?: string
}

/** What the columns of a table are, why, and what is odd about them. */
export interface Inference {
  readonly schema: Schema
  /** One per column, in order. */
  readonly findings: readonly ColumnFinding[]
  /** What concerns several columns, one sentence each. */
  readonly notes: readonly string[]
  /** What becomes of the columns, and which guesses are worth a look: a few sentences for the table. */
  readonly summary: readonly string[]
}

/** The schema of a raw table, with what was found on the way. The order of the rows doesn't matter. */
export function inferSchema(given: RawTable, { dialect, overrides = {}, roles = {}, locale }: InferOptions = {}): Inference {
  checkNames(given, [...Object.keys(overrides), ...(roles.target ?? []), ...[roles.key, roles.order].filter((name) => name !== undefined)])
  const contextOf = ({ name }: RawColumn): GuessContext => ({
    name,
    delimiter: dialect?.delimiter,
    kind: overrides[name],
    isOrder: name === roles.order,
  })
  const { raw, columns: apart } = withFormColumns(given, contextOf, roles.key)
  const guesses = withSeveralNames(withWholePeople(withDateOrder(apart, contextOf), apart, contextOf), raw.columns)
  const keyed = guesses.map((guess, i) => asKey(guess, raw.columns[i] as RawColumn, contextOf, roles.key))
  // A key of rows has no gaps: what has some, as a coupon, is an id like any other column.
  const isRowKey = ({ name }: RawColumn, i: number): boolean =>
    keyed[i]?.guess.schema.kind === 'id' && keyed[i].missingCount === 0 && name !== roles.order
  const firstKey = roles.key ?? raw.columns.find(isRowKey)?.name
  const columns = raw.columns.map((column, i) =>
    columnOf(column, keyed[i] as ColumnGuess, roleOf(column.name, keyed[i] as ColumnGuess, roles, firstKey)),
  )
  const plain = newSchema(columns, dialect)
  const schema = { ...withTies(raw, plain, keyed), ...localeOf(locale, raw, plain) }
  return {
    schema,
    // Worked out only where somebody looks: a fit has no use for them.
    get findings() {
      return columns.map((column, i) => columnFinding(column, keyed[i] as ColumnGuess, raw.rows))
    },
    get notes() {
      return notesOf(raw, schema, keyed)
    },
    get summary() {
      return [...schemaSummary(schema), ...codesLine(columns, keyed)]
    },
  }
}

function checkNames(raw: RawTable, names: readonly string[]): void {
  const known = new Set(raw.columns.map((column) => column.name))
  for (const name of names) {
    if (!known.has(name)) throw new SchemaError(name, `no such column; the table has ${[...known].join(', ')}`)
  }
  const twice = known.size < raw.columns.length && raw.columns.find(({ name }) => !known.delete(name))
  if (twice) throw new SchemaError('schema', `two columns are named ${twice.name}; give each a name of its own`)
}

interface Guessed {
  readonly column: RawColumn
  readonly guess: ColumnGuess
}

/** The guesses for all columns, each column of values with words among them as two, and one of several numbers in each cell as so many. */
function withFormColumns(
  raw: RawTable,
  contextOf: (column: RawColumn) => GuessContext,
  key: string | undefined,
): { readonly raw: RawTable; readonly columns: readonly Guessed[] } {
  const names = new Set(raw.columns.map(({ name }) => name))
  const columns = raw.columns.flatMap((column): Guessed[] => {
    const guess = guessColumn(column, contextOf(column))
    if (guess.parts) return partGuesses(column, guess, guess.parts, names) ?? [{ column, guess }]
    if (!guess.forms) return [{ column, guess }]
    let name = `${column.name}_form`
    while (names.has(name)) name += '_'
    const [values, forms] = splitColumn(column, name, guess.forms.read, new Set(guess.missing))
    const alone = guessColumn(values, contextOf(values))
    // What is left without infinities may look like yes and no, or be nothing.
    const own = isNumberKind(alone.guess.schema.kind) ? alone : { ...alone, guess: guess.guess }
    // Ids and codes are told by their pattern, and made anew as a whole.
    if (column.name === key || !isNumberKind(own.guess.schema.kind)) return [{ column, guess: { ...guess, forms: undefined } }]
    names.add(name)
    const beside = guess.forms.words > 0 ? `${groupedDigits(guess.forms.words)} cells are words` : 'something stands beside them'
    const reason = `${own.guess.reason}; ${beside}, see ${name}`
    return [
      { column: values, guess: { ...own, guess: { ...own.guess, reason } } },
      { column: forms, guess: formGuess(forms, column.name, guess.forms.forms, digitsByForm(values, forms, own.guess.schema)) },
    ]
  })
  return { raw: { rows: raw.rows, columns: columns.map(({ column }) => column) }, columns }
}

/** The guesses for the numbers of a column that has several in each cell; null where some of them are none. */
function partGuesses(column: RawColumn, { missing }: ColumnGuess, { between, count }: FoundParts, taken: Set<string>): Guessed[] | null {
  const names = Array.from({ length: count - 1 }, (_, k) => {
    let name = `${column.name}_${k + 2}`
    while (taken.has(name)) name += '_'
    return name
  })
  const betweens = names.map(() => between)
  const guessed = splitParts(column, names, betweens, new Set(missing)).map((part, k): Guessed | null => {
    const isWhole = part.tokens.every((token) => !token.includes('.'))
    const { guess, ...rest } = guessColumn(part, { name: part.name, kind: isWhole ? 'integer' : 'numeric' })
    const { schema } = guess
    if (schema.kind !== 'integer' && schema.kind !== 'numeric') return null
    const reason = `${guess.reason}; number ${k + 1} of ${count} in each cell, with '${between}' between them`
    const own = { ...guess, reason, mayBeCodes: false, schema: k === 0 ? schema : { ...schema, beside: column.name, between } }
    return { column: part, guess: { ...rest, missing, guess: own } }
  })
  if (guessed.some((part) => part === null)) return null
  for (const name of names) taken.add(name)
  return guessed as Guessed[]
}

/** Of how many rows of a form all numbers have so many digits. */
const fewestOfForm = 10

/** How many digits after the point the numbers of each form have, where all have as many. */
function digitsByForm(values: RawColumn, forms: RawColumn, schema: ColumnGuess['guess']['schema']): Map<string, number | null> {
  const digits = new Map<string, number | null>()
  const rows = new Map<string, number>()
  if (schema.kind !== 'numeric') return digits
  const { point = '.' } = schema
  const ofToken = values.tokens.map((token) => (token.includes(point) ? token.length - 1 - token.lastIndexOf(point) : 0))
  for (let row = 0; row < forms.length; row++) {
    const form = forms.tokens[forms.codes?.[row] ?? -1]
    const own = ofToken[values.codes?.[row] ?? -1] ?? (Number.isFinite(values.numbers?.[row]) ? values.decimals?.[row] : undefined)
    if (form === undefined || own === undefined) continue
    digits.set(form, digits.has(form) && digits.get(form) !== own ? null : own)
    rows.set(form, (rows.get(form) ?? 0) + 1)
  }
  for (const [form, count] of rows) if (count < fewestOfForm) digits.set(form, null)
  return digits
}

/** What the forms of a column's cells are. */
function formGuess(forms: RawColumn, beside: string, levels: readonly string[], digits: ReadonlyMap<string, number | null>): ColumnGuess {
  const { cells } = profileOf(forms)
  const reason = `how ${beside} is written: ${levels.slice(0, 4).join(', ')}${levels.length > 4 ? ' ...' : ''}`
  const used = levels.filter((level) => cells.texts.includes(level))
  const own = used.map((form) => digits.get(form) ?? null)
  const isFixed = own.some((count) => count !== null && count > 0)
  const guess: Guess = { schema: { kind: 'categorical', levels: used, beside, ...(isFixed ? { digits: own } : {}) }, reason, warnings: [] }
  return { guess, missing: [], missingCount: forms.length - cells.total, cells }
}

/** The guesses with dates that could be read two ways read as the other dates of the table are. */
function withDateOrder(columns: readonly Guessed[], contextOf: (column: RawColumn) => GuessContext): ColumnGuess[] {
  const guesses = columns.map(({ guess }) => guess)
  if (!guesses.some(({ guess }) => guess.ambiguousDate)) return guesses
  const orders = new Set(guesses.flatMap(({ guess }) => (guess.ambiguousDate ? [] : leadingPart(guess.schema))))
  const [dayFirst] = orders
  if (orders.size !== 1) return guesses
  return guesses.map((guess, i) => {
    const { column } = columns[i] as Guessed
    return guess.guess.ambiguousDate ? guessColumn(column, { ...contextOf(column), dayFirst }) : guess
  })
}

const ofPeople: ReadonlySet<string> = new Set(['first-name', 'last-name', 'full-name', 'email'])

/** The guesses with names that are few enough to be levels made anew, too, where other names or addresses of the same people are: a row is of one person. */
function withWholePeople(
  guesses: readonly ColumnGuess[],
  columns: readonly Guessed[],
  contextOf: (column: RawColumn) => GuessContext,
): ColumnGuess[] {
  const meaningOf = ({ guess: { schema } }: ColumnGuess): string => ('meaning' in schema ? (schema.meaning ?? '') : '')
  const isAnew = (guess: ColumnGuess): boolean => ['text', 'id'].includes(guess.guess.schema.kind) && ofPeople.has(meaningOf(guess))
  if (!guesses.some(isAnew)) return [...guesses]
  return guesses.map((guess, i) => {
    const { column } = columns[i] as Guessed
    const context = contextOf(column)
    const isLevels = guess.guess.schema.kind === 'categorical' && context.kind === undefined
    if (!isLevels || meaningOf(guess) === 'email' || !ofPeople.has(meaningOf(guess))) return guess
    return guessColumn(column, { ...context, kind: 'text', textReason: 'of people whose other names are made anew' })
  })
}

/** Whether a date written in digits puts the day before the month; nothing where it has another form. */
function leadingPart(schema: ColumnGuess['guess']['schema']): boolean[] {
  if (schema.kind !== 'datetime') return []
  const match = /^%-?([dm])[/.-]%-?[dm][/.-]%[Yy]/.exec(schema.format)
  return match ? [match[1] === 'd'] : []
}

/** The guess for the column that was named as key: an id, whether its values are all different or tie rows together. */
function asKey(
  guess: ColumnGuess,
  column: RawColumn,
  contextOf: (column: RawColumn) => GuessContext,
  key: string | undefined,
): ColumnGuess {
  if (column.name !== key || guess.guess.schema.kind === 'id') return guess
  return guessColumn(column, { ...contextOf(column), kind: 'id', repeats: !allDifferent(guess) })
}

function allDifferent({ cells }: ColumnGuess): boolean {
  return cells.counts.every((count) => count === 1) && (cells.plain?.counts.every((count) => count === 1) ?? true)
}

function roleOf(name: string, guess: ColumnGuess, roles: Roles, firstKey: string | undefined): ColumnSchema['role'] {
  if (roles.target?.includes(name)) return 'target'
  if (name === roles.order) return 'order'
  if (name !== firstKey) return 'feature'
  return allDifferent(guess) ? 'key' : 'sequence-key'
}

function columnOf(raw: RawColumn, { guess, missing, missingCount }: ColumnGuess, role: ColumnSchema['role']): ColumnSchema {
  return newColumn({
    name: raw.name,
    role,
    nullable: missingCount > 0,
    missing,
    ...(raw.declared ? { storage: raw.declared.type } : {}),
    ...(raw.path ? { path: raw.path } : {}),
    note: guess.reason,
    ...guess.schema,
    ...placeOnGlobe(raw.name, guess.schema),
  })
}

/** The meaning of numbers that are latitudes or longitudes. */
function placeOnGlobe(name: string, schema: ColumnGuess['guess']['schema']): Pick<ColumnSchema, 'meaning'> {
  const meaning = schema.kind === 'numeric' ? numberMeaning(name, schema.min ?? null, schema.max ?? null) : null
  return meaning ? { meaning } : {}
}

/** What ties rows to each other: times in the order in which they came, or a key that recurs. */
function seriesNotes(raw: RawTable, schema: Schema): string[] {
  const part = { ...schema, dependencies: [] }
  const table = decode(raw, part)
  const series = timeSeriesNote(table, part)
  const recurring = recurringKeyOf(table, part)
  return [...(series === undefined ? [] : [series]), ...(recurring === undefined ? [] : [recurringKeyNote(recurring)])]
}

/** The locale of names, where there are columns of them. */
function localeOf(given: string | undefined, raw: RawTable, { columns }: Schema): Pick<Schema, 'locale'> {
  if (given !== undefined) return { locale: given }
  const named = raw.columns.filter((_, i) => namedMeanings.has((columns[i] as ColumnSchema).meaning ?? 'list'))
  return named.length === 0 ? {} : { locale: detectLocale(named.flatMap(({ tokens }) => tokens.slice(0, namesLooked))) }
}

const namesLooked = 1000

/** The one line for whole numbers that may be codes, ready to be used. */
function codesLine(columns: readonly ColumnSchema[], guesses: readonly ColumnGuess[]): string[] {
  const names = columns.flatMap(({ name }, i) => (guesses[i]?.guess.mayBeCodes ? [name] : []))
  if (names.length === 0) return []
  const quoted = names.join(',')
  return [
    `few whole numbers, taken as numbers; where they are codes, say so: --categorical ${/[^\w,.-]/.test(quoted) ? `'${quoted}'` : quoted}`,
  ]
}

function notesOf(raw: RawTable, schema: Schema, guesses: readonly ColumnGuess[]): string[] {
  const constant = schema.columns.filter((_, i) => {
    const { cells } = guesses[i] as ColumnGuess
    return cells.total > 0 && cells.texts.length + (cells.plain?.values.length ?? 0) === 1
  })
  const empty = schema.columns.filter((_, i) => guesses[i]?.cells.total === 0)
  const list = (columns: readonly ColumnSchema[]): string => columns.map((column) => column.name).join(', ')
  return [
    ...(raw.rows === 0 ? ['the table has no rows'] : []),
    ...(constant.length > 0 && raw.rows > 1 ? [`always the same value: ${list(constant)}`] : []),
    ...(empty.length > 0 && raw.rows > 0 ? [`no value in any row: ${list(empty)}`] : []),
    ...seriesNotes(raw, schema),
    ...sharedGaps(raw, schema).map(({ columns, rows }) => `missing in the same ${groupedDigits(rows)} rows: ${columns.join(', ')}`),
  ]
}
