import * as z from 'zod'
import { families, parameterProblem } from '../../stats/distributions/families.js'
import { isNumberKind } from '../../table/column.js'
import { type ColumnSchema, levelsOf } from '../../table/schema.js'
import { latentLayout } from '../gaussian-copula/state.js'
import { kernels } from '../kde/options.js'
import {
  below,
  binnedOf,
  bins,
  codes,
  count,
  each,
  floats,
  grid,
  ints,
  marginOf,
  numbers,
  pass,
  real,
  record,
  type Shape,
  support,
  weights,
  whole,
} from './parts.js'

type Columns = readonly ColumnSchema[]

export const independentShape = (columns: Columns): Shape => record({ margins: each(columns, marginOf) })

/** Cells of so many rows. */
function cellsOf(column: ColumnSchema, rows: number): Shape {
  if (isNumberKind(column.kind)) return floats({ length: rows })
  return ints({ length: rows, from: -1, end: levelsOf(column).length })
}

export const bootstrapShape = (columns: Columns): Shape =>
  record({ rows: whole, columns: z.array(z.unknown()) }, ({ rows, columns: cells }, context) =>
    pass(
      each(columns, (column) => cellsOf(column, rows)),
      cells,
      context,
      ['columns'],
    ),
  )

export const smoteShape = (columns: Columns): Shape =>
  record({ rows: whole, neighbours: z.unknown(), columns: z.unknown() }, ({ rows, neighbours, columns: blended }, context) => {
    pass(ints({ atLeast: rows, from: 0, end: rows }), neighbours, context, ['neighbours'])
    if (rows > 0 && neighbours?.length % rows !== 0)
      context.addIssue({ code: 'custom', path: ['neighbours'], message: 'are not as many for each row' })
    const column = (own: ColumnSchema) => record({ values: cellsOf(own, rows), apart: floats(), grid })
    pass(each(columns, column), blended, context, ['columns'])
  })

/** What evidence leaves of bins. */
const restriction = (states: number): Shape =>
  record({ bins }, ({ bins: { states: left } }, context) => {
    if (left < 1) context.addIssue({ code: 'custom', message: 'leaves nothing' })
  })
    .and(record({ former: ints({ from: 0, end: states }), left: weights() }))
    .nullable()

export const kdeShape = (columns: Columns): Shape =>
  record({ rows: whole, kernel: z.enum(kernels), weights: z.unknown(), columns: z.unknown() }, (state, context) => {
    const { rows } = state
    pass(weights({ length: rows }).nullable(), state.weights, context, ['weights'])
    const shape = (own: ColumnSchema) =>
      record({ binned: binnedOf(own) }, (column, inner) => {
        const { states } = column.binned.bins
        const kernel = record({
          shares: weights({ length: states }),
          line: numbers(Uint16Array, { end: states, ascending: true }),
          numeric: z.boolean(),
        })
        const bandwidth = record({ along: count, across: count.max(1) })
        const own = { kernel, bandwidth, codes: numbers(Uint16Array, { length: rows, end: states }), restriction: restriction(states) }
        pass(record(own), column, inner, [])
      })
    pass(each(columns, shape), state.columns, context, ['columns'])
  })

export const arfShape = (columns: Columns): Shape =>
  record(
    { accuracies: z.array(z.number()), starts: ints({ atLeast: 2, from: 0, ascending: true }), weights: z.unknown() },
    (state, context) => {
      const { starts } = state
      const leaves = starts.length - 1
      const rows = starts[leaves]
      if (starts[0] !== 0) context.addIssue({ code: 'custom', path: ['starts'], message: 'does not begin at 0' })
      pass(weights({ length: leaves + 1, ascending: true }).nullable(), state.weights, context, ['weights'])
      const column = (own: ColumnSchema) =>
        record({ support: isNumberKind(own.kind) ? support : z.null() }, ({ support: values, ...rest }, inner) => {
          const kinds = 1 + (values ? values.values.length : levelsOf(own).length)
          const kept = ints({ length: leaves, from: 0 }).nullable()
          pass(record({ donors: codes({ length: rows, end: kinds }), kept }), rest, inner, [])
        })
      pass(each(columns, column), state.columns, context, ['columns'])
    },
  )

const gap = (columns: Columns): Shape =>
  record({ columns: z.array(below(columns.length)), entailedBy: z.array(whole), missing: count, rows: count })

export const copulaShape = (columns: Columns): Shape =>
  record(
    { margins: each(columns, marginOf), gaps: z.array(gap(columns)), correlations: floats({ from: -1, end: 1 + 1e-9 }) },
    (state, context) => {
      for (const [i, { entailedBy }] of state.gaps.entries()) pass(z.array(below(i)), entailedBy, context, ['gaps', i, 'entailedBy'])
      const { size } = latentLayout(state.margins, state.gaps)
      const pairs = (size * (size - 1)) / 2
      if (state.correlations.length !== pairs)
        context.addIssue({ code: 'custom', path: ['correlations'], message: `has ${state.correlations.length} numbers and needs ${pairs}` })
      const point = record({ column: below(columns.length), value: real, logFactor: real })
      const box = record({ lower: floats({ length: size }), upper: floats({ length: size }), points: z.array(point), logWeight: real })
      pass(z.array(box).optional(), state.given, context, ['given'])
    },
  )

const level = record({ kind: z.literal('level'), upTo: weights({ atLeast: 1, ascending: true }) })
const time = record(
  { kind: z.literal('time'), starts: floats({ atLeast: 1, ascending: true }), end: real, step: z.number().positive() },
  ({ starts, upTo }, context) => pass(weights({ length: starts.length, ascending: true }), upTo, context, ['upTo']),
)
const lawNumber = record(
  {
    kind: z.literal('number'),
    family: z.enum(Object.keys(families) as [keyof typeof families]),
    parameters: z.array(real),
    low: real.nullable(),
    high: real.nullable(),
    decimals: z.int().min(0).max(15).nullable(),
  },
  ({ family, parameters }, context) => {
    const wanted = families[family as keyof typeof families].parameters.length
    const problem = parameters.length === wanted ? parameterProblem(family, parameters) : `needs ${wanted} parameters`
    if (problem) context.addIssue({ code: 'custom', path: ['parameters'], message: problem })
  },
)

export const descriptionShape = (columns: Columns): Shape =>
  record(
    {
      order: ints({ length: columns.length, from: 0, end: columns.length }),
      correlated: ints({ from: 0, end: columns.length }),
      factor: floats(),
      columns: z.array(z.unknown()),
    },
    (state, context) => {
      const place = new Map<number, number>(Array.from<number, [number, number]>(state.order, (column, at) => [column, at]))
      if (place.size < columns.length) context.addIssue({ code: 'custom', path: ['order'], message: 'leaves a column out' })
      const column = (own: ColumnSchema, i: number) => {
        const law = isNumberKind(own.kind) ? (own.kind === 'datetime' ? time : lawNumber) : level
        return record({ given: below(columns.length).nullable(), missing: count.max(1) }, ({ given, laws }, inner) => {
          const many = given === null ? 1 : levelsOf(columns[given]).length
          pass(z.array(law).length(many), laws, inner, ['laws'])
          if (given !== null && (place.get(given) as number) >= (place.get(i) as number))
            inner.addIssue({ code: 'custom', path: ['given'], message: 'comes after the column that it is given to' })
        })
      }
      pass(each(columns, column), state.columns, context, ['columns'])
      const size = state.correlated.length
      pass(floats({ length: size * size }), state.factor, context, ['factor'])
    },
  )
