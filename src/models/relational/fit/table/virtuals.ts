import type { DrawPlan } from '../../../../relations/plan.js'
import { type Column, isMissing, isNumberColumn } from '../../../../table/column.js'
import { type ColumnSchema, newColumn } from '../../../../table/schema.js'
import type { Virtual } from '../../state.js'
import { countName, sketchName } from '../../views.js'
import type { Prepared } from '../prepare.js'

/** Columns of a child that its second parent tells of at most, and levels that one of them may have. */
const mostSketches = 12
const mostLevels = 64

/** Which columns of a child, by relation, its owner tells the mean of. */
export type OwnerSketches = ReadonlyMap<number, readonly string[]>

/** What a row has besides its columns: how many children of each kind, and what they have in common. */
export function virtualsOf(
  plan: DrawPlan,
  prepared: ReadonlyMap<string, Prepared>,
  name: string,
  { second, owner }: { readonly second: boolean; readonly owner: OwnerSketches },
): Virtual[] {
  const own = [...plan.relations.entries()].filter(([, { parent }]) => parent === name)
  const counts = own.flatMap(([relation, { part, child, columns }]): Virtual[] =>
    ['owner', 'self', 'second', 'late'].includes(part)
      ? [{ name: countName(child, columns), kind: 'count', relation, column: null, levels: [] }]
      : [],
  )
  const sketches = own.flatMap(([relation, { part, child, columns }]) => {
    const wanted = owner.get(relation)
    if (!(part === 'second' && second) && !wanted) return []
    return sketchesOf(relation, prepared.get(child) as Prepared, wanted).map((sketch) => ({
      ...sketch,
      name: sketchName({ child, columns }, sketch.name),
    }))
  })
  return [...counts, ...sketches]
}

/** What the children of a row are together, by their columns, after which it is named: the first ones that have no more than some levels, or those that are wanted. */
export function sketchesOf(relation: number, child: Prepared, wanted?: readonly string[]): Virtual[] {
  return child.seen.columns
    .filter((column) => (wanted ? wanted.includes(column.name) : isNumberColumn(column) || column.levels.length <= mostLevels))
    .slice(0, wanted ? undefined : mostSketches)
    .map((column): Virtual => {
      const levels = isNumberColumn(column) ? [] : column.levels
      return { name: column.name, kind: isNumberColumn(column) ? 'mean' : 'level', relation, column: column.name, levels }
    })
}

/** The values of a virtual over the rows of a table: numbers, NaN missing, or codes, -1 missing. */
export function virtualValues(
  { kind, relation, column }: Virtual,
  plan: DrawPlan,
  prepared: ReadonlyMap<string, Prepared>,
  rows: number,
): Float64Array | Int32Array {
  const child = prepared.get(plan.relations[relation]?.child ?? '') as Prepared
  const links = child.links.get(relation) as Int32Array
  if (kind === 'count') {
    const counts = new Float64Array(rows)
    for (const row of links) if (row >= 0) counts[row] += 1
    return counts
  }
  const alone = plan.relations[relation]?.part === 'second' ? onlyChildren(links, rows) : null
  return togetherBy(child.seen.column(column as string), alone ? links.map((row) => (alone[row] ? -1 : row)) : links, rows)
}

/** Rows with one child: what a second parent had in common with that would be the child itself, which then would follow nothing else. */
function onlyChildren(links: Int32Array, rows: number): Uint8Array {
  const counts = new Float64Array(rows)
  for (const row of links) if (row >= 0) counts[row] += 1
  return Uint8Array.from(counts, (count) => Number(count === 1))
}

/** Per row, the mean of the cells that refer to it, NaN for none, or the commonest level, -1 for none. */
export function togetherBy(cells: Column, links: Int32Array, rows: number): Float64Array | Int32Array {
  return isNumberColumn(cells) ? meansBy(cells, links, rows) : commonestBy(cells, links, rows)
}

function meansBy(cells: Column, links: Int32Array, rows: number): Float64Array {
  const [sums, seen] = [new Float64Array(rows), new Float64Array(rows)]
  links.forEach((row, i) => {
    if (row < 0 || isMissing(cells, i)) return
    sums[row] += cells.values[i]
    seen[row] += 1
  })
  return sums.map((sum, row) => sum / seen[row])
}

function commonestBy(cells: Column, links: Int32Array, rows: number): Int32Array {
  const tallies = Array.from({ length: rows }, (): Map<number, number> | null => null)
  links.forEach((row, i) => {
    const code = cells.values[i]
    if (row < 0 || code < 0) return
    tallies[row] ??= new Map()
    const tally = tallies[row]
    tally.set(code, (tally.get(code) ?? 0) + 1)
  })
  return Int32Array.from(tallies, (tally) => {
    if (!tally) return -1
    let best = -1
    for (const [code, count] of tally) {
      const most = tally.get(best) ?? 0
      if (count > most || (count === most && code < best)) best = code
    }
    return best
  })
}

/** A virtual as a column of a schema. */
export function virtualSchema({ name, kind, levels }: Virtual): ColumnSchema {
  if (kind === 'count') return newColumn({ name, kind: 'integer', nullable: false, min: 0 })
  return newColumn(kind === 'mean' ? { name, kind: 'numeric' } : { name, kind: 'categorical', levels })
}
