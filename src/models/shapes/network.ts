import * as z from 'zod'
import type { ColumnSchema } from '../../table/schema.js'
import { below, binnedOf, count, each, ints, numbers, pass, record, type Shape, weights } from './parts.js'

/** Cells that the table of a node may have: more than any fit makes. */
const mostCells = 2 ** 31

/** A network of binned columns: of `bayesian-network`, MST and AIM. */
export const networkShape = (columns: readonly ColumnSchema[]): Shape =>
  record({ columns: each(columns, binnedOf), nodes: z.array(z.unknown()) }, (state, context) => {
    const sizes: number[] = state.columns.map(({ bins }: { bins: { states: number } }) => bins.states)
    const known = new Set<number>()
    const node = () =>
      record({ column: below(columns.length) }, (own, inner) => {
        pass(z.array(z.int()), own.parents, inner, ['parents'])
        const parents: readonly unknown[] = Array.isArray(own.parents) ? own.parents : []
        if (known.has(own.column) || !parents.every((parent) => known.has(parent as number)))
          inner.addIssue({ code: 'custom', message: 'comes before a column that it depends on, or twice' })
        else
          pass(
            cptOf(
              sizes[own.column],
              parents.map((parent) => sizes[parent as number]),
            ),
            own.cpt,
            inner,
            ['cpt'],
          )
        known.add(own.column)
      })
    pass(each(columns, node), state.nodes, context, ['nodes'])
    const edge = record({ from: below(columns.length), to: below(columns.length), information: z.number() })
    pass(z.array(edge), state.edges, context, ['edges'])
  })

function cptOf(states: number, parents: readonly number[]): Shape {
  const cells = parents.reduce((product, size) => product * size, states)
  const table = record({ probabilities: weights({ length: Math.min(cells, mostCells) }) })
  return record({ kind: z.enum(['table', 'tree']) }, (cpt, context) => {
    pass(cpt.kind === 'table' ? table : treeOf(states, parents), cpt, context, [])
  })
}

/** Nodes in preorder: a node's right child comes after it, and leaves are numbered. */
function treeOf(states: number, parents: readonly number[]): Shape {
  const ranks = each(parents, (size) => numbers(Uint16Array, { length: size }))
  return record({ ranks, parent: ints({ atLeast: 1, from: -1, end: parents.length }) }, (tree, context) => {
    const nodes = tree.parent.length
    const leaves = tree.parent.filter((parent: number) => parent < 0).length
    const rest = {
      threshold: numbers(Uint16Array, { length: nodes }),
      next: numbers(Uint32Array, { length: nodes }),
      probabilities: weights({ length: leaves * states }),
    }
    if (!pass(record(rest), tree, context, [])) return
    const wrong = tree.next.findIndex((next: number, at: number) =>
      tree.parent[at] < 0 ? next >= leaves : next <= at + 1 || next >= nodes,
    )
    if (wrong >= 0) context.addIssue({ code: 'custom', path: ['next', wrong], message: 'leads back or nowhere' })
  })
}

/** A network that is gone through row by row: a private `markov-chain`. Its variables: the place, the columns of the row before, those of this row. */
export const privateChainShape = (columns: readonly ColumnSchema[]): Shape =>
  record(
    {
      columns: z.array(z.looseObject({})),
      places: ints({ atLeast: 1, from: 0, ascending: true }),
      longest: z.int().min(1).max(100_000_000),
    },
    (state, context) => {
      const own = state.columns.length
      for (const [i, column] of state.columns.entries()) pass(anyBinned(columns), column, context, ['columns', i])
      const states: number[] = state.columns.map((column: { bins?: { states?: number } }) => column.bins?.states ?? 0)
      const sizes = [state.places.length, ...states.map((size) => size + 1), ...states]
      const known = new Set<number>(Array.from({ length: own + 1 }, (_, variable) => variable))
      const node = record(
        {
          variable: z
            .int()
            .min(own + 1)
            .max(2 * own),
          parents: z.array(below(2 * own + 1)),
        },
        ({ variable, parents, probabilities }, inner) => {
          if (known.has(variable) || !parents.every((parent: number) => known.has(parent)))
            inner.addIssue({ code: 'custom', message: 'comes before what it depends on, or twice' })
          known.add(variable)
          const cells = parents.reduce((product: number, parent: number) => product * (sizes[parent] as number), sizes[variable] as number)
          pass(weights({ length: Math.min(cells, mostCells) }), probabilities, inner, ['probabilities'])
        },
      )
      pass(
        each(states, () => node),
        state.nodes,
        context,
        ['nodes'],
      )
    },
  )

/** A binned column of whichever kind: what the private chain draws is made of the columns of the table. */
function anyBinned(columns: readonly ColumnSchema[]): Shape {
  const kinds = columns.map(binnedOf)
  const shape = record({ margin: z.looseObject({ kind: z.enum(['number', 'level']), present: count, missing: count }) })
  return shape.superRefine((value, context) => {
    const { margin } = value as { margin?: { kind?: string; counts?: { length: number } } }
    const like =
      margin?.kind === 'level'
        ? binnedOf({ kind: 'categorical', levels: Array.from({ length: margin.counts?.length ?? 0 }, String) } as ColumnSchema)
        : binnedOf({ kind: 'integer' } as ColumnSchema)
    pass(kinds.find((kind) => kind.safeParse(value).success) ?? like, value, context, [])
  })
}
