import { learnedValues, mostValues, type Statistics, type ValueCounts } from '../../encode/statistics.js'
import { FitError, OptionError } from '../../errors.js'
import { createRng } from '../../random/rng.js'
import { learnWordChain } from '../../table/grammar/word-chain.js'
import { withIdKeys } from '../../table/inference/sequence-keys.js'
import { type ColumnSchema, isModelled, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { version } from '../../version.js'
import { calendarWeights } from '../calendar-weights.js'
import { repeatedAmong } from '../grids.js'
import { defaultModel, loadModel } from '../loaded.js'
import { formsToLearn, lengthsOf, levelsToLearn } from '../made-anew/learned-levels.js'
import { observedRelations } from '../relations/encode.js'
import type { Derivation, FittedModel, Source, Synthesizer } from '../synthesizer.js'
import { optionsForConditions } from './condition-on.js'
import { dependencyOrder, derivationOf } from './derive.js'
import { type FitOptions, fitModel, fitStream, parseModelOptions } from './fit.js'
import { isMadeAnew, modelledSchema } from './layout.js'

/** A table that lies elsewhere. */
export interface RowsElsewhere {
  /** What counts its rows: name and version. */
  readonly engine: string
  readonly rows: number
  /**
   * Statistics of the columns that the schema names. `rest` has the level that stands for every value of a column made anew that is not among the
   * schema's levels.
   */
  statistics(schema: Schema, rest?: ReadonlyMap<string, string>): Statistics
  /** All rows of as many keys, drawn by chance, as have about so many rows in all. */
  sequences(schema: Schema, key: string, rows: number, seed: number): Promise<Table>
}

export interface ElsewhereOptions extends FitOptions {
  /** Rows that a model sees which can't be fitted from counts. */
  readonly sampleRows?: number | undefined
  /** Told the sample that such a model sees, for instance to audit it; gives the options to fit with. */
  readonly onSample?: ((sample: Table, schema: Schema, options: FitOptions) => Promise<FitOptions>) | undefined
  /** Told in a sentence what the model does without because its rows lie elsewhere. */
  readonly onNote?: (sentence: string) => void
}

/** Rows of a sample, unless the user says otherwise. */
const defaultSampleRows = 1_000_000
/** Rows by which relations between numbers are checked. */
const relationRows = 50_000
/** Pairs of values of which one follows from the other, at most. */
const mostPairs = 200_000

/** The model fitted to a table that lies elsewhere: from counts of it, or, by models that need rows, from a sample. */
export async function fitElsewhere(given: RowsElsewhere, schema: Schema, options: ElsewhereOptions = {}): Promise<FittedModel> {
  const {
    model: name = defaultModel,
    options: own = {},
    seed = 1,
    conditionOn = [],
    privacy: _,
    sampleRows,
    onNote,
    onSample,
    ...context
  } = options
  const synthesizer = await loadModel(name)
  const parsed = await parseModelOptions(synthesizer, own)
  if (!synthesizer.learnsCounts) return await fitSample(given, schema, options, synthesizer)
  if ((options.rules ?? []).length > 0 || (schema.rules ?? []).length > 0)
    throw new OptionError(
      'rules',
      `are checked row by row, and ${name} counts rows that lie elsewhere; choose a model that learns a sample of them, or read them into memory`,
    )
  const rng = createRng(seed, fitStream)
  const keyed = await keyedSchema(given, relatedByCounts(schema, onNote))
  const statistics = given.statistics(keyed)
  const derivations = synthesizer.derives ? await derivationsOf(statistics, keyed, onNote) : []
  const observed = await observedByCounts(given, statistics, keyed, onNote)
  const modelled = modelledSchema(observed, derivations, synthesizer.unit)
  const rest = restOf(modelled, observed)
  const source: Source = {
    rows: given.rows,
    async *chunks() {},
    statistics: rest.size === 0 ? withColumns(statistics, given, modelled, keyed) : given.statistics(modelled, rest),
    elsewhere: true,
  }
  const chosen = await optionsForConditions(synthesizer, parsed, conditionOn, { schema: observed, derivations })
  const state = await synthesizer.fit(source, modelled, chosen, { ...context, rng })
  const provenance = { rows: given.rows, seed, rowsmith: version, engine: given.engine }
  return { format: 'rowsmith-model', version: 1, model: name, options: chosen, schema: observed, derivations, state, provenance }
}

/** The same statistics where the model sees columns as they are, so that nothing is counted twice. */
function withColumns(statistics: Statistics, given: RowsElsewhere, modelled: Schema, keyed: Schema): Statistics {
  const same = modelled.columns.every((column) => keyed.columns.some(({ name, kind }) => name === column.name && kind === column.kind))
  return same && modelled.columns.length === keyed.columns.length ? statistics : given.statistics(modelled)
}

async function fitSample(
  given: RowsElsewhere,
  schema: Schema,
  { sampleRows = defaultSampleRows, onNote: note, onSample, ...asked }: ElsewhereOptions,
  synthesizer: Synthesizer,
): Promise<FittedModel> {
  const options: FitOptions = { ...asked, ...(note && { note }) }
  const { seed = 1, progress } = options
  progress?.(0, 'drawing a sample')
  const key = schema.columns.find(({ role }) => role === 'sequence-key')
  const whole = synthesizer.unit === 'sequence' && key !== undefined && given.rows > sampleRows
  const table = whole
    ? await given.sequences(schema, key.name, sampleRows, seed)
    : await given.statistics(schema).sample(sampleRows, createRng(seed, fitStream, 1))
  const model = await fitModel(table, schema, onSample ? await onSample(table, schema, options) : options)
  const sampled = table.rows < given.rows ? { sampled: table.rows } : {}
  return { ...model, provenance: { ...model.provenance, engine: given.engine, ...sampled } }
}

/** The schema without what only rows could tell: orders between columns, and scales by group. */
function relatedByCounts(schema: Schema, onNote: ElsewhereOptions['onNote']): Schema {
  const orders = (schema.relations ?? []).filter(({ kind }) => kind === 'order').map(({ column }) => column)
  const scaled = schema.columns.filter((column) => 'scaleBy' in column && column.scaleBy !== undefined).map(({ name }) => name)
  const lost = [...new Set([...orders, ...scaled])]
  if (lost.length > 0) onNote?.(`learned as they stand, since only rows tell how they follow others: ${lost.join(', ')}`)
  const relations = schema.relations?.filter(({ kind }) => kind !== 'order')
  return {
    ...schema,
    columns: schema.columns.map((column) => ('scaleBy' in column ? { ...column, scaleBy: undefined } : column)),
    ...(schema.relations && { relations }),
  }
}

/** The schema with its sequence key as an id, of the pattern that its values in a sample share. */
async function keyedSchema(given: RowsElsewhere, schema: Schema): Promise<Schema> {
  const key = schema.columns.find(({ role, kind }) => role === 'sequence-key' && kind !== 'id')
  if (!key) return schema
  const only = { ...schema, columns: [key], dependencies: [], relations: undefined, links: undefined }
  const sample = await given.statistics(only).sample(relationRows, createRng(1, fitStream, 2))
  const [id] = withIdKeys(sample, only).schema.columns
  return { ...schema, columns: schema.columns.map((column) => (column === key ? id : column)) }
}

async function derivationsOf(
  statistics: Statistics,
  { dependencies, columns }: Schema,
  onNote: ElsewhereOptions['onNote'],
): Promise<Derivation[]> {
  const found: Derivation[] = []
  for (const dependency of dependencyOrder(dependencies)) {
    const pairs = await statistics.pairs(dependency.from, dependency.to, mostPairs)
    const derivation = pairs && derivationOf(dependency, pairs, columns)
    if (derivation) found.push(derivation)
    if (!pairs)
      onNote?.(`${dependency.to} is learned as it stands: too many pairs with ${dependency.from} to be counted, from which it may follow`)
  }
  return found
}

/** The schema with what the counts say beyond it, as `observedSchema` has it of rows, and the relations that a sample doesn't contradict. */
async function observedByCounts(
  given: RowsElsewhere,
  statistics: Statistics,
  schema: Schema,
  onNote: ElsewhereOptions['onNote'],
): Promise<Schema> {
  const columns: ColumnSchema[] = []
  for (const column of schema.columns) columns.push(await observedColumn(given, statistics, column, schema, onNote))
  const observed = { ...schema, columns }
  if (!schema.relations || schema.relations.length === 0) return observed
  const sample = await statistics.sample(relationRows, createRng(1, fitStream, 3))
  return observedRelations(observed, sample)
}

async function observedColumn(
  given: RowsElsewhere,
  statistics: Statistics,
  column: ColumnSchema,
  schema: Schema,
  onNote: ElsewhereOptions['onNote'],
): Promise<ColumnSchema> {
  if (isMadeAnew(column)) {
    if (formsToLearn(column, schema).length > 1)
      onNote?.(
        lengthsOf(column)
          ? `${column.name} is as long as texts are, whatever stands beside it: which row has which length is not counted`
          : `${column.name} is written in one form, the most frequent: which row has which is not counted`,
      )
    const own = withoutForms(column)
    if (own.kind === 'text' && own.policy === 'markov') {
      const { values, counts, missing } = await learnedValues(statistics, own, mostValues)
      const chain = learnWordChain(values as readonly string[], Array.from(counts))
      return { ...own, nullable: own.nullable && missing > 0, chain }
    }
    const missing = await missingOf(given, own, schema)
    if (!own.nullable && missing > 0) throw new FitError(own.name, 'has missing cells although it is not nullable; set "nullable" to true')
    return { ...own, nullable: own.nullable && missing > 0 }
  }
  const counted = await learnedValues(statistics, column, mostValues)
  const nullable = column.nullable && counted.missing > 0
  if (column.kind === 'text') return { ...column, nullable, levels: [...(counted.values as readonly string[])] }
  if (column.kind === 'numeric' && column.grids) {
    const rows = [...(counted.values as Float64Array)].map((value, i) => [value, repeats(counted, i)] as const)
    return { ...column, nullable, repeated: repeatedAmong(rows, given.rows) }
  }
  if (column.kind === 'datetime' && !counted.spread)
    return { ...column, nullable, ...calendarWeights(column, counted.values as Float64Array, counted.counts) }
  return { ...column, nullable }
}

/** Rows of a value; none of a stretch of values. */
function repeats({ counts, spread }: ValueCounts, i: number): number {
  return spread?.[i] ? 0 : counts[i]
}

/** The column with its most frequent form alone, or all of its lengths together. */
function withoutForms(column: ColumnSchema): ColumnSchema {
  if (column.kind !== 'text') return column
  const { lengths: _, ...own } = column
  if ((own.forms ?? []).length < 2) return own
  const [first] = [...(own.forms ?? [])].sort((a, b) => b.rows - a.rows)
  return { ...own, forms: first ? [first] : [] }
}

async function missingOf(given: RowsElsewhere, column: ColumnSchema, schema: Schema): Promise<number> {
  const only = { ...schema, columns: [column], dependencies: [], relations: undefined, links: undefined }
  const rest = new Map([[column.name, levelsToLearn(column, only).at(-1) as string]])
  const patterns = await given.statistics(only, rest).gaps([column.name])
  return patterns.find(({ missing }) => missing.length > 0)?.rows ?? 0
}

/** The columns made anew that a model sees as levels, with the level for all values that don't stay. */
function restOf(modelled: Schema, schema: Schema): ReadonlyMap<string, string> {
  return new Map(
    modelled.columns.flatMap(({ name }) => {
      const own = schema.columns.find((column) => column.name === name) as ColumnSchema
      return isModelled(own) || !isMadeAnew(own) ? [] : [[name, levelsToLearn(own, schema).at(-1) as string] as const]
    }),
  )
}
