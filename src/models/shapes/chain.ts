import * as z from 'zod'
import { isNumberKind } from '../../table/column.js'
import { type ColumnSchema, levelsOf, type Schema } from '../../table/schema.js'
import { baseNumbers, viewCount } from '../markov-chain/fit/bases.js'
import { type ChainLayout, entrySchema } from '../markov-chain/layout.js'
import { below, count, donorTree, each, floats, grid, ints, numbers, pass, real, record, type Shape, support, weights } from './parts.js'
import { treesShape } from './trees.js'

/** Rows of a sequence, at most: what a block may then hold has to fit into memory. */
const mostRows = 100_000_000

export const codingShape = record({
  edges: floats({ ascending: true }).nullable(),
  bins: z.int().min(1).max(65_537),
  nominal: z.boolean(),
})

/** Trees on what a row can see: `bases` of them from so many views, whose donors are codes below `kinds`. */
export function drawnShape(bases: number, views: number, kinds: number): Shape {
  return record({ bases: ints({ from: 0, end: bases }) }, (drawn, context) => {
    const features = drawn.bases.length
    const rest = {
      views: ints({ length: features, from: 0, end: views }),
      nominal: numbers(Uint8Array, { length: features, end: 2 }),
      trees: z
        .array(donorTree(features, kinds, 0))
        .min(1)
        .max(256),
    }
    pass(record(rest), drawn, context, [])
  })
}

const sums = (nodes: number, symbols: number): Shape =>
  record(
    { start: ints({ length: nodes + 1, from: 0, ascending: true }), next: ints({ from: 0, end: symbols }), upTo: weights() },
    (own, context) => {
      const entries = own.start[nodes]
      if (entries > own.next.length || entries > own.upTo.length)
        context.addIssue({ code: 'custom', path: ['start'], message: 'leads beyond the symbols' })
      pass(weights({ length: nodes }), own.shorter, context, ['shorter'])
    },
  )

/** What comes next after so many states; children come after their parents, so that looking for a context ends. */
function contextTree(symbols: number): Shape {
  return record({ symbols: z.literal(symbols), symbol: ints({ atLeast: 1 }) }, (tree, context) => {
    const nodes = tree.symbol.length
    const fields = {
      parent: ints({ length: nodes, from: -1, end: nodes }),
      firstChild: ints({ length: nodes + 1, from: 1, end: nodes + 1, ascending: true }),
      rows: weights({ length: nodes }),
      own: sums(nodes, symbols),
      shared: sums(nodes, symbols),
    }
    if (!pass(record(fields), tree, context, [])) return
    const back = tree.firstChild.findIndex(
      (child: number, node: number) => node < nodes && child <= node && tree.firstChild[node + 1] > child,
    )
    const up = tree.parent.findIndex((parent: number, node: number) => node > 0 && (parent < 0 || parent >= node))
    if (back >= 0 || up >= 0) context.addIssue({ code: 'custom', message: 'a context leads back' })
  })
}

const layoutShape = (names: readonly string[]): Shape => {
  const name = z.enum(['', ...names])
  return record({
    statics: z.array(name),
    dynamics: z.array(name),
    order: name.nullable(),
    lengthAhead: z.boolean(),
    steady: z.boolean(),
    components: z.int().min(1).max(1000),
  })
}

const spaceShape = (layout: ChainLayout, columns: readonly ColumnSchema[]): Shape =>
  record(
    {
      members: z.array(record({ name: z.enum(['', ...layout.dynamics]), edges: z.unknown() })).min(1),
      codes: ints({ atLeast: 1, from: 0, end: 1e9 }),
    },
    ({ members, codes }, context) => {
      if (codes.length % members.length !== 0)
        context.addIssue({ code: 'custom', path: ['codes'], message: 'are not as many for each state' })
      for (const [i, { name, edges }] of members.entries()) {
        const column = columns.find((own) => own.name === name)
        pass(column && isNumberKind(column.kind) ? floats({ ascending: true }) : z.null(), edges, context, ['members', i, 'edges'])
        const most = edges ? edges.length + 2 : levelsOf(column as ColumnSchema).length + 1
        if (codes.some((code: number, at: number) => at % members.length === i && code >= most))
          context.addIssue({ code: 'custom', path: ['codes'], message: 'hold a code that its column has not' })
      }
    },
  ).nullable()

