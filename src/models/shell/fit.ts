import { tableStatistics } from '../../encode/table-statistics.js'
import { FitError } from '../../errors.js'
import { createRng } from '../../random/rng.js'
import type { NumberColumn } from '../../table/column.js'
import { sequenceKeyOf, withIdKeys } from '../../table/inference/sequence-keys.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { conform } from '../../table/typing/conform.js'
import { version } from '../../version.js'
import { asCopied, withRepeatedValues } from '../grids.js'
import { defaultModel, loadModel } from '../loaded.js'
import { calendarParts, hasTimes, isTied, tieParts } from '../loaded-parts.js'
import type { Derivation, FitContext, FittedModel, Source, Synthesizer } from '../synthesizer.js'
import type { learnDerivations } from './derive.js'
import type { PrivacyOptions } from './fit-privately.js'
import { modelledSchema, modelledTable, observedSchema } from './layout.js'
import { type SequenceFacts, sequenceFacts } from './sequence-rows.js'

/** How a model is fitted: which, with which options, under which budget. */
export interface FitOptions extends Omit<FitContext, 'rng'> {
  /** Name of a model; see `models`. */
  readonly model?: string
  /** The model's own options; see `rowsmith models`. */
  readonly options?: Readonly<Record<string, unknown>>
  readonly seed?: number
  /** Columns on which conditions will be set, for which the model makes room where it can; see `optionsForConditions`. */
  readonly conditionOn?: readonly string[]
  /** What must hold in every row of synthetic tables, besides the rules of the schema: `start <= end`; see docs/rules.md. */
  readonly rules?: readonly string[]
  /** Rules that rows break may be broken as often in synthetic rows; without, never. */
  readonly rulesKeepRate?: boolean
  /** Told in one sentence each which rows break which rules. */
  readonly note?: (sentence: string) => void
  /** A privacy budget: the fit is differentially private, and the schema counts as public knowledge. */
  readonly privacy?: PrivacyOptions
}

/** The options with what goes by the number of rows as it is for so many: for a fit to some of them that stands for one to all. */
export async function resolvedOptions(
  { model = defaultModel, options = {} }: Pick<FitOptions, 'model' | 'options'>,
  rows: number,
): Promise<Readonly<Record<string, unknown>>> {
  const synthesizer = await loadModel(model)
  return { ...options, ...synthesizer.privacyKnob?.settled?.(await parseModelOptions(synthesizer, options), rows) }
}

/** Stream of the fit, apart from those of the blocks of rows. */
export const fitStream = -1

/** The model fitted to a table; columns that the schema doesn't name are left out. */
export async function fitModel(
  given: Table,
  without: Schema,
  {
    model: name = defaultModel,
    options = {},
    seed = 1,
    conditionOn = [],
    rules = [],
    rulesKeepRate = false,
    note,
    privacy,
    ...context
  }: FitOptions = {},
): Promise<FittedModel> {
  const synthesizer = await loadModel(name)
  const parsed = await parseModelOptions(synthesizer, options)
  const isRuled = rules.length > 0 || (without.rules?.length ?? 0) > 0
  const schema = isRuled ? (await import('../rules/learn.js')).withRules(without, rules, synthesizer, privacy !== undefined) : without
  if (privacy)
    return (await import('./fit-privately.js')).fitPrivately(given, schema, { synthesizer, options: parsed, seed, privacy, ...context })
  const { table, schema: keyed } = withIdKeys(conform(given, schema), schema)
  const plain = synthesizer.copies ? asCopied(keyed) : keyed
  const ruled = isRuled
    ? (await import('../rules/learn.js')).learnRules(table, plain, {
        keepRate: rulesKeepRate,
        copies: synthesizer.copies ?? false,
        ...(note ? { note } : {}),
      })
    : { schema: plain, demanded: [], combinations: undefined }
  if (isTied(ruled.schema, ruled.demanded)) await tieParts.load()
  if (hasTimes(ruled.schema)) await calendarParts.load()
  const { observed, derivations, modelled, learned } = learnColumns(table, ruled.schema, synthesizer, ruled.demanded)
  const sequences = synthesizer.unit === 'sequence' ? await sequencesIn(learned, modelled, name) : undefined
  const source = tableSource(learned, modelled)
  const chosen =
    conditionOn.length > 0
      ? await (await import('./condition-on.js')).optionsForConditions(synthesizer, parsed, conditionOn, { schema: observed, derivations })
      : parsed
  const state = await synthesizer.fit(source, modelled, chosen, { ...context, rng: createRng(seed, fitStream) })
  const provenance = { rows: table.rows, ...(sequences && { sequences }), seed, rowsmith: version }
  return {
    format: 'rowsmith-model',
    version: 1,
    model: name,
    options: chosen,
    schema: observed,
    derivations,
    state,
    ...(ruled.combinations ? { combinations: ruled.combinations } : {}),
    provenance,
  }
}

/** What there is to learn of a table, and what else has to be known to put rows together. */
interface LearnedColumns {
  readonly observed: Schema
  readonly derivations: readonly Derivation[]
  /** What a model sees. */
  readonly modelled: Schema
  readonly learned: Table
}

/** The columns of a conformed table as a model of this kind sees them. `demanded`: as rules have it. Where columns are tied, `tieParts` have to be loaded. */
export function learnColumns(
  table: Table,
  schema: Schema,
  { derives, unit, copies = false }: Pick<Synthesizer, 'derives' | 'unit' | 'copies'>,
  demanded: Parameters<typeof learnDerivations>[2] = [],
): LearnedColumns {
  const repeated = withRepeatedValues(observedSchema(schema, table), table)
  const known = hasTimes(repeated) ? calendarParts.loaded.withCalendarWeights(repeated, table) : repeated
  const ties = isTied(schema, demanded) ? tieParts.loaded : null
  const derivations = ties && derives ? ties.learnDerivations(table, schema.dependencies, demanded, schema.columns) : []
  const observed = ties ? ties.observedMoments(ties.observedRelations(ties.withScales(known, table), table), table, copies) : known
  const modelled = modelledSchema(observed, derivations, unit)
  return { observed, derivations, modelled, learned: modelledTable(table, modelled, observed) }
}

/** The sequences of the table; throws a FitError that names other models where no key comes back. */
async function sequencesIn(table: Table, schema: Schema, model: string): Promise<SequenceFacts> {
  const key = sequenceKeyOf(schema)
  const facts = key && sequenceFacts(table.column(key.name) as NumberColumn)
  if (facts && facts.count < table.rows) return facts
  const { models } = await import('../index.js')
  const others = models.filter(({ unit }) => unit === 'row').map(({ name }) => name)
  throw new FitError(
    model,
    `learns sequences: rows that a key ties together, and here ${key ? `no value of ${key.name} comes back in a second row` : 'no column is such a key'}; name the one that is (--key), or choose a model of single rows: ${others.join(', ')}`,
  )
}

/** The model's options with defaults filled in; throws an OptionError that lists every problem. */
export async function parseModelOptions(synthesizer: Synthesizer, options: Readonly<Record<string, unknown>>): Promise<unknown> {
  if (Object.keys(options).length === 0) return synthesizer.defaults
  const shape = await synthesizer.options()
  const parsed = shape.safeParse(options)
  if (parsed.success) return parsed.data
  throw (await import('./option-problems.js')).optionProblems(synthesizer.name, shape, options)
}

/** A source over rows in memory. */
export function tableSource(table: Table, schema: Schema): Source {
  return {
    rows: table.rows,
    async *chunks() {
      yield table
    },
    get statistics() {
      return tableStatistics(table, schema)
    },
    elsewhere: false,
  }
}
