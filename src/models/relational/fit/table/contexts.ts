import type { Feature } from '../../../../learn/trees/bins.js'
import type { DrawPlan } from '../../../../relations/plan.js'
import { isNumberColumn } from '../../../../table/column.js'
import type { Table } from '../../../../table/table.js'
import { type BaseCoding, baseCodes, baseFeature, numberBase } from '../../../markov-chain/fit/bases.js'
import type { Base, Hop, Virtual } from '../../state.js'
import { depthName, firstFar, paths, targetOf } from '../../views.js'
import type { Prepared } from '../prepare.js'
import { sketchesOf, virtualValues } from './virtuals.js'

/** Something to look at, coded. */
export interface CodedContext {
  readonly coding: BaseCoding
  readonly codes: Uint8Array | Uint16Array
}

/** What others see of the rows of each table, by name. */
export type CodedTables = ReadonlyMap<string, ReadonlyMap<string, CodedContext>>

/** Levels beyond these share a code. */
const mostLevels = 65_000

export function levelCoding(levels: number, nominal = true): BaseCoding {
  return { edges: null, bins: Math.min(levels, mostLevels) + 1, nominal }
}

export function coded(coding: BaseCoding, values: ArrayLike<number>): CodedContext {
  return { coding, codes: baseCodes(coding, values) }
}

/** The columns, counts and depth of a table as others see them. */
export function codedColumnsOf(
  { seen, modelled, depth, rows }: Prepared,
  virtuals: readonly Virtual[],
  plan: DrawPlan,
  prepared: ReadonlyMap<string, Prepared>,
): Map<string, CodedContext> {
  const columns = new Map<string, CodedContext>(
    codedColumnsIn(seen, (name) => modelled.columns.some((column) => column.name === name && column.kind === 'ordinal')),
  )
  for (const virtual of virtuals) {
    const values = virtualValues(virtual, plan, prepared, rows)
    columns.set(virtual.name, values instanceof Float64Array ? numberBase(values) : coded(levelCoding(virtual.levels.length), values))
  }
  if (depth) columns.set(depthName, numberBase(depth))
  return columns
}

function codedColumnsIn(table: Table, isOrdered: (name: string) => boolean): [string, CodedContext][] {
  return table.columns.map((column) => [
    column.name,
    isNumberColumn(column) ? numberBase(column.values) : coded(levelCoding(column.levels.length, !isOrdered(column.name)), column.values),
  ])
}

/** For each row, the row that a path leads to; -1 where it leads nowhere. */
export function rowsAlong(path: readonly Hop[], start: Prepared, plan: DrawPlan, prepared: ReadonlyMap<string, Prepared>): Int32Array {
  let places = Int32Array.from({ length: start.rows }, (_, row) => row)
  let at = start
  for (const hop of path) {
    const next = prepared.get(targetOf(plan, hop)) as Prepared
    const link = hop.back ? inverseLink(next.links.get(hop.relation) as Int32Array, at.rows) : (at.links.get(hop.relation) as Int32Array)
    places = places.map((row) => (row < 0 ? -1 : link[row]))
    at = next
  }
  return places
}

function inverseLink(link: Int32Array, rows: number): Int32Array {
  const inverse = new Int32Array(rows).fill(-1)
  link.forEach((to, row) => {
    if (to >= 0) inverse[to] = row
  })
  return inverse
}

/** What there is to see of the children of a row together. */
export function codedTogether(path: readonly Hop[], plan: DrawPlan, prepared: ReadonlyMap<string, Prepared>): Map<string, CodedContext> {
  const { relation } = path.at(-1) as Hop
  const { child, parent } = plan.relations[relation]
  const { rows } = prepared.get(parent) as Prepared
  return new Map(
    sketchesOf(relation, prepared.get(child) as Prepared).map((sketch) => {
      const values = virtualValues(sketch, plan, prepared, rows)
      return [sketch.name, values instanceof Float64Array ? numberBase(values) : coded(levelCoding(sketch.levels.length), values)]
    }),
  )
}

/** All that rows of a table see of others, at most two relations away. */
export function farBases(
  plan: DrawPlan,
  name: string,
  codedTables: CodedTables,
  depth = 2,
): { readonly views: Hop[][]; readonly bases: Base[] } {
  const views = paths(plan, name).filter((path) => path.length <= depth)
  const bases = views.flatMap((path, v) =>
    [...(codedTables.get(targetOf(plan, path.at(-1) as Hop)) as ReadonlyMap<string, CodedContext>).keys()].map((name) => ({
      view: firstFar + v,
      name,
    })),
  )
  return { views, bases }
}

/** What the rows of a parent see of themselves and of the rows next to them, as features of a tree of classes. */
export function nearFeatures(
  parent: Prepared,
  plan: DrawPlan,
  prepared: ReadonlyMap<string, Prepared>,
  codedTables: CodedTables,
): { readonly bases: Base[]; readonly features: Feature[] } {
  const own = codedTables.get(parent.name) as ReadonlyMap<string, CodedContext>
  const far = farBases(plan, parent.name, codedTables, 1)
  const places = far.views.map((path) => rowsAlong(path, parent, plan, prepared))
  const bases = [...[...own.keys()].map((name): Base => ({ view: 0, name })), ...far.bases]
  const features = bases.map(({ view, name }) => {
    if (view === 0) {
      const { coding, codes } = own.get(name) as CodedContext
      return baseFeature(coding, codes, null)
    }
    const target = targetOf(plan, far.views[view - firstFar].at(-1) as Hop)
    const { coding, codes } = (codedTables.get(target) as ReadonlyMap<string, CodedContext>).get(name) as CodedContext
    return baseFeature(coding, codes, places[view - firstFar])
  })
  return { bases, features }
}
