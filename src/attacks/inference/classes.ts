import { binEdges, binNumbers } from '../../learn/trees/bins.js'
import { isNumberColumn, type NumberColumn } from '../../table/column.js'
import type { Table } from '../../table/table.js'
import type { Attacked } from '../attacked.js'

/** Bins of a column of numbers that is known only roughly. */
const bins = 10

/** A column of a few codes, from 0 on, of the targets, the controls and the synthetic rows. */
export interface CoarseColumn {
  readonly count: number
  readonly parts: readonly [Int32Array, Int32Array, Int32Array]
}

/** The column as codes: levels as they are, numbers in ten bins of as many real rows each, missing a code of its own. */
export function coarseColumn(attacked: Attacked, name: string): CoarseColumn {
  return attacked.memo(`coarse ${name}`, [attacked], () => {
    const { targets, controls, synthetic } = attacked
    const columns = [targets, controls, synthetic].map((table) => table.column(name))
    const [first] = columns
    if (first && !isNumberColumn(first)) {
      return { count: first.levels.length + 1, parts: columns.map(({ values }) => Int32Array.from(values, (code) => code + 1)) as never }
    }
    const [own, other] = columns as NumberColumn[]
    const real = new Float64Array(own.values.length + other.values.length)
    real.set(own.values)
    real.set(other.values, own.values.length)
    const edges = binEdges(real, bins)
    const parts = (columns as NumberColumn[]).map(({ values }) => Int32Array.from(binNumbers(values, edges).codes))
    return { count: edges.length + 2, parts: parts as never }
  })
}

/** Rows with the same codes in some columns have the same class, from 0 on, in all three tables. */
export interface EquivalenceClasses {
  readonly count: number
  readonly targets: Int32Array
  readonly controls: Int32Array
  readonly synthetic: Int32Array
}

/** The classes of rows by these columns together. */
export function equivalenceClasses(attacked: Attacked, names: readonly string[]): EquivalenceClasses {
  return attacked.memo(`classes ${JSON.stringify(names)}`, [attacked], () => {
    const sizes = [attacked.targets, attacked.controls, attacked.synthetic].map(({ rows }: Table) => rows)
    let parts = sizes.map((size) => new Int32Array(size))
    let count = 1
    for (const name of names) {
      const coarse = coarseColumn(attacked, name)
      // Classes so far times codes stay below 2^53: there are no more classes than rows.
      const known = new Map<number, number>()
      parts = parts.map((part, p) => {
        const codes = coarse.parts[p]
        const refined = new Int32Array(part.length)
        for (let row = 0; row < part.length; row++) {
          const key = part[row] * coarse.count + codes[row]
          const id = known.get(key) ?? known.size
          known.set(key, id)
          refined[row] = id
        }
        return refined
      })
      count = Math.max(1, known.size)
    }
    const [targets, controls, synthetic] = parts as [Int32Array, Int32Array, Int32Array]
    return { count, targets, controls, synthetic }
  })
}

/** Rows of each class. */
export function classSizes(classes: Int32Array, count: number): Int32Array {
  const sizes = new Int32Array(count)
  for (const own of classes) sizes[own] += 1
  return sizes
}
