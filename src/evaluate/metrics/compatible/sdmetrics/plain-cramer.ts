import type { Coded } from '../../../../stats/association/coded.js'
import { countCells } from '../../../../stats/association/joint.js'

/** Cells up to which an array of all of them is quicker than counting those that occur. */
const fewCells = 4096

/**
 * Cramér's V of two columns without missing codes, as scipy's `association` has it: no correction for chance, so that many levels and
 * few rows look associated. Null where one of them has a single level.
 */
export function plainCramersV(x: Coded, y: Coded): number | null {
  const { rows, columns, total, forEach } = x.count * y.count <= fewCells ? countFew(x, y) : countCells(x, y)
  const fewer = Math.min(occurring(rows), occurring(columns)) - 1
  if (fewer < 1) return null
  let squares = 0
  let expectedOfFull = 0
  forEach((row, column, count) => {
    const expected = ((rows[row] as number) * (columns[column] as number)) / total
    squares += (count - expected) ** 2 / expected
    expectedOfFull += expected
  })
  // An empty cell adds what was expected in it.
  const chiSquared = squares + Math.max(0, total - expectedOfFull)
  return Math.sqrt(chiSquared / total / fewer)
}

/** As `countCells`, for few cells and no missing codes: a row costs one addition, and margins are summed afterwards. */
function countFew(x: Coded, y: Coded): ReturnType<typeof countCells> {
  const counts = new Int32Array(x.count * y.count)
  const first = x.codes
  const second = y.codes
  const width = y.count
  for (let i = 0; i < first.length; i++) {
    const cell = (first[i] as number) * width + (second[i] as number)
    counts[cell] = (counts[cell] as number) + 1
  }
  const rows = new Float64Array(x.count)
  const columns = new Float64Array(width)
  const forEach = (visit: (row: number, column: number, count: number) => void) => {
    for (let cell = 0; cell < counts.length; cell++) {
      const count = counts[cell] as number
      if (count > 0) visit(Math.floor(cell / width), cell % width, count)
    }
  }
  forEach((row, column, count) => {
    rows[row] = (rows[row] as number) + count
    columns[column] = (columns[column] as number) + count
  })
  return { rows, columns, total: first.length, forEach }
}

function occurring(counts: Float64Array): number {
  let used = 0
  for (let code = 0; code < counts.length; code++) if ((counts[code] as number) > 0) used++
  return used
}
