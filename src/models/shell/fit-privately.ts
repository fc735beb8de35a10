import { Ledger, type PrivacyUnit } from '../../dp/accounting/ledger.js'
import { bookRelease, checkedBook, type ReleaseBook } from '../../dp/accounting/releases.js'
import { cappedRows } from '../../dp/contribution.js'
import type { CountedTable, PrivateRows } from '../../dp/domain/coded-rows.js'
import { publicDomain } from '../../dp/domain/public-domain.js'
import { type Gate, openGate } from '../../dp/gate.js'
import { secureBits } from '../../dp/mechanisms/bits.js'
import { Private } from '../../dp/private.js'
import { FitError, OptionError, PrivacyError } from '../../errors.js'
import { createRng } from '../../random/rng.js'
import { type Column, isMissing } from '../../table/column.js'
import { sequenceKeyOf } from '../../table/inference/sequence-keys.js'
import { type ColumnSchema, type Schema, schemaColumn } from '../../table/schema.js'
import { parseShape } from '../../table/shape/parse-shape.js'
import { type DeclaredInput, Table } from '../../table/table.js'
import { conform } from '../../table/typing/conform.js'
import { version } from '../../version.js'
import { models, privateModels } from '../index.js'
import { levelsToLearn } from '../made-anew/learned-levels.js'
import { arrange } from '../markov-chain/fit/arrange.js'
import { openColumns, releaseLevels, thresholdsShare, withLevels, withSomeLevels } from '../private/open-levels.js'
import { refuseLearned } from '../private/public-only.js'
import type { FitContext, FittedModel, PrivateFit, PrivateMethod, Synthesizer } from '../synthesizer.js'
import { isMadeAnew, modelledSchema, modelledTable, withTextsAsLevels } from './layout.js'

/** What a private fit promises, and about whom. */
export interface PrivacyOptions {
  /** Nobody's odds change by more than e^epsilon ... */
  readonly epsilon: number
  /** ... except with about this probability; 1e-9 where absent. */
  readonly delta?: number
  /** The column whose values are those that are protected, a person for instance; a single row where absent. */
  readonly unit?: string
  /** Rows of one unit that are used at most: chosen by chance, or the first ones of a sequence. The noise grows with it. Needed with `unit`. */
  readonly maxRowsPerUnit?: number
  /** An epsilon above 10 protects nobody in practice, and is refused unless this is true. */
  readonly allowHighEpsilon?: boolean
  /** What was fitted to the same source before: a budget that doesn't fit in beside it is refused. Book the fit there, too (`bookRelease`). */
  readonly ledger?: ReleaseBook
  /**
   * Categorical columns may come without levels: those that many rows have are found out, for a tenth of epsilon's budget and half of delta,
   * and all others become one level, `other`.
   */
  readonly openLevels?: boolean
}

/** Opens the gate; an audit brings its own, and what comes out of it claims no privacy. */
export type GateOpener = <Data>(data: Private<Data>, ledger: Ledger, rowsPerUnit: number) => Gate<Data>

export interface PrivateJob extends Omit<FitContext, 'rng'> {
  readonly synthesizer: Synthesizer
  /** Parsed. */
  readonly options: unknown
  readonly seed: number
  readonly privacy: PrivacyOptions
}

const defaultDelta = 1e-9
const highEpsilon = 10
/** As for fits without privacy: a stream of its own. It never makes noise, which comes from the operating system alone. */
const fitStream = -1

/**
 * The model fitted with differential privacy. The schema is public knowledge; of the table nothing is used but what the gate releases. Rows
 * with a cell that the schema has no place for are left out, numbers beyond the bounds count as the bounds, and nobody is told.
 */
export async function fitPrivately(given: Table, asked: Schema, job: PrivateJob, open: GateOpener = openGate): Promise<FittedModel> {
  const schema = withFreeKeys(asked)
  const { synthesizer, privacy } = job
  const prepared = await prepare(schema, job)
  const { modelled, ledger } = prepared
  if (privacy.unit !== undefined) given.column(privacy.unit)
  const table = protectedRows(given, schema, privacy, synthesizer.unit)
  const learned = modelledTable(table, modelled, schema)
  const rowsPerUnit = privacy.maxRowsPerUnit ?? 1
  const kept = synthesizer.unit === 'sequence' ? firstRows(learned, modelled, rowsPerUnit) : learned
  const outer = open(new Private(kept), ledger, rowsPerUnit)
  const { levels, gate } = ledger.thresholds > 0 ? releaseLevels(outer, modelled, ledger.thresholds) : { levels: new Map(), gate: outer }
  return await fitThrough(gate, schema, job, { ...prepared, levels, input: given.input, claims: open === openGate })
}

/** The schema with keys that say nothing of their rows: their forms are drawn by the shares that it states. */
function withFreeKeys(schema: Schema): Schema {
  const columns = schema.columns.map((column) => (column.kind === 'id' ? { ...column, choosesForm: undefined } : column))
  return { ...schema, columns }
}

