import * as z from 'zod'
import { isNumberKind } from '../../table/column.js'
import { type ColumnSchema, levelsOf } from '../../table/schema.js'
import { below, count, each, floats, numberMargin, numbers, pass, real, record, type Shape, weights, whole } from './parts.js'

const mostOutcomes = 65_536
const outcome = z.int().min(-1)

/** How the cells of a column are told as outcomes. */
function codingOf(column: ColumnSchema): Shape {
  const common = { outcomes: whole.max(mostOutcomes), missing: outcome }
  if (!isNumberKind(column.kind)) {
    const levels = levelsOf(column).length
    return record({ ...common, kind: z.literal('level') }, ({ outcomes, missing, outcomeOf, shareOf }, context) => {
      // Levels without a row may have the outcome after the last one.
      pass(numbers(Uint16Array, { length: levels, end: outcomes + 1 }), outcomeOf, context, ['outcomeOf'])
      pass(weights({ length: levels }), shareOf, context, ['shareOf'])
      if (missing >= outcomes) context.addIssue({ code: 'custom', path: ['missing'], message: 'is no outcome' })
    })
  }
  const fields = {
    ...common,
    kind: z.literal('number'),
    rest: outcome,
    spikes: floats({ ascending: true }),
    margin: numberMargin.nullable(),
  }
  return record(fields, ({ outcomes, missing, rest, spikes, margin }, context) => {
    const own = spikes.length + (missing >= 0 ? 1 : 0) + (rest >= 0 ? 1 : 0)
    if (outcomes !== own || missing >= outcomes || rest >= outcomes || (rest >= 0 && margin === null))
      context.addIssue({ code: 'custom', message: 'does not say what each outcome is' })
  })
}

interface Column {
  readonly base: Float64Array
  readonly rest: number
}

/** One column in the categories of a view. */
function componentOf({ base, rest }: Column, categories: number): Shape {
  const normal = record({ location: real, meanRows: count, varianceRows: count, variance: count })
  const fields = {
    prior: record({ concentration: count, normal }),
    starts: numbers(Uint32Array, { length: categories + 1, ascending: true }),
    outcomes: numbers(Uint16Array, { end: base.length }),
    counts: numbers(Uint32Array),
  }
  const each = (type: typeof Float64Array | typeof Uint32Array) => numbers(type, { length: categories })
  const found = record({ counts: each(Uint32Array), means: each(Float64Array), deviations: each(Float64Array) })
  return record(fields, (component, context) => {
    const { starts, outcomes, counts } = component
    if ((starts[categories] ?? 0) > outcomes.length || outcomes.length !== counts.length)
      context.addIssue({ code: 'custom', path: ['starts'], message: 'leads beyond the outcomes' })
    pass(rest >= 0 ? found : found.optional(), component.normal, context, ['normal'])
  })
}

const condition = record({ column: z.string() })

export const mixtureShape = (columns: readonly ColumnSchema[]): Shape =>
  record({ rows: count, codings: each(columns, codingOf), given: z.array(condition).optional() }, ({ codings, model }, context) => {
    const column = (_: ColumnSchema, i: number) => {
      const { outcomes, kind, rest = -1 } = codings[i]
      return record({ base: weights({ length: outcomes }), rest: z.literal(kind === 'level' ? -1 : rest) })
    }
    const learned = record({ columns: each(columns, column) }, (own, inner) =>
      pass(z.array(chainOf(own.columns)).min(1), own.chains, inner, ['chains']),
    )
    pass(learned, model, context, ['model'])
  })

/** One posterior sample: every column is in one view. */
function chainOf(columns: readonly Column[]): Shape {
  const view = record({ concentration: count, columns: z.array(below(columns.length)), sizes: numbers(Uint32Array) }, (own, context) =>
    pass(
      each(own.columns as number[], (i) => componentOf(columns[i], own.sizes.length)),
      own.components,
      context,
      ['components'],
    ),
  )
  return record({ columnConcentration: count, views: z.array(view), trace: floats() }, ({ views }, context) => {
    const seen = views.flatMap((own: { columns: number[] }) => own.columns)
    if (seen.length !== columns.length || new Set(seen).size !== columns.length)
      context.addIssue({ code: 'custom', path: ['views'], message: 'do not have each column once' })
  })
}
