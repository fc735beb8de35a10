import { ascendingOrder } from '../order/ascending-order.js'

/** Groups of fewer rows altogether tell nothing. */
const fewestRows = 50

/**
 * The share of the variance of numbers, taken as ranks, that lies between groups (analysis of variance, unbalanced); null where fewer than
 * 50 rows have company or nothing varies. Missing numbers (NaN) and rows without a group (-1) are left out, and so are groups of one.
 *
 * @see Donner, 1986, A review of inference procedures for the intraclass correlation coefficient
 */
export function intraclassCorrelation(values: Float64Array, groups: Int32Array): number | null {
  const { rows, sizes } = inCompany(groups, (row) => Number.isNaN(values[row]))
  if (rows.length < fewestRows) return null
  const ranks = midRanks(Float64Array.from(rows, (row) => values[row]))
  const mean = (rows.length + 1) / 2
  const sums = new Map<number, number>()
  for (const [i, row] of rows.entries()) sums.set(groups[row], (sums.get(groups[row]) ?? 0) + ranks[i] - mean)
  let [between, total, squares] = [0, 0, 0]
  for (const [group, sum] of sums) {
    const size = sizes[group]
    between += sum ** 2 / size
    squares += size ** 2
  }
  for (const rank of ranks) total += (rank - mean) ** 2
  if (total === 0) return null
  const meanBetween = between / Math.max(1, sums.size - 1)
  const meanWithin = (total - between) / Math.max(1, rows.length - sums.size)
  const usual = (rows.length - squares / rows.length) / Math.max(1, sums.size - 1)
  const all = meanBetween + (usual - 1) * meanWithin
  return all > 0 ? (meanBetween - meanWithin) / all : 0
}

/** How much oftener two rows of a group have one code than two rows at random would, at most 1; null as above. Missing is -1. */
export function intraclassAgreement(codes: Int32Array, groups: Int32Array): number | null {
  const { rows, sizes } = inCompany(groups, (row) => codes[row] < 0)
  if (rows.length < fewestRows) return null
  const cells = new Map<string, number>()
  const shares = new Map<number, number>()
  for (const row of rows) {
    const code = codes[row]
    const cell = `${groups[row]} ${code}`
    cells.set(cell, (cells.get(cell) ?? 0) + 1)
    shares.set(code, (shares.get(code) ?? 0) + 1 / rows.length)
  }
  let agreeing = 0
  for (const [cell, count] of cells) {
    const size = sizes[Number(cell.slice(0, cell.indexOf(' ')))]
    agreeing += (count * (count - 1)) / (size - 1) / rows.length
  }
  let chance = 0
  for (const share of shares.values()) chance += share ** 2
  return chance < 1 - 1e-12 ? (agreeing - chance) / (1 - chance) : null
}

/** The rows that share their group with others, and the sizes of the groups among them. */
function inCompany(groups: Int32Array, isMissing: (row: number) => boolean): { readonly rows: Int32Array; readonly sizes: Int32Array } {
  let most = -1
  for (const group of groups) if (group > most) most = group
  const sizes = new Int32Array(most + 1)
  const isIn = (row: number): boolean => groups[row] >= 0 && !isMissing(row)
  for (let row = 0; row < groups.length; row++) if (isIn(row)) sizes[groups[row]] += 1
  const rows = Int32Array.from(groups.keys()).filter((row) => isIn(row) && sizes[groups[row]] > 1)
  return { rows, sizes }
}

function midRanks(values: Float64Array): Float64Array {
  const order = ascendingOrder(values)
  const ranks = new Float64Array(values.length)
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && values[order[to]] === values[order[from]]) to++
    for (let i = from; i < to; i++) ranks[order[i]] = (from + to + 1) / 2
    from = to
  }
  return ranks
}
