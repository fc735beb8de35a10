import * as z from 'zod'
import { isNumberKind } from '../../table/column.js'
import { type ColumnSchema, levelsOf } from '../../table/schema.js'

/** What the state of a model read from a file has to look like. Whatever follows from a state (indices, lengths, loops) is checked, so that no model has to. */
export type Shape = z.ZodType

export const count = z.number().min(0)
export const whole = z.int().min(0)
export const real = z.number()
export const below = (end: number): Shape =>
  z
    .int()
    .min(0)
    .max(Math.max(0, end - 1))

type Type = typeof Float64Array | typeof Float32Array | typeof Int32Array | typeof Uint32Array | typeof Uint16Array | typeof Uint8Array

interface Bounds {
  readonly length?: number
  readonly atLeast?: number
  /** Least value, and the first one too large. */
  readonly from?: number
  readonly end?: number
  readonly ascending?: boolean
}

/** An array of one of these types within bounds. */
export function numbers(types: Type | readonly Type[], { length, atLeast = 0, from, end, ascending = false }: Bounds = {}): Shape {
  const all = [types].flat() as readonly Type[]
  return z.unknown().superRefine((value, context) => {
    const problem = problemOf(value)
    if (problem) context.addIssue({ code: 'custom', message: problem })
  })
  function problemOf(value: unknown): string | null {
    if (!all.some((type) => value instanceof type)) return `has to be a ${all.map(({ name }) => name).join(' or ')}`
    const array = value as Float64Array
    if (length !== undefined && array.length !== length) return `has ${array.length} numbers and needs ${length}`
    if (array.length < atLeast) return `has ${array.length} numbers and needs ${atLeast} at least`
    for (let i = 0; i < array.length; i++) {
      const own = array[i]
      if ((from !== undefined && !(own >= from)) || (end !== undefined && !(own < end))) return `holds ${own}, which leads nowhere`
      if (ascending && i > 0 && !(own >= array[i - 1])) return 'is not ascending'
    }
    return null
  }
}

export const floats = (bounds: Bounds = {}): Shape => numbers(Float64Array, bounds)
/** Weights, shares and rows: finite and not negative. */
export const weights = (bounds: Bounds = {}): Shape =>
  numbers([Float64Array, Float32Array], { from: 0, end: Number.POSITIVE_INFINITY, ...bounds })
export const ints = (bounds: Bounds = {}): Shape => numbers(Int32Array, bounds)
export const codes = (bounds: Bounds = {}): Shape => numbers([Uint8Array, Uint16Array, Uint32Array], bounds)

/** As many as there are of something else, each with its own shape. */
export function each<Item>(items: readonly Item[], shape: (item: Item, index: number) => Shape): Shape {
  return z.array(z.unknown()).superRefine((values, context) => {
    if (values.length !== items.length)
      context.addIssue({ code: 'custom', message: `has ${values.length} entries and needs ${items.length}` })
    else for (const [i, item] of items.entries()) pass(shape(item, i), values[i], context, [i])
  })
}

/** Puts what is wrong with a value among the problems; gives whether nothing is. */
export function pass(shape: Shape, value: unknown, context: z.RefinementCtx, path: readonly (string | number)[]): boolean {
  const parsed = shape.safeParse(value)
  if (parsed.success) return true
  for (const { path: inner, message } of parsed.error.issues)
    context.addIssue({ code: 'custom', path: [...path, ...(inner as (string | number)[])], message })
  return false
}

/** An object of these fields; `more` sees it only where all of them are right, and so may rely on them. */
export function record(
  fields: Record<string, Shape>,
  // biome-ignore lint/suspicious/noExplicitAny: what a field holds is known to its shape alone
  more?: (value: any, context: z.RefinementCtx) => void,
): Shape {
  const object = z.looseObject(fields)
  return z.unknown().superRefine((value, context) => {
    if (pass(object, value, context, [])) more?.(value, context)
  })
}

export const grid = record({
  scale: z.number().positive(),
  step: z.number().positive(),
  origin: real,
}).nullable()

/** The margin of a column. */
export function marginOf(column: ColumnSchema): Shape {
  return isNumberKind(column.kind) ? numberMargin : levelMarginOf(levelsOf(column).length)
}

