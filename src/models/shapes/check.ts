import { ModelFileError } from '../../errors.js'
import type { ColumnSchema, Schema } from '../../table/schema.js'
import { modelledSchema } from '../shell/layout.js'
import type { FittedModel } from '../synthesizer.js'
import { chainShape } from './chain.js'
import { mixtureShape } from './mixture.js'
import { networkShape, privateChainShape } from './network.js'
import type { Shape } from './parts.js'
import { arfShape, bootstrapShape, copulaShape, descriptionShape, independentShape, kdeShape, smoteShape } from './rows.js'
import { treesShape } from './trees.js'

/** What the state of each model looks like, given the columns that it sees. */
const shapes: Readonly<Record<string, (columns: readonly ColumnSchema[], schema: Schema, state: unknown) => Shape>> = {
  'sequential-trees': treesShape,
  'bayesian-network': networkShape,
  mixture: mixtureShape,
  'gaussian-copula': copulaShape,
  kde: kdeShape,
  'markov-chain': (columns, schema, state) =>
    (state as { kind?: unknown } | null)?.kind === 'private' ? privateChainShape(columns) : chainShape(columns, schema),
  arf: arfShape,
  smote: smoteShape,
  independent: independentShape,
  bootstrap: bootstrapShape,
  mst: networkShape,
  aim: networkShape,
  description: descriptionShape,
}

/** Problems that are listed, of those there are. */
const mostSaid = 3

/** Throws a ModelFileError that says what of a model contradicts the rest, so that nothing which follows from its state leads nowhere or has no end. */
export function checkState(model: FittedModel, where: string): void {
  const shapeOf = Object.hasOwn(shapes, model.model) ? shapes[model.model] : undefined
  if (!shapeOf)
    throw new ModelFileError(
      where,
      `is of the model ${JSON.stringify(model.model).slice(0, 60)}, which this Rowsmith doesn't know; update it`,
    )
  const columns = model.schema.columns.map(({ name }) => name)
  for (const { from, to, fromValues, toValues } of model.derivations)
    if (!columns.includes(from) || !columns.includes(to) || from === to || fromValues.length !== toValues.length)
      throw contradiction(where, [`derivations: ${to} does not follow from ${from}`])
  const modelled = modelledSchema(model.schema, model.derivations, model.model === 'markov-chain' ? 'sequence' : 'row')
  check(shapeOf(modelled.columns, modelled, model.state), model.state, where, 'state')
}

/** The same of any part of a model and its shape. */
export function check(shape: Shape, value: unknown, where: string, name: string): void {
  const parsed = shape.safeParse(value)
  if (parsed.success) return
  const problems = parsed.error.issues.map(({ path, message }) => `${[name, ...path].join('.')}: ${message}`)
  throw contradiction(where, problems)
}

function contradiction(where: string, problems: readonly string[]): ModelFileError {
  const more = problems.length > mostSaid ? [`${problems.length - mostSaid} more`] : []
  const said = [...problems.slice(0, mostSaid), ...more].join('; ')
  return new ModelFileError(where, `contradicts itself, as a damaged or edited file does (${said}); fit the model again`)
}