const clockShape = (bases: number): Shape =>
  record({ grid, first: real, last: real, missingFirst: count.max(1), support }, (clock, context) => {
    pass(drawnShape(bases, viewCount, 2).nullable(), clock.presence, context, ['presence'])
    const kinds = clock.support?.values.length ?? 0
    pass(clock.support ? drawnShape(bases, viewCount, kinds) : z.null(), clock.gap, context, ['gap'])
    if (!(clock.first <= clock.last) || clock.support?.values.length === 0) context.addIssue({ code: 'custom', message: 'has no time' })
  }).nullable()

/** How a column of a later row is drawn. */
export function chainStep(column: ColumnSchema | undefined, bases: number, views: number): Shape {
  const isNumber = column === undefined || isNumberKind(column.kind)
  return record({ support: isNumber ? support : z.null() }, (step, context) => {
    const kinds = step.support ? step.support.values.length : column && !isNumber ? levelsOf(column).length + 1 : 0
    const flag = drawnShape(bases, views, 2).nullable()
    const rise = record({ by: z.union([z.literal(1), z.literal(-1)]), end: real }).optional()
    const values = drawnShape(bases, views, kinds).nullable()
    pass(record({ presence: flag, same: flag, values, rise }), step, context, [])
  })
}

const memberOf = (members: number, kinds: number): Shape => {
  const place = ints({ from: 0, end: kinds + 1 })
  return record({ index: below(members), from: place, to: place }).nullable()
}

export const chainShape = (columns: readonly ColumnSchema[], schema: Schema): Shape =>
  record({ layout: layoutShape(columns.map(({ name }) => name)), longest: z.int().min(1).max(mostRows) }, (state, context) => {
    const layout = state.layout as ChainLayout
    const key = columns.filter(({ role }) => role === 'sequence-key').map(({ name }) => name)
    const parts = [...layout.statics, ...layout.dynamics, ...(layout.order === null ? [] : [layout.order]), ...key]
    if (parts.length !== columns.length || new Set(parts).size !== columns.length)
      return void context.addIssue({ code: 'custom', path: ['layout'], message: 'does not give each column one part' })
    const bases = baseNumbers(layout).count
    const own = (name: string): ColumnSchema => columns.find((column) => column.name === name) as ColumnSchema
    pass(treesShape(entrySchema(layout, { ...schema, columns: [...columns] }).columns), state.entry, context, ['entry'])
    if (!pass(spaceShape(layout, columns), state.space, context, ['space'])) return
    const states = state.space ? state.space.codes.length / state.space.members.length : 1
    const chain = contextTree(states + (layout.lengthAhead ? 0 : 1))
    pass(
      z.array(chain).refine((chains) => chains.length === 0 || chains.length === layout.components),
      state.chains,
      context,
      ['chains'],
    )
    if (state.chains?.length === 0 && !layout.lengthAhead)
      context.addIssue({ code: 'custom', path: ['chains'], message: 'do not say when a sequence ends' })
    pass(
      each(Array.from({ length: bases }), () => codingShape),
      state.codings,
      context,
      ['codings'],
    )
    pass(layout.order === null ? z.null() : clockShape(bases), state.clock, context, ['clock'])
    const step = record({ name: z.enum(['', ...layout.dynamics]) }, (value, inner) => {
      pass(chainStep(own(value.name), bases, viewCount), value, inner, [])
      pass(memberOf(state.space?.members.length ?? 0, value.support?.values?.length ?? 0), value.member, inner, ['member'])
    })
    pass(
      each(layout.dynamics, () => step),
      state.steps,
      context,
      ['steps'],
    )
    const drawn = new Set((state.steps ?? []).map((value: { name?: string } | null) => value?.name))
    if (drawn.size !== layout.dynamics.length)
      context.addIssue({ code: 'custom', path: ['steps'], message: 'do not draw each column once' })
    const facts = {
      sequences: count,
      rows: count,
      lengths: floats({ length: 5 }),
      transitions: weights({ length: state.space ? states * states : 0 }),
      components: floats(),
    }
    pass(record(facts), state.facts, context, ['facts'])
  })
