import { drawPositions } from '../../evaluate/tables/align.js'
import type { Attacked } from '../attacked.js'
import { type Equals, equalCells } from './matched-counts.js'

/** Real rows that a real row's agreement with synthetic ones is held against. */
const mostOthers = 4000
const stream = 22

/**
 * For each real unit, targets first, how much better the best synthetic row agrees with it than the best of other real rows: agreement is the sum, over the columns in
 * which two rows have the same cell, of minus the log of the share of real rows that have it. O(real × synthetic × columns) at worst, and by as much less as
 * cells agree seldom.
 */
export function bestAgreement(attacked: Attacked): Float64Array {
  const { columns, rng } = attacked
  const cells = columns.map(({ name }) => equalCells(attacked, name, attacked.synthetic))
  const real = cells[0]?.real.length ?? 0
  const weights = cells.map(weightsOf)
  const others = drawPositions(real, mostOthers, rng.split(stream)).sort()
  const placeOf = new Int32Array(real).fill(-1)
  others.forEach((unit, place) => {
    placeOf[unit] = place
  })
  const made = bestOf(
    cells,
    weights,
    cells.map(({ synthetic }) => synthetic),
  )
  const usual = bestOf(
    cells,
    weights,
    cells.map((own) => others.map((unit) => own.real[unit])),
    placeOf,
  )
  return made.map((own, i) => own - usual[i])
}

function weightsOf({ count, real }: Equals): Float64Array {
  const sizes = new Float64Array(count)
  for (const id of real) sizes[id] += 1
  return sizes.map((size) => Math.log(real.length / size))
}

/** The greatest agreement of each real unit with any of the rows, of which `except` names one that doesn't count, -1 for none. */
function bestOf(
  cells: readonly Equals[],
  weights: readonly Float64Array[],
  rows: readonly Int32Array[],
  except?: Int32Array,
): Float64Array {
  const size = rows[0]?.length ?? 0
  const owners = cells.map(({ count }, c) => ownersOf(count, rows[c]))
  const sums = new Float64Array(size)
  return Float64Array.from({ length: cells[0]?.real.length ?? 0 }, (_, unit) => {
    sums.fill(0)
    for (let c = 0; c < cells.length; c++) {
      const id = cells[c]?.real[unit]
      const weight = weights[c]?.[id]
      const { start, order } = owners[c]
      for (let i = start[id]; i < start[id + 1]; i++) {
        const row = order[i]
        sums[row] += weight
      }
    }
    const own = except?.[unit] ?? -1
    if (own >= 0) sums[own] = 0
    let best = 0
    for (let row = 0; row < size; row++) if (sums[row] > best) best = sums[row]
    return best
  })
}

/** The rows of each class: those of class `id` are `order[start[id]]` to `order[start[id + 1] - 1]`. */
interface Owners {
  readonly start: Int32Array
  readonly order: Int32Array
}

function ownersOf(count: number, ids: Int32Array): Owners {
  const start = new Int32Array(count + 1)
  for (const id of ids) if (id >= 0) start[id + 1] += 1
  for (let id = 0; id < count; id++) start[id + 1] += start[id]
  const next = start.slice()
  const order = new Int32Array(start[count])
  ids.forEach((id, row) => {
    if (id < 0) return
    order[next[id]] = row
    next[id] += 1
  })
  return { start, order }
}