/** The same of a table that lies elsewhere, by counts of it alone. */
export async function fitPrivatelyElsewhere(
  given: CountedTable,
  engine: string,
  asked: Schema,
  job: PrivateJob,
  open: GateOpener = openGate,
): Promise<FittedModel> {
  const schema = withFreeKeys(asked)
  refuseElsewhere(schema, job)
  const prepared = await prepare(schema, job)
  const gate = open(new Private(given), prepared.ledger, job.privacy.maxRowsPerUnit ?? 1)
  const input = { format: 'engine', wellFormed: true }
  const model = await fitThrough(gate, schema, job, { ...prepared, levels: new Map(), input, claims: open === openGate })
  return { ...model, provenance: { ...model.provenance, engine } }
}

/** What only rows at hand can be protected by, or told from. */
function refuseElsewhere(schema: Schema, { synthesizer, privacy }: PrivateJob): void {
  const open = openColumns(modelledSchema(schema, [], synthesizer.unit)).map((column) => column.name)
  if (privacy.unit !== undefined) schemaColumn(schema, privacy.unit)
  if (synthesizer.unit === 'sequence') refuseDisorder(schema, synthesizer.name)
  if (privacy.openLevels && open.length > 0)
    throw new PrivacyError(
      'openLevels',
      `finds levels in rows at hand, and these lie elsewhere; give ${open.join(', ')} levels, or read them into memory`,
    )
  const related = schema.columns.filter((column) => relatedByRows(column, schema)).map((column) => column.name)
  if (related.length > 0)
    throw new PrivacyError(
      'schema',
      `says how ${related.join(', ')} hang on other columns, which only rows at hand tell; take that out, or read them into memory`,
    )
}

/** Rows elsewhere lie in no order that could be relied on. */
function refuseDisorder(schema: Schema, model: string): void {
  const order = schema.columns.find(({ role }) => role === 'order')
  if ((order?.kind === 'integer' || order?.kind === 'datetime') && !order.nullable) return
  const found = order ? `${order.name}, ${order.nullable ? 'nullable' : `of kind ${order.kind}`}` : 'none'
  throw new PrivacyError(
    'order',
    `rows that lie elsewhere are in no order but that of a column, and ${model} needs one of whole numbers or times that is never missing (got ${found}); give one the role "order", or read the rows into memory`,
  )
}

function relatedByRows(column: ColumnSchema, schema: Schema): boolean {
  const formed = column.kind === 'categorical' && column.beside !== undefined
  const scaled = 'scaleBy' in column && column.scaleBy !== undefined
  const related = schema.relations?.some((own) => own.column === column.name) ?? false
  return formed || scaled || related || (isMadeAnew(column) && levelsToLearn(column, schema).length > 1)
}

/** What is settled before anything of the rows is asked for; the release is booked. */
interface Prepared {
  readonly method: PrivateFit
  readonly modelled: Schema
  readonly ledger: Ledger
}

async function prepare(schema: Schema, { synthesizer, privacy }: PrivateJob): Promise<Prepared> {
  const method = await methodOf(synthesizer).load()
  const modelled = modelledSchema(schema, [], synthesizer.unit)
  const ledger = ledgerOf(privacy, schema, synthesizer)
  if (privacy.ledger) {
    const { unit, budget, thresholds } = ledger
    bookRelease(checkedBook(privacy.ledger, 'ledger'), { model: synthesizer.name, unit, ...budget, thresholds })
  }
  publicDomain(withoutKey(ledger.thresholds > 0 ? withSomeLevels(modelled) : modelled))
  return { method, modelled, ledger }
}

interface Behind extends Prepared {
  /** Released, by column. */
  readonly levels: ReadonlyMap<string, readonly string[]>
  readonly input: DeclaredInput | null
  /** False: the gate is under observation, and what comes out of it claims no privacy. */
  readonly claims: boolean
}

/** The model of what a gate releases. */
async function fitThrough(
  gate: Gate<PrivateRows>,
  schema: Schema,
  { synthesizer, options, seed, privacy: _, ...context }: PrivateJob,
  { method, modelled, ledger, levels, input, claims }: Behind,
): Promise<FittedModel> {
  const { state, rows, sequences } = await method.fit(gate as Gate<Table>, withLevels(modelled, levels), options, {
    ...context,
    rng: createRng(seed, fitStream),
  })
  const provenance = { rows: Math.max(1, Math.round(rows)), ...(sequences && { sequences }), seed, rowsmith: version }
  return {
    format: 'rowsmith-model',
    version: 1,
    model: synthesizer.name,
    options,
    schema: withLevels(schema, levels),
    derivations: [],
    state: checkedState(method, state),
    provenance,
    ...(claims ? { privacy: { ...ledger.toJSON(), input } } : {}),
  }
}

/** How the model is fitted privately; throws an OptionError that names others where it can't be. */
export function methodOf({ name, private: method }: Synthesizer): PrivateMethod {
  if (method) return method
  const others = [...privateModels, ...models].filter((model) => model.private).map((model) => model.name)
  throw new OptionError('privacy', `${name} can't be fitted with differential privacy; choose one of ${others.join(', ')}`)
}