function levelMarginOf(levels: number): Shape {
  return record({
    kind: z.literal('level'),
    present: count,
    missing: count,
    counts: numbers(Uint32Array, { length: levels }),
    order: numbers(Uint32Array, { length: levels, end: levels }).optional(),
  })
}

export const numberMargin = record(
  {
    kind: z.literal('number'),
    present: count,
    missing: count,
    values: floats({ ascending: true }),
    below: ascendingRows(),
    upTo: ascendingRows(),
    grid,
  },
  ({ values, below: before, upTo: through, present }, context) => {
    const same = values.length === before.length && values.length === through.length
    if (!same || (present > 0 && values.length === 0))
      context.addIssue({ code: 'custom', message: 'its values and their rows are not as many' })
  },
)

function ascendingRows(): Shape {
  return numbers(Uint32Array, { ascending: true })
}

const mostStates = 65_536

/** A margin cut into states. */
export function binnedOf(column: ColumnSchema): Shape {
  return record({ margin: marginOf(column), bins })
}

export const bins = record(
  {
    states: z.int().min(0).max(mostStates),
    missing: z.int().min(-1),
    from: floats({ ascending: true }),
    to: floats(),
    state: numbers(Uint16Array),
  },
  ({ states, missing, from, to, state }, context) => {
    const stretches = from.length
    pass(floats({ length: stretches, ascending: true }), to, context, ['to'])
    pass(numbers(Uint16Array, { length: stretches, end: states }), state, context, ['state'])
    if (states > stretches + 1 || missing >= states)
      context.addIssue({ code: 'custom', message: `has ${stretches} stretches for ${states} states` })
  },
)

/** The values that a number column hands on; null for levels. */
export const support = record(
  { values: floats({ atLeast: 1, ascending: true }), lows: floats(), highs: floats(), grid, endRate: count.max(1e9) },
  ({ values, lows, highs }, context) => {
    for (const [name, own] of Object.entries({ lows, highs })) pass(floats({ length: values.length }), own, context, [name])
  },
).nullable()

/** The inner structure of a tree that looks at so many features: children come after their parents, so that every walk ends. */
export function treeNodes(
  features: number,
  fields: (nodes: number) => Record<string, Shape>,
  // biome-ignore lint/suspicious/noExplicitAny: what further fields hold is known to their shapes alone
  more?: (tree: any, leaves: readonly number[], context: z.RefinementCtx) => void,
): Shape {
  return record({ feature: ints({ atLeast: 1, from: -1, end: features }), sets: numbers(Uint32Array) }, (tree, context) => {
    const nodes = tree.feature.length
    const whole = record({ split: ints({ length: nodes }), left: ints({ length: nodes }), ...fields(nodes) })
    if (!pass(whole, tree, context, [])) return
    const { feature, left } = tree
    const wrong = left.findIndex((child: number, node: number) => feature[node] >= 0 && !(child > node && child + 1 < nodes))
    if (wrong >= 0) context.addIssue({ code: 'custom', path: ['left', wrong], message: 'leads back or nowhere' })
    more?.(
      tree,
      Array.from<number>(feature.keys()).filter((node) => feature[node] < 0),
      context,
    )
  })
}

/** Says so where leaves have less than `fewest` of the `length` entries from `start` to `end`, or others than there are. */
export function checkStretches(
  leaves: readonly number[],
  start: Int32Array,
  end: Int32Array,
  { length, fewest }: { readonly length: number; readonly fewest: number },
  context: z.RefinementCtx,
): void {
  const wrong = leaves.find((node) => {
    const [from, to] = [start[node], end[node]]
    return from < 0 || to - from < fewest || to > length
  })
  if (wrong !== undefined) context.addIssue({ code: 'custom', message: `leaf ${wrong} of a tree has entries that there are not` })
}

/** A tree whose leaves hold donors, codes below `kinds`. */
export function donorTree(features: number, kinds: number, fewest = 1): Shape {
  return treeNodes(
    features,
    (nodes) => ({ start: ints({ length: nodes }), end: ints({ length: nodes }), donors: codes({ end: kinds }) }),
    ({ start, end, donors }, leaves, context) => checkStretches(leaves, start, end, { length: donors.length, fewest }, context),
  )
}
