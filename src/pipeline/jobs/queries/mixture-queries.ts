import { toEvidence } from '../../../constraints/domains/evidence.js'
import { formatExpression } from '../../../constraints/language/expression.js'
import { parseExpression } from '../../../constraints/language/parse.js'
import { ConstraintError, OptionError } from '../../../errors.js'
import { dependenceProbability, posteriorInformation } from '../../../learn/pcc/query/dependence.js'
import { imputeCell } from '../../../learn/pcc/query/impute.js'
import { loadForRows } from '../../../models/loaded-parts.js'
import { mixture } from '../../../models/mixture/index.js'
import { type MixtureState, readyMixture } from '../../../models/mixture/state.js'
import { onDrawnColumns } from '../../../models/relations/active.js'
import { conditionsOnSources } from '../../../models/shell/derive.js'
import { modelledSchema, modelledTable, withTextsAsLevels } from '../../../models/shell/layout.js'
import type { FittedModel } from '../../../models/synthesizer.js'
import { linfoot } from '../../../stats/association/mutual-information.js'
import { cellLogDensities } from '../../../surrogate/density.js'
import type { Schema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import { conform } from '../../../table/typing/conform.js'

/** How two columns hang together. */
export interface Relation {
  readonly a: string
  readonly b: string
  /** Probability that they depend on each other at all: the share of the posterior samples that put them together. */
  readonly dependence: number
  /** Mutual information in nats, and as the coefficient that is |correlation| for two normal columns. */
  readonly information: number
  readonly correlation: number
}

/** What is known of the rows that a question is about. */
export interface QueryOptions {
  /** What is known of the row: `age > 60 and job == "cook"`, each part about one column. */
  readonly where?: string
}

/** How every two columns of a mixture hang together, most informative first; given a condition, among the rows that satisfy it. */
export async function relations(model: FittedModel, { where }: QueryOptions = {}): Promise<Relation[]> {
  const { state, schema } = await mixtureOf(model, where)
  const { conditional } = readyMixture(state, schema)
  return schema.columns
    .flatMap(({ name: b }, second) =>
      schema.columns.slice(0, second).map(({ name: a }, first): Relation => {
        const information = posteriorInformation(conditional, first, second)
        return { a, b, dependence: dependenceProbability(state.model, first, second), information, correlation: linfoot(information) }
      }),
    )
    .sort((x, y) => y.information - x.information)
}

/**
 * How surprising each cell is given the rest of its row, in nats, by column: minus the log of its probability, or density for numbers
 * without fixed decimals, under a mixture; Infinity for a row that can't be. Columns that were made anew or derived have none.
 */
export async function cellSurprisals(model: FittedModel, table: Table): Promise<ReadonlyMap<string, Float64Array>> {
  const { state, schema } = await mixtureOf(model)
  const known = conform(table, withTextsAsLevels(model.schema), { unseen: 'add' })
  const cells = conform(modelledTable(known, schema, model.schema), schema, { unseen: 'add' })
  const logs = cellLogDensities(state, schema, cells)
  return new Map(schema.columns.map(({ name }, i) => [name, logs[i].map((log) => 0 - log)]))
}

/** Share of its belief about a cell in which a mixture's posterior samples differ: 0 all say the same, towards 1 each says something else. */
export async function cellUncertainty(model: FittedModel, column: string, { where }: QueryOptions = {}): Promise<number> {
  const { state, schema } = await mixtureOf(model, where)
  const position = schema.columns.findIndex(({ name }) => name === column)
  if (position < 0) {
    const names = schema.columns.map(({ name }) => name).join(', ')
    throw new OptionError('column', `the model learned no column ${column}; choose one of ${names}`)
  }
  return imputeCell(readyMixture(state, schema).conditional, position).uncertainty
}

/** The state of a mixture given the condition, with the schema it learned. */
async function mixtureOf(model: FittedModel, where?: string): Promise<{ readonly state: MixtureState; readonly schema: Schema }> {
  if (model.model !== mixture.name)
    throw new OptionError('model', `only a mixture can tell (got ${model.model}); fit one: model: 'mixture'`)
  await loadForRows(model)
  const state = model.state as MixtureState
  const schema = modelledSchema(model.schema, model.derivations)
  if (where === undefined) return { state, schema }
  const { evidence, rest } = toEvidence(await parseExpression(where, model.schema), model.schema)
  if (rest) throw new ConstraintError('where', `each part must be about one column that the model learned (got ${formatExpression(rest)})`)
  const sources = conditionsOnSources(evidence, model.derivations)
  const computed = sources.find((condition) => !onDrawnColumns([condition], model.schema).length)
  if (computed) throw new ConstraintError('where', `${computed.column} is put together from other columns; set conditions on those`)
  const given = mixture.condition?.(state, schema, sources)
  return { state: given?.state ?? state, schema }
}