/** The empty ledger of a fit. Throws a PrivacyError for privacy that is none, or that the schema makes impossible. */
export function ledgerOf(privacy: PrivacyOptions, schema: Schema, synthesizer: Synthesizer): Ledger {
  const { epsilon, delta = defaultDelta, allowHighEpsilon = false } = privacy
  refuseLearned(schema)
  const unit = unitOf(privacy, schema, synthesizer)
  const isOpen = privacy.openLevels === true && openColumns(modelledSchema(schema, [], synthesizer.unit)).length > 0
  if (epsilon > highEpsilon && !allowHighEpsilon) {
    throw new PrivacyError('epsilon', `above ${highEpsilon} protects nobody in practice (got ${epsilon}); lower it, or allow it expressly`)
  }
  if (schema.rowBound !== undefined && delta * schema.rowBound > 0.1) {
    throw new PrivacyError(
      'delta',
      `is too large for up to ${schema.rowBound} rows (got ${delta}); at most ${0.1 / schema.rowBound} keeps single rows safe`,
    )
  }
  return new Ledger({ epsilon, delta }, unit, isOpen ? thresholdsShare * delta : 0)
}

function unitOf({ unit, maxRowsPerUnit: maxRows }: PrivacyOptions, schema: Schema, { unit: drawn, name }: Synthesizer): PrivacyUnit {
  if (maxRows !== undefined && !(Number.isSafeInteger(maxRows) && maxRows > 0)) {
    throw new PrivacyError('maxRowsPerUnit', `must be a whole number above 0 (got ${maxRows})`)
  }
  if (drawn === 'sequence') return sequenceUnit(unit, maxRows, schema, name)
  if (unit === undefined && maxRows === undefined) return 'row'
  if (unit === undefined || maxRows === undefined) {
    throw new PrivacyError('unit', 'a column whose values are protected and the most rows of one value go together; give both or neither')
  }
  return { column: unit, maxRows }
}

function sequenceUnit(unit: string | undefined, maxRows: number | undefined, schema: Schema, model: string): PrivacyUnit {
  const key = sequenceKeyOf(schema)
  if (key?.kind !== 'id' || (unit ?? key.name) !== key.name) {
    const found = key ? `${key.name}, of kind ${key.kind}` : 'no key in the schema'
    throw new PrivacyError(
      'unit',
      `${model} protects whole sequences, so the unit is the key of the sequences, an id with a pattern (got ${unit ?? 'none'}; ${found})`,
    )
  }
  if (maxRows === undefined) {
    throw new PrivacyError(
      'maxRowsPerUnit',
      `${model} needs the most rows of a sequence that count; the noise grows with it, so keep it low`,
    )
  }
  return { column: key.name, maxRows, as: 'sequence' }
}

function withoutKey(schema: Schema): Schema {
  return { ...schema, columns: schema.columns.filter(({ role }) => role !== 'sequence-key') }
}

/** The rows that count, as the schema says: no more than allowed of each unit, and none without one. */
function protectedRows(given: Table, declared: Schema, { unit, maxRowsPerUnit = 1 }: PrivacyOptions, drawn: Synthesizer['unit']): Table {
  // Codes of texts mean what the schema says only once they are levels like any other: a table brings its own, in an order that rows may have set.
  const schema = withTextsAsLevels(declared)
  const table = withOwnLevels(conform(given, schema, { unseen: 'missing' }), given, schema)
  if (drawn === 'sequence') {
    const key = table.column(sequenceKeyOf(schema)?.name as string)
    return table.take([...key.values.keys()].filter((row) => !isMissing(key, row)))
  }
  return unit === undefined ? table : table.take(cappedRows(given.column(unit), maxRowsPerUnit, secureBits()))
}

/** The table with the data's own levels where the schema leaves them open: nobody sees them but the gate. */
function withOwnLevels(table: Table, given: Table, schema: Schema): Table {
  const open = new Set(openColumns(schema).map(({ name }) => name))
  const columns = table.columns.map((column) =>
    open.has(column.name) ? ({ ...given.column(column.name), kind: 'categorical' } as Column) : column,
  )
  return new Table(columns, table.rows)
}

/** The state as its description has it; what that doesn't name would be a leak. */
function checkedState({ state: shape }: PrivateFit, state: unknown): unknown {
  const parsed = parseShape(shape, state)
  if (parsed.success) return parsed.data
  throw new FitError('privacy', 'the model holds more than its description says, so it is not given out; please report this')
}

/** The first rows of each sequence, `most` at most, in their order and sequence after sequence. The key numbers the sequences. */
function firstRows(table: Table, schema: Schema, most: number): Table {
  const { table: sorted, sequence, position } = arrange(table, schema)
  const key = sequenceKeyOf(schema)?.name as string
  const numbers = { name: key, kind: 'integer', values: Float64Array.from(sequence) } as const
  const whole = new Table([...sorted.columns, numbers], table.rows).select(table.names)
  return whole.take([...position.keys()].filter((row) => position[row] < most))
}
