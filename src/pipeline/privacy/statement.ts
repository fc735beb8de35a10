import { recordProblems } from '../../dp/accounting/check-record.js'
import type { LedgerRecord, PrivacyUnit } from '../../dp/accounting/ledger.js'
import { approximately, readRational } from '../../dp/accounting/rational.js'
import { PrivacyError } from '../../errors.js'
import { findModel } from '../../models/index.js'
import { levelsRelease } from '../../models/private/open-levels.js'
import type { FittedModel } from '../../models/synthesizer.js'
import { type ColumnSchema, type Dialect, isModelled, levelsOf, type Schema } from '../../table/schema.js'
import type { DeclaredInput } from '../../table/table.js'

/** What may be told to anybody about a private fit. Made of its ledger and of public knowledge alone. Plain JSON. */
export interface PrivacyStatement {
  readonly format: 'rowsmith-privacy-statement'
  readonly version: 1
  readonly model: string
  readonly title: string
  readonly rowsmith: string
  /** In words: who is protected, and which tables are told apart by it. */
  readonly unit: string
  readonly neighbours: string
  /** In words: from where on the promise holds, that is, which inputs differ by one unit. */
  readonly input: string
  readonly epsilon: number
  readonly delta: number
  /** Budget and what was spent of it, in zCDP. */
  readonly rho: number
  readonly spent: number
  /** What was spent, as epsilon at this delta. */
  readonly epsilonSpent: number
  readonly meaning: string
  readonly releases: readonly StatedRelease[]
  readonly assumedPublic: readonly (readonly [string, string])[]
  readonly noise: string
  readonly notCovered: readonly string[]
  /** The command that tests the mechanism again. */
  readonly audit: string
}

interface StatedRelease {
  readonly name: string
  readonly mechanism: string
  readonly size: number
  /** L2 for the Gaussian, of a score for the exponential mechanism; of one privacy unit. */
  readonly sensitivity: number
  /** Standard deviation of the noise, or epsilon of the choice. */
  readonly scale: number
  readonly rho: number
  /** The probability that a threshold fails. */
  readonly delta?: number
}

/** The statement about a model. Throws a PrivacyError where it was fitted without a budget, or where its ledger doesn't add up. */
export function privacyStatement({ model, options, schema, provenance, privacy }: FittedModel, where = 'model'): PrivacyStatement {
  if (!privacy) {
    throw new PrivacyError(where, `was fitted without differential privacy, so that nothing can be promised; fit it again with --epsilon`)
  }
  const problems = recordProblems(privacy)
  if (problems.length > 0) throw new PrivacyError(where, `has a ledger that does not add up (${problems.join('; ')}); do not trust it`)
  const { neighbours, epsilon, delta, rho, spent, epsilonSpent, expenses } = privacy
  return {
    format: 'rowsmith-privacy-statement',
    version: 1,
    model,
    title: findModel(model).title,
    rowsmith: provenance.rowsmith,
    unit: unitInWords(privacy.unit),
    neighbours,
    input: inputInWords(privacy.input ?? null),
    epsilon,
    delta,
    rho: approximately(readRational(rho)),
    spent: approximately(readRational(spent)),
    epsilonSpent,
    meaning: `Except with a probability of about ${delta}, nobody who sees the model, or any number of rows drawn from it, learns enough about whether any one unit was in the data to change the odds of it by more than a factor of e^${epsilon}.`,
    releases: expenses.map(stated),
    assumedPublic: assumptions(schema, options, privacy),
    noise: 'exact discrete Gaussian noise and exact exponential mechanism on whole numbers, from the generator of the operating system',
    notCovered: [
      'what the schema says, if it was taken from the data: levels, bounds, formats, and the dialect of the file',
      'other releases from the same source; they add up (rowsmith fit --ledger)',
      'who chose the model or its options after having seen the data',
      'how long the fit took, how large the file is, and who may read it',
      ...(privacy.unit === 'row' ? ['people with more than one row in the data'] : []),
    ],
    audit: `rowsmith privacy audit --model ${model} --epsilon ${epsilon} --delta ${delta}`,
  }
}

function stated({ name, mechanism, size, sensitivity, parameter, rho, delta }: LedgerRecord['expenses'][number]): StatedRelease {
  const isGaussian = mechanism !== 'exponential'
  const [moved, width] = [approximately(readRational(sensitivity)), approximately(readRational(parameter))]
  return {
    name,
    mechanism,
    size,
    sensitivity: isGaussian ? Math.sqrt(moved) : moved,
    scale: isGaussian ? Math.sqrt(width) : width,
    rho: approximately(readRational(rho)),
    ...(delta === undefined ? {} : { delta }),
  }
}

/** From where on the promise holds. */
function inputInWords(input: DeclaredInput | null): string {
  if (!input) return 'from the typed table on that a program handed over; how that was read from a file or a database is not covered'
  if (input.format === 'rows') return 'from the row objects on that a program handed over, whatever they hold'
  if (input.format === 'engine')
    return 'from the rows of the table on that an engine counted; a record is one of them, and what a view or a query makes of several is not covered'
  const { format } = input
  if (input.wellFormed) return `from the bytes of a well-formed ${format} on; for damaged ones nothing is promised`
  return `from the bytes of the file on (${format}), whatever is in them; a record is one line`
}

/** The dialect by which a file was read, as its schema has it. */
function dialectInWords({ encoding, delimiter, quote = '"', header, newline, multiline }: Dialect): string {
  const lines = newline === '\r' ? 'carriage return' : 'line feed'
  const quoted = quote === '' ? 'no quotes' : `quote ${quote}${multiline ? ', over several lines' : ''}`
  return `${encoding}, delimiter ${delimiter === '\t' ? 'tab' : delimiter}, ${quoted}, ${header ? 'a header' : 'no header'}, lines end with a ${lines}`
}

function unitInWords(unit: PrivacyUnit): string {
  if (unit === 'row') return 'a single row'
  if ('as' in unit) return `a whole sequence: all rows that share a value of ${unit.column}, of which the first ${unit.maxRows} were used`
  return `all rows that share a value of ${unit.column}, of which ${unit.maxRows} at most were used, drawn by chance`
}

/** Name and value: everything that the fit was told besides the rows. */
function assumptions(schema: Schema, options: unknown, { unit, expenses, input }: LedgerRecord): [string, string][] {
  const released = new Set(expenses.filter(({ delta }) => delta !== undefined).map(({ name }) => name))
  return [
    ['options', JSON.stringify(options)],
    ...(schema.dialect && input ? [['dialect', dialectInWords(schema.dialect)] as [string, string]] : []),
    ['most rows', schema.rowBound === undefined ? 'not declared' : schema.rowBound.toLocaleString('en')],
    ...(unit !== 'row' ? [['rows per unit', `${unit.maxRows} at most`] as [string, string]] : []),
    ...schema.columns.map((column): [string, string] => [
      `column ${column.name}`,
      released.has(levelsRelease(column.name))
        ? `${column.kind}, levels found with noise${column.nullable ? ', may be missing' : ''}`
        : domainInWords(column),
    ]),
  ]
}

function domainInWords(column: ColumnSchema): string {
  if (!isModelled(column)) return `${column.kind}, made anew${column.nullable ? ', may be missing' : ''}`
  const gaps = column.nullable ? ', may be missing' : ''
  if (!('min' in column)) return `${column.kind}, ${levelsOf(column).length.toLocaleString('en')} levels${gaps}`
  return `${column.kind}, ${column.min} .. ${column.max}${'decimals' in column ? `, ${column.decimals ?? 'any'} decimals` : ''}${gaps}`
}
